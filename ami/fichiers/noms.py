"""Names of files, as people read them and as a browser saves them. No Django import."""

import unicodedata
from pathlib import PurePosixPath

LONGUEUR_MAX = 200
_SUFFIXE_MAX = 10


def nom_propre(brut: str) -> str:
    """Keep the last part of a path, without what cannot be seen: controls, direction marks, line ends."""
    dernier = unicodedata.normalize("NFC", brut).replace("\\", "/").rpartition("/")[2]
    visible = "".join(" " if c.isspace() else c for c in dernier if c.isspace() or _est_visible(c))
    nom = " ".join(visible.split()).strip(". ") or "fichier"
    if len(nom) <= LONGUEUR_MAX:
        return nom
    suffixe = PurePosixPath(nom).suffix[:_SUFFIXE_MAX]
    return nom[: LONGUEUR_MAX - len(suffixe)].rstrip(". ") + suffixe


def extension(nom: str) -> str:
    """« pdf » for « Statuts.PDF »; empty when there is none."""
    return PurePosixPath(nom).suffix.lower().lstrip(".")


def _est_visible(caractere: str) -> bool:
    return not unicodedata.category(caractere).startswith("C")
