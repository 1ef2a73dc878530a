"""Names of files, as people read them and as a browser saves them. No Django import."""

import re
import unicodedata
from pathlib import PurePosixPath

from ami.fichiers.reconnaissance import EXTENSIONS, SUFFIXES

LONGUEUR_MAX = 200
_SUFFIXE_MAX = 10
# Of programs and pages: nobody gives them to a document by mistake.
_ACTIVES = re.compile("exe|com|scr|pif|bat|cmd|ps1|vb[se]|jse?|wsf|hta|msi|lnk|jar|app|sh|php|x?html?|svg")
# Of other documents. A wrong suffix is replaced; anything else after a dot belongs to the name.
_AUTRES = re.compile(
    "do[ct]m?|dotx|xl[st]m?|xlsb|xltx|csv|ppt[xm]?|od[pg]|ot[ts]|rtf|txt|zip|rar|7z|eml|msg"
    "|hei[cf]|avif|webp|gif|tiff?|bmp|bin|dat|tmp"
)


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
    return PurePosixPath(nom).suffix.lower().strip(". ")


def est_active(nom: str) -> bool:
    """Tell whether a name is that of a program or of a page."""
    return bool(_ACTIVES.fullmatch(extension(nom)))


def nom_d_apres_le_contenu(nom: str, genre: str) -> str:
    """« Statuts » and « Statuts.docx » are « Statuts.pdf » when their content is; a right name stays as it is."""
    tige = nom
    while (suffixe := extension(tige)) in EXTENSIONS or est_active(tige) or _AUTRES.fullmatch(suffixe):
        if EXTENSIONS.get(suffixe) == genre and tige.lower().endswith(f".{suffixe}"):
            return tige
        tige = PurePosixPath(tige).stem.rstrip(". ")
    return nom_propre(f"{tige}.{SUFFIXES[genre]}")


def _est_visible(caractere: str) -> bool:
    return not unicodedata.category(caractere).startswith("C")
