"""What a text typed by a person may contain."""

import re
import unicodedata

from django.core.exceptions import ValidationError

# Everything of category C (control, surrogate, unassigned) but tab, line feed and carriage return.
_CONTROLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def refuser_caracteres_de_controle(texte: str) -> None:
    """Validator: control characters and direction overrides cannot be stored nor read."""
    if _CONTROLE.search(texte):
        raise ValidationError(
            "Ce texte contient des caractères invisibles que nous ne pouvons pas enregistrer. "
            "Recopiez-le depuis un éditeur de texte simple."
        )


def normaliser(texte: str) -> str:
    """NFC, with line ends of Unix: the same words give the same bytes, hence the same hash."""
    return unicodedata.normalize("NFC", texte.replace("\r\n", "\n").replace("\r", "\n")).strip()
