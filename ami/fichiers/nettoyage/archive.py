"""The ZIP archive under OOXML and ODF files: bounded before anything is decompressed, written again entry by entry."""

import re
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from .refus import Raison, Refus

ENTREES_MAX = 5_000
TOTAL_MAX = 200_000_000  # bytes once decompressed
PARTIE_MAX = 60_000_000  # bytes of a part that is read to be judged
BALISES_MAX = 4_000_000  # ten seconds of reading; a sheet of 20 MB holds 1.8 million
RAPPORT_MAX = 200  # of decompression, for an entry worth noticing
RAPPORT_DES = 5_000_000
CHIFFREE = 0x1
DEBUT = 4096
BLANCS = b"\t\n\r \x00\xef\xbb\xbf\xfe\xff"  # blanks, marks of byte order, and the zeros of wider characters
EBCDIC = b"\x4c\x6f\xa7\x94"  # « <?xm »
INTERDITS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
ENCODAGES = re.compile(r"utf-(?:8|16)|us-ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DATE = (1980, 1, 1, 0, 0, 0)
Attributs = dict[str, str]
# Attributes that lead somewhere, or ask something.
JUGES = frozenset(
    {
        *("Type", "Target", "TargetMode", "ContentType", "src", "instr", "fldCharType"),
        *("href", "formula", "expression", "condition", "image-data"),
    }
)


class Budget:
    """How many tags may still be read, in the file and in those it holds."""

    def __init__(self) -> None:
        self._reste = BALISES_MAX

    def depenser(self, xml: bytes) -> None:
        """Count the tags of a part. Raises ``Refus``."""
        self._reste -= xml.count(b"<")
        if self._reste < 0:
            raise Refus(Raison.TROP_D_ELEMENTS)


def ouvrir(source: Path | BinaryIO) -> zipfile.ZipFile:
    """Open an archive whose entries are few, plain and of bounded size. Raises ``Refus``."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Refus(Raison.ILLISIBLE) from None
    entrees = archive.infolist()
    if len(entrees) > ENTREES_MAX:
        raise Refus(Raison.TROP_D_ELEMENTS)
    if sum(entree.file_size for entree in entrees) > TOTAL_MAX:
        raise Refus(Raison.TROP_LOURD)
    noms = [entree.filename for entree in entrees]
    if len({nom.lower() for nom in noms}) != len(noms) or not all(map(_nom_sur, noms)):
        raise Refus(Raison.ILLISIBLE)
    for entree in entrees:
        _verifier(entree)
    return archive


def _verifier(entree: zipfile.ZipInfo) -> None:
    if entree.flag_bits & CHIFFREE:
        raise Refus(Raison.CHIFFRE)
    if entree.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refus(Raison.ILLISIBLE)
    if entree.file_size > RAPPORT_DES and entree.file_size > RAPPORT_MAX * max(entree.compress_size, 1):
        raise Refus(Raison.TROP_LOURD)


def _nom_sur(nom: str) -> bool:
    """A relative path that stays below its root, on every system."""
    return (
        not (nom.startswith("/") or "\\" in nom or ":" in nom or ".." in nom.split("/")) and nom.isprintable()
    )


def lire(archive: zipfile.ZipFile, nom: str) -> bytes:
    """Return a whole part, within bounds."""
    if archive.getinfo(nom).file_size > PARTIE_MAX:
        raise Refus(Raison.TROP_LOURD)
    return archive.read(nom)


def debut(archive: zipfile.ZipFile, nom: str) -> bytes:
    """Return the first bytes of a part."""
    with archive.open(nom) as flux:
        return flux.read(DEBUT)


def est_du_xml(nom: str, debut: bytes) -> bool:
    """Tell whether a part is XML, by its name or by its first bytes in any encoding a reader would guess.

    An empty part, which LibreOffice writes, is nothing. A font may begin with « < » by chance, not without
    a character that XML forbids.
    """
    contenu = debut.lstrip(BLANCS)
    if not debut or nom.lower().endswith((".xml", ".rels")):
        return bool(debut)
    if not contenu:
        return len(debut) == DEBUT  # blanks without end
    if not contenu.startswith(b"<"):
        return contenu.startswith(EBCDIC)
    return b"\x00" in contenu[:4] or not INTERDITS.search(contenu[:64])


def recrire(
    archive: zipfile.ZipFile,
    cible: Path,
    *,
    premiers: Iterable[str],
    remplacements: dict[str, bytes],
    sauf: Collection[str] = (),
) -> None:
    """Write the same entries but ``sauf``, without dates, comments nor anything that stood between them."""
    noms = [e.filename for e in archive.infolist() if not e.is_dir() and e.filename not in sauf]
    en_tete = [nom for nom in premiers if nom in noms]
    with zipfile.ZipFile(cible, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom in (*en_tete, *(nom for nom in noms if nom not in en_tete)):
            entree = zipfile.ZipInfo(nom, DATE)
            entree.compress_type = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            if nom in remplacements:
                sortie.writestr(entree, remplacements[nom])
                continue
            with archive.open(nom) as flux, sortie.open(entree, "w", force_zip64=False) as ecriture:
                shutil.copyfileobj(flux, ecriture, 1 << 16)


def parcourir(
    xml: bytes,
    ouvrante: Callable[[str, Attributs], object],
    *,
    fermante: Callable[[], object] | None = None,
    texte: Callable[[str], object] | None = None,
) -> None:
    """Call ``ouvrante`` with the local name and the attributes of each element.

    A document type is refused: it is how entities multiply and how outside files are read. So is an encoding
    that two programs might read differently.
    """
    lecteur = expat.ParserCreate(namespace_separator=" ")
    lecteur.buffer_text = True
    lecteur.StartDoctypeDeclHandler = _refuser_le_type
    lecteur.XmlDeclHandler = _verifier_l_encodage
    lecteur.StartElementHandler = lambda nom, attributs: ouvrante(_local(nom), _locaux(attributs))
    if fermante:
        lecteur.EndElementHandler = lambda _nom: fermante()
    if texte:
        lecteur.CharacterDataHandler = texte
    try:
        lecteur.Parse(xml, True)
    except expat.ExpatError:
        raise Refus(Raison.ILLISIBLE) from None


def _refuser_le_type(*_arguments: object) -> None:
    raise Refus(Raison.OBJET_INCORPORE)


def _verifier_l_encodage(_version: str, encodage: str | None, _seul: int) -> None:
    if encodage and not ENCODAGES.fullmatch(encodage):
        raise Refus(Raison.ILLISIBLE)


def _locaux(attributs: Attributs) -> Attributs:
    """By their local names. Those that are judged may be there once: which one a reader would follow, nobody knows."""
    lus: Attributs = {}
    for cle, valeur in attributs.items():
        nom = _local(cle)
        if nom in JUGES and lus.get(nom, valeur) != valeur:
            raise Refus(Raison.LIEN_EXTERNE)
        lus[nom] = valeur
    return lus


def _local(nom: str) -> str:
    return nom.rpartition(" ")[2]
