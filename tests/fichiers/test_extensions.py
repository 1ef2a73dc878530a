"""Office add-ins: a pane tied to a site goes from the copy, and is told; one drawn in the page is refused."""

import zipfile
from io import BytesIO

import pytest

from ami.fichiers.nettoyage.refus import Raison
from ami.fichiers.nettoyage.retraits import Retrait, en_mots
from tests.fichiers.fabrication import RELATIONS, ooxml, relations
from tests.fichiers.nettoyage import nettoyer, raison, retraits

MICROSOFT = "http://schemas.microsoft.com/office/2011/relationships"
OFFICE = "application/vnd.ms-office"
VOLETS = (
    '<wetp:taskpanes xmlns:wetp="t"><wetp:taskpane dockstate="right" visibility="1" width="350">'
    '<wetp:webextensionref xmlns:r="r" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>'
)
EXTENSION = (
    '<we:webextension xmlns:we="w" id="{0}"><we:reference id="wa1" version="1.0" store="https://pirate.test" '
    'storeType="Registry"/><we:alternateReferences/><we:properties/><we:bindings/></we:webextension>'
)


def types(dossier: str, principal: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/xml"/>'
        f'<Override PartName="/{principal}" ContentType="{NATURES[principal]}"/>'
        f'<Override PartName="/{dossier}/taskpanes.xml" ContentType="{OFFICE}.webextensiontaskpanes+xml"/>'
        f'<Override PartName="/{dossier}/webextension1.xml" ContentType="{OFFICE}.webextension+xml"/></Types>'
    )


_OOXML = "application/vnd.openxmlformats-officedocument"
NATURES = {
    "word/document.xml": f"{_OOXML}.wordprocessingml.document.main+xml",
    "xl/workbook.xml": f"{_OOXML}.spreadsheetml.sheet.main+xml",
}


def avec_un_volet(genre: str, dossier: str) -> bytes:
    principal = "word/document.xml" if genre == "docx" else "xl/workbook.xml"
    return ooxml(
        genre,
        {
            "[Content_Types].xml": types(dossier, principal),
            "_rels/.rels": relations(
                f'Id="r1" Type="{RELATIONS}/officeDocument" Target="{principal}"',
                f'Id="r2" Type="{MICROSOFT}/webextensiontaskpanes" Target="{dossier}/taskpanes.xml"',
            ),
            f"{dossier}/taskpanes.xml": VOLETS,
            f"{dossier}/_rels/taskpanes.xml.rels": relations(
                f'Id="rId1" Type="{MICROSOFT}/webextension" Target="webextension1.xml"'
            ),
            f"{dossier}/webextension1.xml": EXTENSION,
        },
    )


@pytest.mark.parametrize(
    ("genre", "dossier"),
    [("docx", "word/webextensions"), ("xlsx", "xl/webextensions"), ("docx", "word/autre")],
)
def test_un_volet_de_complement_office_est_retire_et_dit(genre: str, dossier: str) -> None:
    brut = avec_un_volet(genre, dossier)
    assert retraits(genre, brut) == {Retrait.EXTENSIONS}
    with zipfile.ZipFile(BytesIO(nettoyer(genre, brut))) as copie:
        parties = {nom: copie.read(nom) for nom in copie.namelist()}
    assert len(parties) == 3
    assert not [nom for nom, octets in parties.items() if b"webextension" in octets or b"pirate" in octets]
    assert b"officeDocument" in parties["_rels/.rels"]
    assert "compléments Office" in en_mots([Retrait.EXTENSIONS])


def test_un_complement_office_dessine_dans_la_page_est_refuse() -> None:
    dessin = '<a:graphic xmlns:a="a" xmlns:r="r"><we:webextensionref xmlns:we="w" r:id="rId1"/></a:graphic>'
    assert raison("xlsx", ooxml("xlsx", {"xl/drawings/drawing1.xml": dessin})) is Raison.OBJET_INCORPORE


def test_une_relation_qui_ne_s_enleve_pas_est_refusee() -> None:
    lie = relations(f'Id="r2" Type="{MICROSOFT}/webextension" Target="a.xml"').encode("utf-16")
    assert raison("docx", ooxml("docx", {"word/_rels/a.xml.rels": lie})) is Raison.OBJET_INCORPORE
