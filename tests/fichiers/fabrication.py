"""Small true files of each format, honest or not, made on the spot."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.services import recevoir
from ami.local.antivirus import EICAR as EICAR_HEXA
from tests.exterieur import donnees

RECU_LE = datetime(2024, 2, 1, 9, 30, tzinfo=UTC)  # in the past of the real clock: its turn has come
PIECES = donnees("pdf")
EICAR = bytes.fromhex(EICAR_HEXA)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
TYPES = {
    "docx": ("/word/document.xml", "wordprocessingml.document"),
    "xlsx": ("/xl/workbook.xml", "spreadsheetml.sheet"),
}
MIMETYPES = {"odt": "text", "ods": "spreadsheet"}
GENRES = ("pdf", "jpeg", "png", "docx", "xlsx", "odt", "ods")


def deposer(par: Utilisateur, nom: str, contenu: bytes, **options: Any) -> Fichier:
    return recevoir(contenu=SimpleUploadedFile(nom, contenu), par=par, recu_le=RECU_LE, **options)


def piece(nom: str) -> bytes:
    return (PIECES / nom).read_bytes()


def honnete(genre: str) -> bytes:
    """A harmless file of one format."""
    if genre == "pdf":
        return piece("valide_3_pages_statuts.pdf")
    if genre in {"jpeg", "png"}:
        return image(genre)
    return ooxml(genre) if genre in TYPES else odf(genre)


def image(genre: str, taille: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    sortie = BytesIO()
    Image.linear_gradient("L").resize(taille).convert("RGB").save(sortie, genre, **options)
    return sortie.getvalue()


def photo(orientation: int = 6) -> bytes:
    """A phone picture: lying on its side, with the place and the camera in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Marque du telephone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 34.0, 24.0)
    return image("jpeg", (64, 48), exif=exif, comment=b"commentaire secret")


def pdf(**racine: Any) -> bytes:
    """One page; ``racine`` adds entries to the catalogue."""
    return ecrire_pdf(lambda document: [document.Root.__setitem__(f"/{cle}", v) for cle, v in racine.items()])


def ecrire_pdf(changer: Any, **options: Any) -> bytes:
    """The one-page document once ``changer`` has been at it."""
    sortie = BytesIO()
    with pikepdf.open(PIECES / "valide_1_page.pdf") as document:
        changer(document)
        document.save(sortie, **options)
    return sortie.getvalue()


def ole(flux: str) -> bytes:
    """The container of old documents, and of locked ones: its list of streams comes after two other sectors."""
    entete = bytearray(512)
    entete[:8], entete[30:32], entete[48:52] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\0", b"\x02\0\0\0"
    noms = (nom.encode("utf-16-le").ljust(128, b"\0") for nom in ("Root Entry", flux))
    return bytes(entete) + bytes(1024) + b"".join(noms)


def action(**entrees: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary({f"/{cle}": valeur for cle, valeur in entrees.items()})


def poser_un_champ(document: pikepdf.Pdf, **entrees: Any) -> pikepdf.Dictionary:
    """A field of a form, drawn on the first page; the caller lists it in the form."""
    champ = {"FT": pikepdf.Name.Tx, "T": "a", "Rect": pikepdf.Array([9, 9, 99, 30])} | entrees
    widget = document.make_indirect(action(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, **champ))
    page = document.pages[0].obj
    page.Annots = pikepdf.Array([*page.get("/Annots", []), widget])
    return widget


def javascript() -> pikepdf.Dictionary:
    return action(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")


def archive(entrees: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", compression) as ecriture:
        for nom, contenu in entrees.items():
            ecriture.writestr(nom, contenu)
    return sortie.getvalue()


def ooxml(
    genre: str = "docx", ajouts: dict[str, bytes | str] | None = None, *, type_principal: str = ""
) -> bytes:
    """A document of Word or Excel in its smallest form, plus or instead ``ajouts``."""
    partie, nature = TYPES[genre]
    principal = type_principal or f"application/vnd.openxmlformats-officedocument.{nature}.main+xml"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    entrees: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/xml"/>'
            f'<Override PartName="{partie}" ContentType="{principal}"/></Types>'
        ),
        "_rels/.rels": relations(f'Id="r1" Type="{RELATIONS}/officeDocument" Target="{partie[1:]}"'),
        partie[1:]: f"<w:document {W}><w:body><w:p><w:r><w:t>Bonjour</w:t></w:r></w:p></w:body></w:document>",
    }
    return archive(entrees | (ajouts or {}))


def relations(*lignes: str) -> str:
    espace = "http://schemas.openxmlformats.org/package/2006/relationships"
    corps = "".join(f"<Relationship {ligne}/>" for ligne in lignes)
    return f'<Relationships xmlns="{espace}">{corps}</Relationships>'


def externe(genre: str, cible: str = "https://pirate.test/x") -> str:
    return f'Id="r9" Type="{RELATIONS}/{genre}" Target="{cible}" TargetMode="External"'


def odf(genre: str = "odt", ajouts: dict[str, bytes | str] | None = None, corps: str = "") -> bytes:
    """A document of LibreOffice in its smallest form, plus or instead ``ajouts``."""
    entrees: dict[str, bytes | str] = {
        "mimetype": f"application/vnd.oasis.opendocument.{MIMETYPES[genre]}",
        "content.xml": (
            f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:draw="{OFFICE}:drawing:1.0" '
            f'xmlns:text="{OFFICE}:text:1.0" xmlns:table="{OFFICE}:table:1.0" xmlns:script="{OFFICE}:script:1.0" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body>{corps}</office:body></office:document-content>'
        ),
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{OFFICE}:manifest:1.0"/>',
    }
    return archive(entrees | (ajouts or {}))
