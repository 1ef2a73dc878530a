"""What a served copy must be: readable, and unable to do anything. Written apart from the cleaning it checks."""

import re
import zipfile
from io import BytesIO

import pikepdf
from PIL import Image

# As words in the file written without compression: whatever object would carry them.
ACTIFS = re.compile(
    rb"/(?:JavaScript|JS|OpenAction|AA|Launch|EmbeddedFiles?|SubmitForm|ImportData|GoToR|GoToE|RichMedia|XFA|AF"
    rb"|Rendition|Movie|Sound|FileAttachment)\b|javascript:",
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
            if nom.endswith(".rels"):
                externes = re.findall(rb"<[^>]*TargetMode=\"External\"[^>]*>", partie)
                assert all(b"/hyperlink" in externe for externe in externes)
    if genre in {"odt", "ods"}:
        assert contenu[30:38] == b"mimetype"
