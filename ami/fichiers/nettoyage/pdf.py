"""PDF: written again without anything that acts, fetches or hides.

Nothing of the original is copied as a block: what stood before ``%PDF`` or after the last ``%%EOF`` is lost,
and so is every object that the document no longer reaches.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf

from .refus import Raison, Refus

ENTETE_MAX = 1024  # where readers look for %PDF
FIN_MAX = 2048  # a file whose end is further away lacks its end
# Actions that run a program, leave the document, or send it (ISO 32000-1, 12.6.4). « GoTo », « URI » and
# « Named » remain.
ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Sound"),
        *(
            "/Movie",
            "/RichMediaExecute",
            "/GoTo3DView",
            "/Thread",
            "/ResetForm",
            "/Hide",
            "/SetOCGState",
            "/Trans",
        ),
    }
)
# Entries that start something when a page, a field or the document opens, or that carry other files.
ENTREES = (
    *("/OpenAction", "/AA", "/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Renditions"),
    *("/RichMediaContent", "/RichMediaSettings", "/Launch", "/Collection", "/AlternatePresentations"),
)
ANNOTATIONS = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment"})
RESSOURCES = frozenset({"/Font", "/XObject", "/ExtGState", "/Pattern"})
ADRESSES = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def nettoyer(source: Path, cible: Path) -> None:
    """Write an inert copy. Raises ``Refus`` when it is locked, cut short or unreadable."""
    with _ouvrir(source.read_bytes()) as pdf:
        if not len(pdf.pages):
            raise Refus(Raison.ILLISIBLE)
        for page in pdf.pages:
            _oter_les_annotations(page.obj)
        for objet in pdf.objects:
            for dictionnaire in _dictionnaires(objet):
                _desarmer(dictionnaire)
        if "/URI" in pdf.Root:
            del pdf.Root["/URI"]  # a base for relative addresses
        pdf.save(cible, encryption=False, deterministic_id=True, linearize=False)


def _ouvrir(brut: bytes) -> pikepdf.Pdf:
    """Open what stands between the header and the last end mark, repairing only a file that has its end."""
    debut, fin = brut.find(b"%PDF-", 0, ENTETE_MAX), brut.rfind(b"%%EOF")
    if debut < 0:
        raise Refus(Raison.AUTRE_GENRE)
    if fin < 0:
        raise Refus(Raison.INCOMPLET)
    utile = brut[debut : fin + 5] + b"\n"
    try:
        return _lire(utile, reparer=False)
    except pikepdf.PdfError:
        if len(brut) - fin > FIN_MAX:
            raise Refus(Raison.INCOMPLET) from None
    try:
        return _lire(utile, reparer=True)
    except pikepdf.PdfError:
        raise Refus(Raison.ILLISIBLE) from None


def _lire(brut: bytes, *, reparer: bool) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(BytesIO(brut), attempt_recovery=reparer, suppress_warnings=True)
        len(pdf.pages)  # the page tree is read now, not half-way through the cleaning
    except pikepdf.PasswordError:
        raise Refus(Raison.CHIFFRE) from None
    return pdf


def _oter_les_annotations(page: pikepdf.Dictionary) -> None:
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        if annotations is not None:
            del page["/Annots"]
        return
    gardees = [
        annotation
        for annotation in annotations
        if isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype")) not in ANNOTATIONS
    ]
    page["/Annots"] = pikepdf.Array(gardees)


def _dictionnaires(racine: pikepdf.Object) -> Iterator[pikepdf.Dictionary | pikepdf.Stream]:
    """Dictionaries written directly inside an object, itself included; references are not followed."""
    a_voir = [racine]
    while a_voir:
        objet = a_voir.pop()
        if isinstance(objet, pikepdf.Dictionary | pikepdf.Stream):
            yield objet
            a_voir += [v for _, v in _entrees(objet) if not v.is_indirect]
        elif isinstance(objet, pikepdf.Array):
            a_voir += [v for v in objet.as_list() if isinstance(v, pikepdf.Object) and not v.is_indirect]


def _entrees(objet: pikepdf.Dictionary | pikepdf.Stream) -> list[tuple[str, pikepdf.Object]]:
    dictionnaire = objet.stream_dict if isinstance(objet, pikepdf.Stream) else objet
    return [(cle, v) for cle, v in dictionnaire.items() if isinstance(v, pikepdf.Object)]


def _desarmer(objet: pikepdf.Dictionary | pikepdf.Stream) -> None:
    """Empty an action that is not allowed; take away the entries that start or carry something."""
    dictionnaire = objet.stream_dict if isinstance(objet, pikepdf.Stream) else objet
    if str(dictionnaire.get("/S")) in ACTIONS:
        for cle in list(dictionnaire.keys()):
            if cle not in {"/Length", "/Filter", "/DecodeParms"}:  # without which a stream is no longer one
                del dictionnaire[cle]
        return
    for cle in ENTREES:
        if cle in dictionnaire and not _est_une_ressource(dictionnaire[cle]):
            del dictionnaire[cle]
    adresse = dictionnaire.get("/URI")
    if adresse is not None and not (
        isinstance(adresse, pikepdf.String) and ADRESSES.match(str(adresse).strip())
    ):
        del dictionnaire["/URI"]


def _est_une_ressource(valeur: object) -> bool:
    """Fonts and images are named freely: one may be called « AA ». What they hold is disarmed like the rest."""
    if isinstance(valeur, pikepdf.Stream):
        return str(valeur.stream_dict.get("/Subtype")) in {"/Image", "/Form"}
    return isinstance(valeur, pikepdf.Dictionary) and str(valeur.get("/Type")) in RESSOURCES
