"""Five hundred files that nobody should send, the same at every run."""

import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
from PIL import Image

from tests.fichiers.actifs import ACTIFS
from tests.fichiers.fabrication import (
    EICAR,
    GENRES,
    PIECES,
    action,
    archive,
    ecrire_pdf,
    externe,
    honnete,
    javascript,
    odf,
    ooxml,
    pdf,
    photo,
    piece,
    relations,
)

NOMBRE = 500
Envoi = tuple[str, str, bytes]  # what it is, name, content
EXTENSIONS = (*GENRES, "exe", "html", "svg", "zip", "js", "pdf.exe", "docm", "")
HTML = b"<html><script>alert(document.cookie)</script></html>"
Nom, Tableau = pikepdf.Name, pikepdf.Array


def envois() -> list[Envoi]:
    """Everything below, completed up to ``NOMBRE`` by mutations of honest files."""
    faits = [
        *_pieces(),
        *_vides(),
        *_extensions_fausses(),
        *_polyglottes(),
        *_coupes(),
        *_infectes(),
        *_pdf_actifs(),
        *_bureautique(),
        *_bombes(),
    ]
    return faits + list(_mutations(NOMBRE - len(faits)))


def _pieces() -> Iterator[Envoi]:
    for chemin in sorted(PIECES.iterdir()):
        yield f"pièce {chemin.name}", chemin.name, chemin.read_bytes()


def _vides() -> Iterator[Envoi]:
    for genre in GENRES:
        yield f"vide {genre}", f"a.{genre}", b""


def _extensions_fausses() -> Iterator[Envoi]:
    for genre in GENRES:
        for extension in EXTENSIONS:
            if extension != genre:
                yield (
                    f"{genre} nommé {extension or 'sans rien'}",
                    f"a.{extension}".rstrip("."),
                    honnete(genre),
                )


def _polyglottes() -> Iterator[Envoi]:
    for genre in GENRES:
        brut = honnete(genre)
        yield f"{genre} puis html", f"a.{genre}", brut + HTML
        yield f"{genre} puis zip", f"a.{genre}", brut + archive({"a.html": HTML})
        yield f"html puis {genre}", f"a.{genre}", HTML + brut
        yield f"gif puis {genre}", f"a.{genre}", b"GIF89a" + brut
        yield f"{genre} puis pdf actif", f"a.{genre}", brut + piece("javascript_openaction.pdf")


def _coupes() -> Iterator[Envoi]:
    for genre in GENRES:
        brut = honnete(genre)
        for part in (5, 20, 40, 60, 80, 95):
            yield f"{genre} coupé à {part} %", f"a.{genre}", brut[: max(len(brut) * part // 100, 1)]


def _infectes() -> Iterator[Envoi]:
    for genre in GENRES:
        yield f"{genre} infecté à la fin", f"a.{genre}", honnete(genre) + EICAR
    yield "docx infecté dedans", "a.docx", ooxml("docx", {"word/media/a.png": EICAR})
    yield "ods infecté dedans", "a.ods", odf("ods", {"Pictures/a.png": archive({"a.com": EICAR})})
    yield "jpeg infecté en commentaire", "a.jpg", photo().replace(b"commentaire secret", b"x" * 18) + EICAR


def _pdf_actifs() -> Iterator[Envoi]:
    for nom in (
        "Launch",
        "SubmitForm",
        "ImportData",
        "GoToR",
        "GoToE",
        "Rendition",
        "Movie",
        "Sound",
        "JavaScript",
    ):
        acte = action(S=pikepdf.Name(f"/{nom}"), JS="app.alert(1)", F="cmd.exe")
        yield f"pdf action {nom}", "a.pdf", pdf(OpenAction=acte)
        yield (
            f"pdf signet {nom}",
            "a.pdf",
            pdf(Outlines=action(First=action(Title="x", A=action(S=Nom.GoTo, Next=acte)))),
        )
        yield f"pdf fermeture {nom}", "a.pdf", pdf(AA=action(WC=acte))
    yield (
        "pdf scripts nommés",
        "a.pdf",
        pdf(Names=action(JavaScript=action(Names=Tableau(["a", javascript()])))),
    )
    yield "pdf xfa", "a.pdf", pdf(AcroForm=action(XFA="<xdp/>", Fields=Tableau([])))
    yield "pdf adresse script", "a.pdf", pdf(OpenAction=action(S=Nom.URI, URI="javascript:alert(1)"))
    yield "pdf base", "a.pdf", pdf(URI=action(Base="javascript:"))
    yield "pdf collection", "a.pdf", pdf(Collection=action(Type=Nom.Collection))
    police = action(Type=Nom.Font, S=Nom.URI, URI="https://pirate.test")
    yield "pdf ouverture en police", "a.pdf", pdf(OpenAction=police)
    yield "pdf fermeture en police", "a.pdf", pdf(AA=action(Type=Nom.Font, WC=police))
    yield "pdf peuplé", "a.pdf", pdf(PieceInfo=Tableau([action(A=Tableau([]))] * 400_000))
    yield "pdf en boucle", "a.pdf", _pdf_en_boucle()
    yield (
        "pdf profond",
        "a.pdf",
        piece("valide_1_page.pdf").replace(b"/PageMode", b"/X " + b"[" * 5000 + b"]" * 5000 + b" /PageMode"),
    )


def _pdf_en_boucle() -> bytes:
    def boucler(document: pikepdf.Pdf) -> None:
        page = document.pages[0].obj
        page.Annots = document.make_indirect(Tableau([page]))
        document.Root.Outlines = document.make_indirect(action(First=document.Root))

    return ecrire_pdf(boucler)


def _bureautique() -> Iterator[Envoi]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    ajouts: dict[str, dict[str, bytes | str]] = {
        "macros": {"word/vbaProject.bin": ole},
        "ole": {"word/embeddings/oleObject1.bin": ole},
        "activex": {"word/activeX/activeX1.bin": ole},
        "distante": {"word/_rels/document.xml.rels": relations(externe("image"))},
        "modèle": {"word/_rels/settings.xml.rels": relations(externe("attachedTemplate"))},
        "sous-document": {"word/_rels/document.xml.rels": relations(externe("subDocument"))},
        "sort": {"../../x": b"x"},
        "absolu": {"/etc/x": b"x"},
        "windows": {"C:\\x": b"x"},
        "entités": {"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>"},
        "dehors": {"word/document.xml": "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"},
        "html": {"word/afchunk.html": HTML},
        "svg": {"word/media/a.svg": b"<svg/>"},
        "poupée": {"word/embeddings/a.docx": ooxml("docx", {"word/embeddings/b.docx": ooxml("docx")})},
    }
    for nom, ajout in ajouts.items():
        yield f"docx {nom}", "a.docx", ooxml("docx", ajout)
    for balise in ("<script:event-listener/>", '<draw:image xlink:href="http://a.test"/>', "<draw:plugin/>"):
        yield f"odt {balise}", "a.odt", odf("odt", corps=balise)
    yield "odt basic", "a.odt", odf("odt", {"Basic/a.xml": "<a/>"})
    yield "ole nu", "a.docx", ole
    for cas, (genre, brut) in ACTIFS.items():
        yield f"actif {cas}", f"a.{genre}", brut


def _bombes() -> Iterator[Envoi]:
    yield "zip 1000 fois", "a.docx", ooxml("docx", {"word/media/a.bmp": bytes(30_000_000)})
    yield "zip en xml", "a.docx", ooxml("docx", {"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    yield (
        "zip menteur",
        "a.docx",
        _mentir_sur_la_taille(ooxml("docx", {"word/media/a.bmp": bytes(9_000_000)})),
    )
    yield "6000 entrées", "a.xlsx", ooxml("xlsx", {f"a/{rang}": b"" for rang in range(6_000)})
    yield "zip qui se recouvre", "a.docx", _recouvrir(ooxml("docx"))
    yield "image de 56 millions de points", "a.png", _image_immense()
    yield "pdf gonflé", "a.pdf", ecrire_pdf(_gonfler, compress_streams=True)
    yield (
        "pdf d’objets gonflés",
        "a.pdf",
        ecrire_pdf(_multiplier, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    )


def _mentir_sur_la_taille(brut: bytes) -> bytes:
    return brut.replace(struct.pack("<L", 9_000_000), struct.pack("<L", 10))


def _recouvrir(brut: bytes) -> bytes:
    """Two entries of the list that point to the same content."""
    with zipfile.ZipFile(BytesIO(brut)) as lue:
        dernier = lue.infolist()[-1].header_offset
    rang = brut.rindex(b"PK\x01\x02")
    return brut[: rang + 42] + struct.pack("<L", max(dernier - 40, 0)) + brut[rang + 46 :]


def _image_immense() -> bytes:
    sortie = BytesIO()
    Image.new("1", (8_000, 7_000)).save(sortie, "png")
    return sortie.getvalue()


def _gonfler(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(document.make_stream(bytes(20_000_000)))


def _multiplier(document: pikepdf.Pdf) -> None:
    document.Root.Names = Tableau([document.make_indirect(action(A=javascript())) for _ in range(20_000)])


def _mutations(nombre: int) -> Iterator[Envoi]:
    for rang in range(nombre):
        hasard = random.Random(rang)  # noqa: S311 - the same at every run
        genre = GENRES[rang % len(GENRES)]
        brut = bytearray(honnete(genre))
        for _ in range(hasard.choice((1, 2, 5, 20))):
            hasard.choice(_MUTATIONS)(brut, hasard)
        yield f"mutation {rang} de {genre}", f"a.{genre}", bytes(brut)


def _retourner(brut: bytearray, hasard: random.Random) -> None:
    if brut:
        brut[hasard.randrange(len(brut))] ^= 1 << hasard.randrange(8)


def _effacer(brut: bytearray, hasard: random.Random) -> None:
    debut = hasard.randrange(len(brut) + 1)
    del brut[debut : debut + hasard.randrange(1, 30)]


def _inserer(brut: bytearray, hasard: random.Random) -> None:
    debut = hasard.randrange(len(brut) + 1)
    brut[debut:debut] = hasard.randbytes(hasard.randrange(1, 30))


def _repeter(brut: bytearray, hasard: random.Random) -> None:
    debut = hasard.randrange(len(brut) + 1)
    brut[debut:debut] = brut[debut : debut + 200]


def _gros_nombre(brut: bytearray, hasard: random.Random) -> None:
    debut = hasard.randrange(max(len(brut) - 4, 1))
    brut[debut : debut + 4] = b"\xff\xff\xff\x7f"


_MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _retourner,
    _retourner,
    _effacer,
    _inserer,
    _repeter,
    _gros_nombre,
)
