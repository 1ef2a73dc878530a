"""What a text typed by a person may contain."""

import unicodedata

from django.core.exceptions import ValidationError

from ami.commun.caracteres import REFUS, a_des_caracteres_de_controle, faute_de_ligne, faute_de_texte
from ami.commun.erreurs import ErreurMetier

# What word processors leave behind and nobody sees: soft hyphen, zero-width marks, byte order mark.
_SANS_LARGEUR = dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"))


def refuser_caracteres_de_controle(texte: str) -> None:
    """Validator: control characters and direction overrides cannot be stored nor read."""
    if a_des_caracteres_de_controle(texte):
        raise ValidationError(REFUS)


def normaliser(texte: str) -> str:
    """NFC, with line ends of Unix: the same words give the same bytes, hence the same hash."""
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return unicodedata.normalize("NFC", lignes.translate(_SANS_LARGEUR)).strip()


def sur_une_ligne(texte: str) -> str:
    """The same, in one line: a name cannot forge a second line in a receipt."""
    return " ".join(normaliser(texte).split())


def exiger_texte(texte: str, longueur: int) -> None:
    """For services: raise ``ErreurMetier`` with the sentence that a form would show."""
    if faute := faute_de_texte(texte, longueur):
        raise ErreurMetier(faute)


def exiger_ligne(texte: str, longueur: int) -> None:
    """The same, for a text in one line."""
    if faute := faute_de_ligne(texte, longueur):
        raise ErreurMetier(faute)
