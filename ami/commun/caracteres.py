"""Characters no text may hold. No Django import."""

import re

from ami.commun.nombres import entier

# Control characters but tab and line ends, surrogates, non-characters, direction overrides.
_CONTROLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
REFUS = (
    "Ce texte contient des caractères invisibles que nous ne pouvons pas enregistrer. "
    "Recopiez-le depuis un éditeur de texte simple."
)


def faute_de_texte(texte: object, longueur: int) -> str:
    """What keeps a text from being stored in ``longueur`` characters, as it is said to people; empty: nothing."""
    if not isinstance(texte, str):
        return "Écrivez un texte."
    if a_des_caracteres_de_controle(texte):
        return REFUS
    trop = len(texte) - longueur
    if trop > 0:
        return f"Ce texte dépasse la limite de {entier(longueur)} caractères : retirez-en {entier(trop)}."
    return ""


def faute_de_ligne(texte: object, longueur: int) -> str:
    """The same, for a text in one line."""
    if isinstance(texte, str) and len(texte.splitlines()) > 1:
        return "Écrivez ce texte sur une seule ligne."
    return faute_de_texte(texte, longueur)


def a_des_caracteres_de_controle(texte: str) -> bool:
    """Whether a control character or a direction override hides in the text."""
    return _CONTROLE.search(texte) is not None
