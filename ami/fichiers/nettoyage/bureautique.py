"""OOXML (docx, xlsx) and ODF (odt, ods): refused with macros, objects or outside data; written again otherwise."""

import re
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

from .archive import Attributs, debute_en_ole, lire, ouvrir, parcourir, recrire
from .refus import Raison, Refus

PRINCIPAL = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
MIMETYPES = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
TYPES = "[Content_Types].xml"
MACROS = re.compile(r"vba|macrosheet|dialogsheet|^basic/|^scripts/|^customui", re.IGNORECASE)
ACTIFS = re.compile(
    r"activex|ctrlprops|oleobject|\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|jar|html?|svg)$", re.IGNORECASE
)
DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
INCORPORES = {".docx": "docx", ".xlsx": "xlsx"}  # the workbook behind a chart, for instance
MODELE = "/attachedTemplate"  # left by every firm's letterhead, and the way a hostile one is fetched


def nettoyer(genre: str, source: Path, cible: Path) -> None:
    """Write the file again. Raises ``Refus``."""
    with ouvrir(source) as archive:
        remplacements = examiner(genre, archive)
        recrire(archive, cible, premiers=("mimetype", TYPES), remplacements=remplacements)


def examiner(genre: str, archive: zipfile.ZipFile, *, profondeur: int = 0) -> dict[str, bytes]:
    """Judge every entry; return the parts to write otherwise. Raises ``Refus``."""
    noms = [entree.filename for entree in archive.infolist() if not entree.is_dir()]
    for nom in noms:
        if MACROS.search(nom):
            raise Refus(Raison.MACROS)
        if ACTIFS.search(nom):
            raise Refus(Raison.OBJET_INCORPORE)
        if nom.lower().rpartition("/")[0].endswith("embeddings"):
            _examiner_incorpore(archive, nom, profondeur)
        elif debute_en_ole(archive, nom):
            raise Refus(Raison.OBJET_INCORPORE)
    return _examiner_odf(genre, archive) if genre in MIMETYPES else _examiner_ooxml(genre, archive, noms)


def _examiner_incorpore(archive: zipfile.ZipFile, nom: str, profondeur: int) -> None:
    genre = INCORPORES.get(PurePosixPath(nom).suffix.lower())
    if genre is None or profondeur:
        raise Refus(Raison.OBJET_INCORPORE)
    with ouvrir(BytesIO(lire(archive, nom))) as interieure:
        if examiner(genre, interieure, profondeur=profondeur + 1):
            raise Refus(Raison.LIEN_EXTERNE)


def _examiner_ooxml(genre: str, archive: zipfile.ZipFile, noms: list[str]) -> dict[str, bytes]:
    if TYPES not in noms:
        raise Refus(Raison.AUTRE_GENRE)
    types: set[str] = set()
    parcourir(lire(archive, TYPES), lambda _nom, attributs: types.add(attributs.get("ContentType", "")))
    if any("macroEnabled" in t or "vbaProject" in t for t in types):
        raise Refus(Raison.MACROS)
    if PRINCIPAL[genre] not in types:
        raise Refus(Raison.AUTRE_GENRE)
    remplacements: dict[str, bytes] = {}
    for nom in noms:
        if nom.endswith(".rels"):
            remplacements |= _examiner_relations(archive, nom)
        elif re.fullmatch(r"word/[^/]+\.xml", nom):
            _refuser_dde(lire(archive, nom))
        elif nom.startswith("xl/externalLinks/"):
            raise Refus(Raison.LIEN_EXTERNE)
    return remplacements


def _examiner_relations(archive: zipfile.ZipFile, nom: str) -> dict[str, bytes]:
    """Hyperlinks wait for a click; a template elsewhere is forgotten; anything else that is fetched is refused."""
    modele = False

    def juger(_nom: str, attributs: Attributs) -> None:
        nonlocal modele
        if attributs.get("TargetMode", "").lower() != "external":
            return
        genre = attributs.get("Type", "")
        if genre.endswith(MODELE):
            modele = True
        elif not genre.endswith("/hyperlink"):
            raise Refus(Raison.LIEN_EXTERNE)

    parcourir(lire(archive, nom), juger)
    return _oublier_le_modele(archive, nom) if modele else {}


def _oublier_le_modele(archive: zipfile.ZipFile, nom: str) -> dict[str, bytes]:
    """Take out the relation and the element that uses it; refuse when they are not written plainly."""
    partie = nom.replace("_rels/", "").removesuffix(".rels")
    remplacements = {
        nom: re.sub(rb"<Relationship\b[^>]*/attachedTemplate\"[^>]*/>", b"", lire(archive, nom)),
        partie: re.sub(rb"<w:attachedTemplate\b[^>]*/>", b"", lire(archive, partie)),
    }
    if any(b"attachedTemplate" in contenu for contenu in remplacements.values()):
        raise Refus(Raison.LIEN_EXTERNE)
    return remplacements


def _refuser_dde(xml: bytes) -> None:
    """A field that starts another program; its instruction may be cut in several pieces."""
    instruction: list[str] = []
    dedans = False

    def element(nom: str, attributs: Attributs) -> None:
        nonlocal dedans
        dedans = nom == "instrText"
        instruction.append(attributs.get("instr", "") if nom == "fldSimple" else "")

    def texte(morceau: str) -> None:
        if dedans:
            instruction.append(morceau)

    parcourir(xml, element, texte=texte)
    if DDE.search("".join(instruction)):
        raise Refus(Raison.LIEN_EXTERNE)


def _examiner_odf(genre: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    noms = archive.namelist()
    if "mimetype" not in noms or lire(archive, "mimetype").strip() != MIMETYPES[genre].encode():
        raise Refus(Raison.AUTRE_GENRE)
    if "content.xml" not in noms or "META-INF/manifest.xml" not in noms:
        raise Refus(Raison.ILLISIBLE)
    for nom in noms:
        if nom.endswith(".xml"):
            parcourir(lire(archive, nom), _juger_odf)
    return {}


def _juger_odf(nom: str, attributs: Attributs) -> None:
    if nom == "encryption-data":
        raise Refus(Raison.CHIFFRE)
    if nom in {"event-listener", "libraries", "module", "library"}:
        raise Refus(Raison.MACROS)
    if nom in {"dde-source", "dde-link", "table-source", "database-source-sql", "section-source"}:
        raise Refus(Raison.LIEN_EXTERNE)
    if nom in {"object-ole", "plugin", "applet", "floating-frame"}:
        raise Refus(Raison.OBJET_INCORPORE)
    lien = attributs.get("href", "")
    if nom != "a" and re.match(r"[a-z][a-z0-9+.-]*:|//|\.\./|/", lien, re.IGNORECASE):
        raise Refus(Raison.LIEN_EXTERNE)
