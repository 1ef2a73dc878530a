"""OOXML (docx, xlsx) and ODF (odt, ods): refused with macros, objects or outside data; written again otherwise."""

import re
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

from . import odf, ooxml, svg
from .archive import OLE, ZIP, Budget, debut, est_du_xml, lire, ouvrir, parcourir, recrire
from .refus import Raison, Refus
from .retraits import Retrait

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
    r"activex|ctrlprops|oleobject|\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|jar|html?|svgz)$", re.IGNORECASE
)
LIES = re.compile(r"externallinks/", re.IGNORECASE)
# A signature holds as long as no part that it covers changes: most copies have the very same parts.
SIGNATURES = re.compile(r"_xmlsignatures/|META-INF/(?:document|macro)signatures\.xml$", re.IGNORECASE)
MENANT_AUX_SIGNATURES = {
    "_rels/.rels": re.compile(rb"<Relationship\b[^>]*/digital-signature/origin\"[^>]*/>"),
    TYPES: re.compile(rb"<Override\b[^>]*\"/_xmlsignatures/[^>]*/>", re.IGNORECASE),
}
MENANT_A_UNE_EXTENSION = re.compile(
    rb"<(?:\w+:)?(?:Relationship|Override)\b[^>]*webextension[^>]*/>", re.IGNORECASE
)
RETIREE = b""  # what is written instead of a part that the copy no longer has
INCORPORES = {".docx": "docx", ".xlsx": "xlsx"}  # the workbook behind a chart, for instance


def nettoyer(genre: str, source: Path, cible: Path) -> set[Retrait]:
    """Write the file again; return what it no longer has. Raises ``Refus``."""
    with ouvrir(source) as archive:
        remplacements = examiner(genre, archive, budget=Budget())
        signatures = [nom for nom in archive.namelist() if SIGNATURES.match(nom)] if remplacements else []
        if signatures:
            remplacements |= _sans_signature(archive, remplacements)
        retirees = [nom for nom, octets in remplacements.items() if octets == RETIREE]
        recrire(
            archive,
            cible,
            premiers=("mimetype", TYPES),
            remplacements=remplacements,
            sauf=frozenset([*signatures, *retirees, *map(_ses_relations, retirees)]),
        )
    dits = {Retrait.SIGNATURE: signatures, Retrait.EXTENSIONS: retirees}
    return {retrait for retrait, parties in dits.items() if parties}


def _ses_relations(nom: str) -> str:
    chemin = PurePosixPath(nom)
    return str(chemin.parent / "_rels" / f"{chemin.name}.rels")


def _sans_signature(archive: zipfile.ZipFile, remplacements: dict[str, bytes]) -> dict[str, bytes]:
    """Nothing leads any more to signatures that the changes of this copy have broken."""
    return {
        nom: motif.sub(b"", remplacements.get(nom) or lire(archive, nom))
        for nom, motif in MENANT_AUX_SIGNATURES.items()
        if nom in archive.namelist()
    }


def examiner(
    genre: str, archive: zipfile.ZipFile, *, budget: Budget, profondeur: int = 0
) -> dict[str, bytes]:
    """Judge every entry; return the parts to write otherwise. Raises ``Refus``."""
    _verifier_le_genre(genre, archive)
    remplacements: dict[str, bytes] = {}
    for nom in [entree.filename for entree in archive.infolist() if not entree.is_dir()]:
        if MACROS.search(nom):
            raise Refus(Raison.MACROS)
        if ACTIFS.search(nom):
            raise Refus(Raison.OBJET_INCORPORE)
        if LIES.search(nom):
            raise Refus(Raison.LIEN_EXTERNE)
        tete = debut(archive, nom)
        if tete.startswith(OLE):
            raise Refus(Raison.OBJET_INCORPORE)
        if tete.startswith(ZIP) or nom.lower().rpartition("/")[0].endswith("embeddings"):
            _examiner_incorpore(archive, nom, budget, profondeur)
        elif est_du_xml(nom, tete) or svg.en_est_un(nom, tete):
            remplacements |= _examiner_partie(genre, archive, nom, budget)
    if RETIREE in remplacements.values():
        remplacements[TYPES] = _sans_extension(lire(archive, TYPES))
    return remplacements


def _examiner_incorpore(archive: zipfile.ZipFile, nom: str, budget: Budget, profondeur: int) -> None:
    genre = INCORPORES.get(PurePosixPath(nom).suffix.lower())
    if genre is None or profondeur:
        raise Refus(Raison.OBJET_INCORPORE)
    with ouvrir(BytesIO(lire(archive, nom))) as interieure:
        if examiner(genre, interieure, budget=budget, profondeur=profondeur + 1):
            raise Refus(Raison.LIEN_EXTERNE)


def _verifier_le_genre(genre: str, archive: zipfile.ZipFile) -> None:
    noms = archive.namelist()
    if genre in MIMETYPES:
        if "mimetype" not in noms or lire(archive, "mimetype").strip() != MIMETYPES[genre].encode():
            raise Refus(Raison.AUTRE_GENRE)
        if "META-INF/manifest.xml" not in noms:
            raise Refus(Raison.ILLISIBLE)
        odf.juger(
            lire(archive, "META-INF/manifest.xml")
        )  # locked, a document may have no content that we can name
        if "content.xml" not in noms:
            raise Refus(Raison.ILLISIBLE)
        return
    if TYPES not in noms:
        raise Refus(Raison.AUTRE_GENRE)
    types: set[str] = set()
    parcourir(lire(archive, TYPES), lambda _nom, attributs: types.add(attributs.get("ContentType", "")))
    for nature in types:
        ooxml.juger_la_nature(nature)
    if PRINCIPAL[genre] not in types:
        raise Refus(Raison.AUTRE_GENRE)


def _examiner_partie(genre: str, archive: zipfile.ZipFile, nom: str, budget: Budget) -> dict[str, bytes]:
    xml = lire(archive, nom)
    budget.depenser(xml)
    if svg.en_est_un(nom, xml):
        propre = svg.juger(xml)
        return {} if propre == xml else {nom: propre}
    if genre in MIMETYPES:
        odf.juger(xml)
        return {}
    if nom.lower().endswith(".vml"):
        xml = xml.replace(b"<br>", b"<br/>")  # Excel writes its comments so
    partie = ooxml.juger(xml)
    if partie.est_une_extension:
        return {nom: RETIREE}
    remplacements = _oublier_le_modele(archive, nom, xml) if partie.modele else {}
    if partie.mene_a_une_extension:
        remplacements[nom] = _sans_extension(remplacements.get(nom, xml))
    return remplacements


def _sans_extension(xml: bytes) -> bytes:
    """Take out what leads to an Office add-in; refuse when it is not written plainly."""
    propre = MENANT_A_UNE_EXTENSION.sub(b"", xml)
    restes: list[str] = []
    parcourir(propre, lambda _nom, lus: restes.extend(v for v in lus.values() if "webextension" in v.lower()))
    if restes:
        raise Refus(Raison.OBJET_INCORPORE)
    return propre


def _oublier_le_modele(archive: zipfile.ZipFile, nom: str, xml: bytes) -> dict[str, bytes]:
    """Take out the relation and the element that uses it; refuse when they are not written plainly."""
    relations = re.fullmatch(r"(.*/|)_rels/([^/]+)\.rels", nom)
    partie = "".join(relations.groups()) if relations else ""
    if partie not in archive.namelist():
        raise Refus(Raison.LIEN_EXTERNE)
    remplacements = {
        nom: re.sub(rb"<Relationship\b[^>]*/attachedTemplate\"[^>]*/>", b"", xml),
        partie: re.sub(rb"<w:attachedTemplate\b[^>]*/>", b"", lire(archive, partie)),
    }
    if ooxml.juger(remplacements[nom]).modele or b"attachedTemplate" in remplacements[partie]:
        raise Refus(Raison.LIEN_EXTERNE)
    return remplacements
