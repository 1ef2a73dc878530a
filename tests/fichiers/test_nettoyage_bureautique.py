"""What cleaning keeps, takes away and refuses: texts and spreadsheets."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest

from ami.fichiers.nettoyage import archive as archive_lue
from ami.fichiers.nettoyage.refus import Raison
from tests.fichiers.actifs import ACTIFS, LIENS_HONNETES
from tests.fichiers.fabrication import (
    RELATIONS,
    W,
    archive,
    externe,
    honnete,
    odf,
    ooxml,
    relations,
)
from tests.fichiers.inertie import verifier
from tests.fichiers.nettoyage import nettoyer, raison

INCORPORE = "word/embeddings/Microsoft_Excel.xlsx"
LOL = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
INSTRUCTION = f"<w:p {W}><w:instrText>DDE</w:instrText><w:t>x</w:t><w:instrText>AUTO cmd</w:instrText></w:p>"
CHAMP = f'<w:p {W}><w:fldSimple w:instr="DDE cmd"/></w:p>'
REFUSES: dict[str, tuple[str, bytes, Raison]] = {
    "macros": ("docx", ooxml("docx", {"word/vbaProject.bin": b"x"}), Raison.MACROS),
    "macros excel 4": ("xlsx", ooxml("xlsx", {"xl/macrosheets/sheet1.xml": "<a/>"}), Raison.MACROS),
    "ruban": ("xlsx", ooxml("xlsx", {"customUI/customUI.xml": "<a/>"}), Raison.MACROS),
    "ole": ("docx", ooxml("docx", {"word/embeddings/oleObject1.bin": b"x"}), Raison.OBJET_INCORPORE),
    "ole déguisé": (
        "docx",
        ooxml("docx", {"word/media/image1.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
        Raison.OBJET_INCORPORE,
    ),
    "activex": ("docx", ooxml("docx", {"word/activeX/activeX1.xml": "<a/>"}), Raison.OBJET_INCORPORE),
    "programme": ("xlsx", ooxml("xlsx", {"xl/media/a.exe": b"MZ"}), Raison.OBJET_INCORPORE),
    "classeur à macros incorporé": (
        "docx",
        ooxml("docx", {INCORPORE: ooxml("xlsx", {"xl/vbaProject.bin": b"x"})}),
        Raison.MACROS,
    ),
    "image distante": (
        "docx",
        ooxml("docx", {"word/_rels/document.xml.rels": relations(externe("image"))}),
        Raison.LIEN_EXTERNE,
    ),
    "classeur lié": (
        "xlsx",
        ooxml("xlsx", {"xl/externalLinks/externalLink1.xml": "<a/>"}),
        Raison.LIEN_EXTERNE,
    ),
    "champ coupé": ("docx", ooxml("docx", {"word/document.xml": INSTRUCTION}), Raison.LIEN_EXTERNE),
    "champ simple": ("docx", ooxml("docx", {"word/header1.xml": CHAMP}), Raison.LIEN_EXTERNE),
    "entités": ("docx", ooxml("docx", {"word/document.xml": LOL}), Raison.OBJET_INCORPORE),
    "relations illisibles": ("docx", ooxml("docx", {"_rels/.rels": "<a"}), Raison.ILLISIBLE),
    "chemin qui sort": ("docx", ooxml("docx", {"../../etc/cron.d/x": "x"}), Raison.ILLISIBLE),
    "chemin absolu": ("docx", ooxml("docx", {"/etc/x": "x"}), Raison.ILLISIBLE),
    "deux fois le nom": ("docx", ooxml("docx", {"Word/Document.xml": "<a/>"}), Raison.ILLISIBLE),
    "tableur nommé texte": ("docx", ooxml("xlsx"), Raison.AUTRE_GENRE),
    "bombe": ("docx", ooxml("docx", {"word/media/a.bmp": bytes(20_000_000)}), Raison.TROP_LOURD),
    "mille parts": ("xlsx", ooxml("xlsx", {f"a/{n}": "" for n in range(5_001)}), Raison.TROP_D_ELEMENTS),
    "script odf": ("odt", odf("odt", {"Basic/Standard/Module1.xml": "<a/>"}), Raison.MACROS),
    "événement odf": (
        "ods",
        odf("ods", corps='<script:event-listener script:event-name="open"/>'),
        Raison.MACROS,
    ),
    "image distante odf": (
        "odt",
        odf("odt", corps='<draw:image xlink:href="https://pirate.test/x.png"/>'),
        Raison.LIEN_EXTERNE,
    ),
    "source de tableau": (
        "ods",
        odf("ods", corps='<table:table-source xlink:href="a"/>'),
        Raison.LIEN_EXTERNE,
    ),
    "odf chiffré": (
        "odt",
        odf("odt", {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}),
        Raison.CHIFFRE,
    ),
    "odf chiffré en bloc": (
        "ods",
        archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "encrypted-package": b"\x8a" * 99,
                "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>",
            }
        ),
        Raison.CHIFFRE,
    ),
    "odf sans contenu": (
        "odt",
        archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        Raison.ILLISIBLE,
    ),
    "pas une archive": ("docx", b"PK\x03\x04" + bytes(100), Raison.ILLISIBLE),
}


@pytest.mark.parametrize("cas", REFUSES)
def test_bureautique_refuse(cas: str) -> None:
    genre, contenu, pourquoi = REFUSES[cas]
    assert raison(genre, contenu) is pourquoi


def champ(instruction: str) -> bytes:
    """A text with one field of Word, whose instruction is cut in two as Word does."""
    borne = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    morceaux = "".join(
        f"<w:r><w:instrText>{escape(m)}</w:instrText></w:r>" for m in (instruction[:9], instruction[9:])
    )
    return ooxml(
        "docx",
        {"word/document.xml": f"<w:p {W}>{borne.format('begin')}{morceaux}{borne.format('end')}</w:p>"},
    )


@pytest.mark.parametrize(
    "instruction",
    [
        "QUOTE 68 68 69 65 85 84 79",
        ' INCLUDEPICTURE "http://pirate.test/x.png" \\d',
        'INCLUDETEXT "\\\\pirate\\x.docx"',
        "LINK Excel.Sheet file:///c:/x.xls",
        "includepicture //pirate.test/x.png",
    ],
)
def test_un_champ_qui_va_chercher_ailleurs_est_refuse(instruction: str) -> None:
    assert raison("docx", champ(instruction)) is Raison.LIEN_EXTERNE


@pytest.mark.parametrize(
    "instruction",
    [
        'INCLUDEPICTURE "image1.png"',
        'HYPERLINK "https://exemple.test/link/a"',
        "PAGE",
        "QUOTE 12",
        "REF lieu",
    ],
)
def test_un_champ_ordinaire_est_garde(instruction: str) -> None:
    assert nettoyer("docx", champ(instruction))


@pytest.mark.parametrize("cas", ACTIFS)
def test_bureautique_active_est_refusee_sous_tous_ses_noms(cas: str) -> None:
    genre, contenu = ACTIFS[cas]
    assert raison(genre, contenu) in {Raison.LIEN_EXTERNE, Raison.OBJET_INCORPORE, Raison.MACROS}
    with pytest.raises(AssertionError):
        verifier(genre, contenu)


def _types(*natures: str) -> str:
    """A list of types with these, besides that of the document."""
    principal = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    corps = "".join(f'<Override PartName="/a" ContentType="{nature}"/>' for nature in (principal, *natures))
    return f"<Types>{corps}</Types>"


def test_bureautique_une_partie_de_macros_sans_son_nom_est_refusee() -> None:
    types = _types("application/vnd.ms-office.VBAPROJECT")
    assert raison("xlsx", ooxml("xlsx", {"[Content_Types].xml": types, "xl/a.bin": b"x"})) is Raison.MACROS


@pytest.mark.parametrize("encodage", ["utf-7", "IBM037", "shift_jis"])
def test_bureautique_en_encodage_que_deux_lecteurs_liraient_autrement_est_refusee(encodage: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encodage}"?><a/>'
    assert raison("docx", ooxml("docx", {"word/a.xml": xml})) is Raison.ILLISIBLE
    assert raison("docx", ooxml("docx", {"word/a": xml.encode("cp037")})) is Raison.ILLISIBLE


def test_bureautique_les_balises_des_fichiers_incorpores_sont_comptees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive_lue, "BALISES_MAX", 4_000)
    classeur = ooxml("xlsx", {"xl/a.xml": "<a>" + "<b/>" * 1_400 + "</a>"})
    ajouts: dict[str, bytes | str] = {f"word/embeddings/{rang}.xlsx": classeur for rang in range(3)}
    assert raison("docx", ooxml("docx", ajouts)) is Raison.TROP_D_ELEMENTS
    del ajouts["word/embeddings/2.xlsx"]
    verifier("docx", nettoyer("docx", ooxml("docx", ajouts)))


HONNETES: dict[str, tuple[str, bytes]] = {
    "docx": (
        "docx",
        ooxml(
            "docx",
            {
                "word/document.xml": f"<w:p {W}><w:t>La DDE (équipement), WEBSERVICE(x) | DDEAUTO !</w:t>{LIENS_HONNETES}</w:p>",
                "word/_rels/document.xml.rels": relations(
                    *(
                        externe("hyperlink", adresse)
                        for adresse in (
                            "https://a.test",
                            "mailto:a@b.test",
                            "Annexe 1.pdf",
                            "file:///C:/a.pdf",
                            "#a",
                        )
                    ),
                    f'Id="r1" Type="{RELATIONS}/image" Target="../media/image1.png"',
                ),
                "word/fonts/font1.odttf": b"<\x01\x80\xff" + bytes(range(60)),
                "word/media/image1.bin": bytes(300),
                "word/drawings/vmlDrawing1.vml": "<xml><div>a<br>b</div></xml>",
                "docProps/app.xml": '<?xml version="1.0" encoding="windows-1252"?><a/>',
                "customXml/item1.xml": "<a/>".encode("utf-16"),
            },
        ),
    ),
    "xlsx": (
        "xlsx",
        ooxml(
            "xlsx",
            {
                "xl/sharedStrings.xml": "<sst><si><t>DDE(x) et WEBSERVICE(y), a|b!c</t></si></sst>",
                "xl/worksheets/sheet1.xml": (
                    "<worksheet><f>SUM('a|b'!A1:A9)</f><f>\"x|y\"&amp;Feuil1!A1</f>"
                    '<f>HYPERLINK("https://a.test")</f></worksheet>'
                ),
            },
        ),
    ),
    "odt": (
        "odt",
        odf(
            "odt",
            {"Configurations2/accelerator/current.xml": ""},
            corps='<text:a xlink:href="https://a.test"/><text:a xlink:href="#x"/><text:a xlink:href="../a.pdf"/>'
            '<text:p>DDE(x)</text:p><draw:image xlink:href="Pictures/a.png"/>',
        ),
    ),
    "ods": (
        "ods",
        odf("ods", corps='<table:table-cell table:formula="of:=SUM([.A1:.A9];{1;2|3;4})"/>'),
    ),
}


@pytest.mark.parametrize("cas", HONNETES)
def test_bureautique_honnete_est_gardee_entiere(cas: str) -> None:
    genre, contenu = HONNETES[cas]
    with (
        zipfile.ZipFile(BytesIO(contenu)) as envoyee,
        zipfile.ZipFile(BytesIO(nettoyer(genre, contenu))) as lue,
    ):
        assert {nom: lue.read(nom) for nom in lue.namelist()} == {
            nom: envoyee.read(nom) for nom in envoyee.namelist()
        }


def test_bureautique_chiffree_entree_par_entree() -> None:
    brut = bytearray(ooxml("docx"))
    for signature, rang in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        brut[brut.index(signature) + rang] |= 1
    assert raison("docx", bytes(brut)) is Raison.CHIFFRE


def test_bureautique_lien_a_suivre_et_graphique_sont_gardes() -> None:
    ajouts = {
        "word/_rels/document.xml.rels": relations(externe("hyperlink")),
        INCORPORE: ooxml("xlsx"),
        "word/charts/chart1.xml": "<a/>",
    }
    copie = nettoyer("docx", ooxml("docx", ajouts))
    verifier("docx", copie)
    with zipfile.ZipFile(BytesIO(copie)) as lue:
        assert set(ajouts) < set(lue.namelist())
        assert lue.namelist()[0] == "[Content_Types].xml"


def test_bureautique_modele_distant_est_oublie() -> None:
    """A letterhead of the porteur's firm: the document is kept, the address of the template is not."""
    ajouts = {
        "word/_rels/settings.xml.rels": relations(
            externe("attachedTemplate", "file:///C:/modeles/Lettre.dotm")
        ),
        "word/settings.xml": f'<w:settings {W}><w:attachedTemplate r:id="r9" xmlns:r="r"/><w:zoom/></w:settings>',
    }
    with zipfile.ZipFile(BytesIO(nettoyer("docx", ooxml("docx", ajouts)))) as lue:
        assert b"Lettre.dotm" not in lue.read("word/_rels/settings.xml.rels")
        assert lue.read("word/settings.xml") == f"<w:settings {W}><w:zoom/></w:settings>".encode()


@pytest.mark.parametrize("genre", ["docx", "odt"])
def test_bureautique_ce_qui_entoure_l_archive_est_perdu(genre: str) -> None:
    copie = nettoyer(genre, honnete(genre) + b"<script>alert(1)</script>")
    verifier(genre, copie)
    assert b"<script>" not in copie
