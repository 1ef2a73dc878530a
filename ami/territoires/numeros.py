"""Numbers of structures where Insee keeps none: RIDET of New Caledonia, TAHITI of French Polynesia. No Django import.

Kept on twelve signs, so that the first nine name the structure as those of a SIRET do (ADR 0028): « NC1234567001 » for
RIDET 1234567.001, « PF0A12345001 » for TAHITI A12345.001. Wallis-et-Futuna has no such register.
"""

import re

CANONIQUE = r"(NC[0-9]{7}|PF0[0-9A-Z][0-9]{5})[0-9]{3}"
_TAPES = (
    ("NC", re.compile(r"RIDET[ :n°]*([0-9][0-9 ]{5,8}[0-9])[.\-/ ]*([0-9]{3})", re.IGNORECASE), 7),
    ("PF", re.compile(r"TAHITI[ :n°]*([0-9A-Z][0-9 ]{4,6}[0-9])[.\-/ ]*([0-9]{3})", re.IGNORECASE), 7),
)
_MOTS = {"NC": "RIDET", "PF": "TAHITI"}
_PREFIXE = {"NC": 2, "PF": 3}


def numero_tape(texte: str) -> str | None:
    """« RIDET 1 234 567.001 » in its canonical form; None for anything else."""
    for code, motif, longueur in _TAPES:
        if trouve := motif.fullmatch(texte):
            entite = "".join(trouve[1].split()).upper().rjust(longueur, "0")
            lu = f"{code}{entite}{trouve[2]}"
            return lu if est_un_numero(lu) else None
    return None


def est_un_numero(valeur: object) -> bool:
    return isinstance(valeur, str) and re.fullmatch(CANONIQUE, valeur) is not None


def en_mots(numero: str) -> str:
    """« RIDET 1234567.001 », « SIRET 73282932000074 »: what the number is, then as its holder writes it."""
    if not est_un_numero(numero):
        return f"SIRET {numero}"
    code = numero[:2]
    return f"{_MOTS[code]} {numero[_PREFIXE[code] : 9]}.{numero[9:]}"
