"""Which of the seven formats a content is, whatever its name. No Django import."""

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
_TETE = 1024
_SOMMAIRE_MAX = 1_000_000  # bytes of the list of entries of an archive
_TYPES_MAX = 1_000_000
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_PRINCIPAUX = {b"wordprocessingml.document.main+xml": "docx", b"spreadsheetml.sheet.main+xml": "xlsx"}
_ANCIEN = (
    "est dans un ancien format de bureautique (.doc, .xls) ou protégé par un mot de passe. Ouvrez-le, "
    "enregistrez-le sans mot de passe au format DOCX, XLSX ou PDF, puis déposez cette copie."
)
_HEIC = (
    "est une photo au format HEIC, que tous les ordinateurs ne lisent pas. Convertissez-la en JPEG, ou réglez "
    "l’appareil photo sur « le plus compatible », puis déposez-la de nouveau."
)
_MACROS = (
    "contient des macros (de petits programmes). Enregistrez-le sans macros, au format DOCX, XLSX ou PDF, "
    "puis déposez cette copie."
)
CONNUS_ET_REFUSES = {"ole": _ANCIEN, "heic": _HEIC, "macros": _MACROS}


def reconnaitre(flux: BinaryIO) -> str:
    """Return one of the seven formats, « ole », « heic » or « macros », or an empty text.

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
    if tete.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if tete[4:8] == b"ftyp" and tete[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"heim"}:
        return "heic"
    return "pdf" if b"%PDF-" in tete else ""


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
                return _MIMETYPES.get(entree.read(200).strip(), "")
        if "[Content_Types].xml" not in noms:
            return ""
        with archive.open("[Content_Types].xml") as entree:
            types = entree.read(_TYPES_MAX)
    if b"macroEnabled" in types:
        return "macros"
    return next((genre for signe, genre in _PRINCIPAUX.items() if signe in types), "")


def _taille_du_sommaire(flux: BinaryIO) -> int:
    """Size of the list of entries as the archive tells it, read before anything else is."""
    fin = zipfile._EndRecData(flux)  # type: ignore[attr-defined]  # noqa: SLF001 - 40 lines of the library otherwise
    return int(fin[5]) if fin else _SOMMAIRE_MAX + 1
