"""Characters no text may hold. No Django import."""

import re

# Control characters but tab and line ends, surrogates, non-characters, direction overrides.
_CONTROLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
REFUS = (
    "Ce texte contient des caractères invisibles que nous ne pouvons pas enregistrer. "
    "Recopiez-le depuis un éditeur de texte simple."
)


def a_des_caracteres_de_controle(texte: str) -> bool:
    """Whether a control character or a direction override hides in the text."""
    return _CONTROLE.search(texte) is not None
