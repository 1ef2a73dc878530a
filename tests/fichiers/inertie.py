"""What a served copy must be: readable, and unable to do anything. Written apart from the cleaning it checks."""

import re
import zipfile
from io import BytesIO

import pikepdf
from PIL import Image

# As words in the file written without compression: whatever object would carry them.
ACTIFS = re.compile(
    rb"/(?:JavaScript|JS|OpenAction|AA|Launch|EmbeddedFiles?|SubmitForm|ImportData|GoToR|GoToE|RichMedia|XFA|AF"
    rb"|Renditions?|Movie|Sound|FileAttachment|EF|FFilter|Ref|OPI|Collection|AlternatePresentations|ByteRange|SigFlags|Perms|DSS|DocMDP|Sig)\b"
    rb"|javascript:|\\\\\\\\",
    re.IGNORECASE,
)

# In the parts of texts and spreadsheets, whatever their names: elements, relations, functions and addresses.
_ELEMENTS = (
    "ddeLink|externalLink|connections|queryTable|webPr|altChunk|mailMerge|dde-[a-z-]+|cell-range-source"
    "|event-listener|execute-macro|webextension|taskpanes|webextensionref|xforms:submission"
)
BUREAUTIQUE = re.compile(
    rf"<(?:\w+:)?(?:{_ELEMENTS})[\s/>]|/(?:aFChunk|oleObject|control|externalLink|connections)\"|vnd\.sun\.star\."
    r"|<f(?:ormula1)?>[^<]*\||\ssrc=\"http|<draw:image xlink:href=\"http|image-data=\"[\\h]|'(?:https?:|file:|\\\\)[^']*'[#!]|(?:=|<(?:f|formula1|definedName)>)[^<>]*\b(?:DDE|WEBSERVICE)\s*\(",
    re.IGNORECASE,
)


def verifier(genre: str, contenu: bytes) -> None:
    if genre == "pdf":
        _verifier_pdf(contenu)
    elif genre in {"jpeg", "png"}:
        _verifier_image(genre, contenu)
    else:
        _verifier_archive(genre, contenu)


def _verifier_pdf(contenu: bytes) -> None:
    assert contenu.startswith(b"%PDF-")
    assert contenu.rstrip().endswith(b"%%EOF")
    assert not re.search(rb"<script|PK\x03\x04.{26}", contenu)
    a_plat = BytesIO()
    with pikepdf.open(BytesIO(contenu), attempt_recovery=False) as document:
        assert len(document.pages) >= 1
        assert not document.attachments
        document.save(
            a_plat,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    sans_flux = re.sub(rb"\bstream\r?\n.*?\bendstream\b", b"", a_plat.getvalue(), flags=re.DOTALL)
    assert not ACTIFS.findall(sans_flux)


def _verifier_image(genre: str, contenu: bytes) -> None:
    with Image.open(BytesIO(contenu)) as image:
        image.load()
        assert image.format == genre.upper()
        assert not image.getexif()
        assert not {"comment", "icc_profile", "xmp", "Software"} & set(image.info)
    fin = b"\xff\xd9" if genre == "jpeg" else b"IEND\xaeB`\x82"
    assert contenu.endswith(fin)


def _verifier_archive(genre: str, contenu: bytes) -> None:
    assert contenu.startswith(b"PK\x03\x04")
    with zipfile.ZipFile(BytesIO(contenu)) as archive:
        assert archive.testzip() is None
        noms = archive.namelist()
        assert not [n for n in noms if n.startswith("/") or ".." in n or "\\" in n]
        assert not [
            n for n in noms if re.search(r"vbaproject|activex|oleobject|^basic/|^scripts/", n, re.IGNORECASE)
        ]
        for nom in noms:
            partie = archive.read(nom)
            assert not partie.startswith(b"\xd0\xcf\x11\xe0")
            if partie.startswith(b"PK\x03\x04"):
                _verifier_archive("", partie)
            else:
                _verifier_texte(partie)
    if genre in {"odt", "ods"}:
        assert contenu[30:38] == b"mimetype"


def _verifier_texte(partie: bytes) -> None:
    """Judge a part as text: zeros, comments and ends of line aside, and fields as one instruction."""
    texte = re.sub(r"[\x00\n]|&#10;|<!--.*?-->|<b/>", "", partie.decode("utf-8", "replace"))
    assert not BUREAUTIQUE.search(texte)
    externes = re.findall(r"<[^>]*TargetMode=\"External\"[^>]*>", texte)
    assert all("/hyperlink" in externe for externe in externes)
    instructions = [
        *re.findall(r"\binstr=\"([^\"]*)", texte),
        "".join(re.findall(r"<\w+:instrText[^>]*>([^<]*)", texte)),
        *(re.sub(r"<[^>]*>", "", champ) for champ in re.findall(r"\"begin\".*?\"end\"", texte)),
    ]
    if re.match(r"\s*<(?:\w+:)?svg\b", re.sub(r"<\?.*?\?>", "", texte)):
        assert not re.search(
            r"<(?:\w+:)?(?:script|foreignObject|animate|set|a)\b|\son\w+\s*=|=[\"']\s*\w+://(?!www\.w3)",
            texte,
        )
    assert not [instruction for instruction in instructions if "DDE" in instruction.upper()]
    liens = [*instructions, *re.findall(r"HYPERLINK\(.*?\)", texte)]
    assert not [lien for lien in liens if re.search(r"HYPERLINK(?!\s+\\l).*?(?:ms-\w+:|file:/{2}\w)", lien)]
