"""Which of the seven formats a content is, whatever its name. No Django import."""

import struct
import zipfile
from typing import BinaryIO

ACCEPTES = "PDF, JPEG, PNG, ODS, XLSX, ODT, DOCX"
EXTENSIONS = {
    "pdf": "pdf",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "jpe": "jpeg",
    "jfif": "jpeg",
    "png": "png",
    "ods": "ods",
    "xlsx": "xlsx",
    "odt": "odt",
    "docx": "docx",
}
NOMS = {
    "pdf": "un document PDF",
    "jpeg": "une image JPEG",
    "png": "une image PNG",
    "ods": "un tableur ODS",
    "xlsx": "un tableur XLSX",
    "odt": "un texte ODT",
    "docx": "un texte DOCX",
}
SUFFIXES = {genre: genre for genre in NOMS} | {"jpeg": "jpg"}
_TETE = 1024
_SOMMAIRE_MAX = 1_000_000  # bytes of the list of entries of an archive
_TYPES_MAX = 1_000_000
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_PRINCIPAUX = {b"wordprocessingml.document.main+xml": "docx", b"spreadsheetml.sheet.main+xml": "xlsx"}
_COPIE = "puis joignez cette copie."
CONNUS_ET_REFUSES = {
    "ole": (
        "est dans un ancien format (.doc, .xls, .ppt, .msg). Ouvrez-le, enregistrez-le au format DOCX, XLSX ou PDF, "
        f"{_COPIE}"
    ),
    "chiffre": (
        "est protégé par un mot de passe : nous ne pouvons pas le lire. Ouvrez-le, enregistrez-le sans mot de passe, "
        f"{_COPIE}"
    ),
    "heic": (
        "est une photo au format HEIC, que tous les ordinateurs ne lisent pas. Convertissez-la en JPEG, ou réglez "
        "l’appareil photo sur « le plus compatible », puis joignez-la de nouveau."
    ),
    "image": (
        "est une image dans un format que nous n’acceptons pas (TIFF, GIF, WebP, BMP, AVIF). Enregistrez-la au format "
        f"JPEG ou PNG, ou au format PDF si elle a plusieurs pages, {_COPIE}"
    ),
    "macros": (
        "contient des macros (de petits programmes). Enregistrez-le sans macros, au format DOCX, XLSX ou PDF, "
        f"{_COPIE}"
    ),
    "autre": (
        "est dans un format que nous n’acceptons pas (présentation, dessin, modèle). Ouvrez-le dans le logiciel qui "
        f"l’a créé, enregistrez-le au format PDF, {_COPIE}"
    ),
    "zip": "est une archive ZIP. Ouvrez-la, puis joignez un par un les fichiers qu’elle contient.",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REPERTOIRE = 4096  # bytes of its list of streams: the names we look for come first
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")
_MARQUES = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_IMAGES = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def reconnaitre(flux: BinaryIO) -> str:
    """Return one of the seven formats, a key of ``CONNUS_ET_REFUSES``, or an empty text.

    Reads a few kilobytes, and for an archive its list of entries, within bounds; leaves ``flux`` at its start.
    """
    flux.seek(0)
    tete = flux.read(_TETE)
    flux.seek(0)
    if tete.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if tete.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if tete.startswith(b"PK\x03\x04"):
        return _reconnaitre_archive(flux)
    if tete.startswith(_OLE):
        return _reconnaitre_ole(flux, tete)
    if b"%PDF-" in tete:
        return "pdf"
    return _reconnaitre_image(tete)


def _reconnaitre_image(tete: bytes) -> str:
    """Those that are not taken."""
    if tete[4:8] == b"ftyp":
        if tete[8:12] in _MARQUES:
            return "heic"
        return "image" if tete[8:12] in {b"avif", b"avis"} else ""
    if tete.startswith(b"RIFF") and tete[8:12] == b"WEBP":
        return "image"
    return "image" if tete.startswith(_IMAGES) else ""


def _reconnaitre_ole(flux: BinaryIO, tete: bytes) -> str:
    """An old document, or a new one that a password locks: the list of its streams says it."""
    (secteur,), (rang,) = struct.unpack_from("<H", tete, 30), struct.unpack_from("<L", tete, 48)
    flux.seek((rang + 1) << min(secteur, 16))
    repertoire = flux.read(_REPERTOIRE)
    flux.seek(0)
    return "chiffre" if _CHIFFRE in repertoire else "ole"


def _reconnaitre_archive(flux: BinaryIO) -> str:
    try:
        return _lire_l_archive(flux)
    except Exception:  # noqa: BLE001 - zipfile raises a dozen kinds: none of them is a format we take
        return ""
    finally:
        flux.seek(0)


def _lire_l_archive(flux: BinaryIO) -> str:
    """ODF says it in its entry « mimetype », OOXML in its list of types."""
    if _taille_du_sommaire(flux) > _SOMMAIRE_MAX:
        return ""
    with zipfile.ZipFile(flux) as archive:
        noms = set(archive.namelist())
        if "mimetype" in noms:
            with archive.open("mimetype") as entree:
                return _MIMETYPES.get(entree.read(200).strip(), "autre")
        if "[Content_Types].xml" not in noms:
            return "autre" if any(nom.endswith(".iwa") for nom in noms) else "zip"  # Pages, Numbers, Keynote
        with archive.open("[Content_Types].xml") as entree:
            types = entree.read(_TYPES_MAX)
    if b"macroEnabled" in types:
        return "macros"
    return next((genre for signe, genre in _PRINCIPAUX.items() if signe in types), "autre")


def _taille_du_sommaire(flux: BinaryIO) -> int:
    """Size of the list of entries as the archive tells it, read before anything else is."""
    fin = zipfile._EndRecData(flux)  # type: ignore[attr-defined]  # noqa: SLF001 - 40 lines of the library otherwise
    return int(fin[5]) if fin else _SOMMAIRE_MAX + 1
