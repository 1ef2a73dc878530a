"""The ZIP archive under OOXML and ODF files: bounded before anything is decompressed, written again entry by entry."""

import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from .refus import Raison, Refus

ENTREES_MAX = 5_000
TOTAL_MAX = 200_000_000  # bytes once decompressed
PARTIE_MAX = 60_000_000  # bytes of a part that is read to be judged
RAPPORT_MAX = 200  # of decompression, for an entry worth noticing
RAPPORT_DES = 5_000_000
CHIFFREE = 0x1
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DATE = (1980, 1, 1, 0, 0, 0)
Attributs = dict[str, str]


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


def debute_en_ole(archive: zipfile.ZipFile, nom: str) -> bool:
    with archive.open(nom) as flux:
        return flux.read(len(OLE)) == OLE


def recrire(
    archive: zipfile.ZipFile, cible: Path, *, premiers: Iterable[str], remplacements: dict[str, bytes]
) -> None:
    """Write the same entries, without dates, comments nor anything that stood between them."""
    noms = [entree.filename for entree in archive.infolist() if not entree.is_dir()]
    en_tete = [nom for nom in premiers if nom in noms]
    with zipfile.ZipFile(cible, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom in (*en_tete, *(nom for nom in noms if nom not in en_tete)):
            entree = zipfile.ZipInfo(nom, DATE)
            entree.compress_type = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            if nom in remplacements:
                sortie.writestr(entree, remplacements[nom])
                continue
            with archive.open(nom) as lecture, sortie.open(entree, "w", force_zip64=False) as ecriture:
                shutil.copyfileobj(lecture, ecriture, 1 << 16)


def parcourir(
    xml: bytes,
    ouvrante: Callable[[str, Attributs], object],
    *,
    texte: Callable[[str], object] | None = None,
) -> None:
    """Call ``ouvrante`` with the local name and the attributes of each element.

    A document type is refused: it is how entities multiply and how outside files are read.
    """
    lecteur = expat.ParserCreate(namespace_separator=" ")

    def refuser(*_arguments: object) -> None:
        raise Refus(Raison.OBJET_INCORPORE)

    def element(nom: str, attributs: Attributs) -> None:
        ouvrante(_local(nom), {_local(cle): valeur for cle, valeur in attributs.items()})

    lecteur.StartDoctypeDeclHandler = refuser
    lecteur.StartElementHandler = element
    if texte:
        lecteur.CharacterDataHandler = texte
    try:
        lecteur.Parse(xml, True)
    except expat.ExpatError:
        raise Refus(Raison.ILLISIBLE) from None


def _local(nom: str) -> str:
    return nom.rpartition(" ")[2]
