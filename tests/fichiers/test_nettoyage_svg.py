"""Drawings in texts and spreadsheets: those of Word and LibreOffice are kept, those that act are refused."""

import time
import zipfile
from io import BytesIO

import pytest

from ami.fichiers.nettoyage.refus import Raison
from tests.fichiers.fabrication import odf, ooxml
from tests.fichiers.inertie import verifier
from tests.fichiers.nettoyage import nettoyer, raison, retraits

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
TYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
PNG = "data:image/png;base64,iVBORw0KGgo="


def _dessin(corps: str, attributs: str = "", avant: str = "") -> bytes:
    return f"{avant}<svg {SVG} viewBox='0 0 96 96' {attributs}>{corps}</svg>".encode()


HONNETES = {
    "icône de Word": _dessin(
        '<style>.MsftOfcThm_Text1_Fill { fill:#000000; }</style><g><path class="a" d="M1 1Z"/></g>',
        'id="Icons_Building" overflow="hidden"',
    ),
    "dégradé": _dessin(
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>'
        '<rect fill="url(#a)" style="stroke:url(\'#a\')"/><use xlink:href="#b"/>'
    ),
    "image dedans": _dessin(f'<image xlink:href="{PNG}"/>'),
    "inkscape": _dessin(
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.test" sodipodi:docname="C:\\fab\\a.svg"/><metadata>'
        '<rdf:RDF xmlns:rdf="r" xmlns:cc="c"><cc:Work rdf:about=""/></rdf:RDF></metadata>'
    ),
    "avec sa déclaration": _dessin(
        "<path/>", avant='<?xml version="1.0" encoding="UTF-8"?>\n<!-- Logo -->\n'
    ),
}
ACTIFS = {
    "script": _dessin("<script>alert(1)</script>"),
    "script préfixé": b"<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:script/></s:svg>",
    "événement": _dessin("<path/>", 'onload="alert(1)"'),
    "événement en capitales": _dessin('<path ONCLICK="alert(1)"/>'),
    "html": _dessin("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"),
    "image distante": _dessin('<image xlink:href="https://pirate.test/a.png"/>'),
    "image d’un partage": _dessin('<image href="\\\\pirate.test\\a.png"/>'),
    "dessin d’ailleurs": _dessin('<use xlink:href="autre.svg#a"/>'),
    "deux adresses": _dessin('<use xlink:href="https://pirate.test/a.svg#a" href="#a"/>'),
    "lien": _dessin('<a xlink:href="javascript:alert(1)"><path/></a>'),
    "svg en image": _dessin('<image href="data:image/svg+xml;base64,AAAA"/>'),
    "animation": _dessin('<set attributeName="href" to="javascript:alert(1)"/>'),
    "filtre": _dessin('<filter><feImage href="#a"/></filter>'),
    "style distant": _dessin("<style>@import 'https://pirate.test/a.css';</style>"),
    "style distant, coupé": _dessin("<style>@im<!-- -->port 'https://pirate.test/a.css';</style>"),
    "style entre deux commentaires": _dessin(
        "<title>/*</title><style>a{fill:url(https://pirate.test/a)}</style><title>*/</title>"
    ),
    "style codé": _dessin("<style>a{fill:\\75rl(https://pirate.test/a)}</style>"),
    "jeu d’images": _dessin("<style>a{fill:-webkit-image-set('https://pirate.test/a' 1x)}</style>"),
    "source d’un style": _dessin("<rect style=\"fill:src('https://pirate.test/a')\"/>"),
    "base distante": _dessin('<use xml:base="https://pirate.test/a.svg" href="#a"/>'),
    "peinture distante": _dessin('<rect fill="url(https://pirate.test/a.svg#a)"/>'),
    "feuille de style": _dessin("<path/>", avant='<?xml-stylesheet href="https://pirate.test/a.css"?>'),
    "entités": _dessin("<text>&a;</text>", avant='<!DOCTYPE svg [<!ENTITY a "bbbb">]>'),
    "utf-16": _dessin("<script/>").decode().encode("utf-16"),
    "compressé": b"\x1f\x8b\x08" + bytes(90),
    "abîmé": b"<svg><g></svg>",
}
OU = {
    "docx": "word/media/image2.svg",
    "xlsx": "xl/media/image2.svg",
    "odt": "Pictures/b.svg",
    "ods": "Pictures/b.svg",
}


def _document(genre: str, dessin: bytes, nom: str = "") -> bytes:
    ajouts: dict[str, bytes | str] = {nom or OU[genre]: dessin}
    return ooxml(genre, ajouts) if genre in {"docx", "xlsx"} else odf(genre, ajouts)


def _garde(genre: str, contenu: bytes, nom: str = "") -> bytes:
    with zipfile.ZipFile(BytesIO(nettoyer(genre, contenu))) as copie:
        return copie.read(nom or OU[genre])


@pytest.mark.parametrize("genre", OU)
@pytest.mark.parametrize("cas", HONNETES)
def test_un_dessin_inerte_est_garde_tel_quel(cas: str, genre: str) -> None:
    assert _garde(genre, _document(genre, HONNETES[cas])) == HONNETES[cas]


@pytest.mark.parametrize("genre", OU)
@pytest.mark.parametrize("cas", ACTIFS)
def test_un_dessin_qui_agit_est_refuse(cas: str, genre: str) -> None:
    assert raison(genre, _document(genre, ACTIFS[cas])) is Raison.DESSIN_ACTIF


@pytest.mark.parametrize("nom", ["word/media/image2", "word/media/image2.png", "word/media/IMAGE2.SVG"])
def test_un_dessin_est_reconnu_sous_tout_nom(nom: str) -> None:
    assert raison("docx", _document("docx", ACTIFS["script"], nom)) is Raison.DESSIN_ACTIF
    assert _garde("docx", _document("docx", HONNETES["dégradé"], nom), nom) == HONNETES["dégradé"]
    assert raison("docx", _document("docx", ACTIFS["utf-16"], nom)) is Raison.DESSIN_ACTIF


def test_mille_commentaires_avant_le_premier_element_se_lisent_d_un_trait() -> None:
    debut = time.process_time()
    assert nettoyer("docx", ooxml("docx", {"word/a.xml": "<!-- a -->" * 1_000 + "<a/>"}))
    assert time.process_time() - debut < 2


def test_le_type_de_document_d_un_logo_est_oublie() -> None:
    assert _garde("docx", _document("docx", _dessin("<path/>", avant=TYPE))) == _dessin("<path/>")


def test_un_texte_avec_icone_et_metafichiers_passe_par_l_enfant() -> None:
    ajouts: dict[str, bytes | str] = {
        "word/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(60),
        "word/media/image2.svg": HONNETES["icône de Word"],
        "word/media/image3.emf": b"\x01\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF" + bytes(60),
        "word/media/image4.wmf": b"\xd7\xcd\xc6\x9a" + bytes(60),
        "docProps/thumbnail.emf": b"\x01\0\0\0" + bytes(60),
    }
    assert retraits("docx", ooxml("docx", ajouts)) == set()
    copie = nettoyer("docx", ooxml("docx", ajouts))
    verifier("docx", copie)
    with zipfile.ZipFile(BytesIO(copie)) as lue:
        assert {nom: lue.read(nom) for nom in ajouts} == ajouts
