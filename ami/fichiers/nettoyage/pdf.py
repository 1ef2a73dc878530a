"""PDF: written again without anything that acts, fetches or hides.

Nothing of the original is copied as a block: what stood before ``%PDF`` or after the last ``%%EOF`` is lost,
and so is every object that the document no longer reaches.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf

from . import signatures
from .refus import Raison, Refus
from .retraits import Retrait

ENTETE_MAX = 1024  # where readers look for %PDF
FIN_MAX = 2048  # a file whose end is further away lacks its end
# Actions that run a program, leave the document, or send it (ISO 32000-1, 12.6.4), with what a reader loses.
# « GoTo », « URI » and « Named » remain.
ACTIONS: dict[str, Retrait | None] = {
    "/JavaScript": Retrait.CALCULS,
    **dict.fromkeys(("/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Thread"), Retrait.LIENS),
    **dict.fromkeys(("/ResetForm", "/Hide", "/SetOCGState"), Retrait.LIENS),
    **dict.fromkeys(("/Rendition", "/Sound", "/Movie", "/RichMediaExecute", "/GoTo3DView"), Retrait.MEDIAS),
    "/Trans": None,
}
# Entries that start something when a page, a field or the document opens, that carry other files, or that speak of
# signatures. Those with nothing to tell lead to others that have.
ENTREES: dict[str, Retrait | None] = {
    **dict.fromkeys(
        ("/OpenAction", "/AA", "/JavaScript", "/Launch", "/Renditions", "/AlternatePresentations")
    ),
    **dict.fromkeys(("/EmbeddedFiles", "/AF", "/Collection", "/RichMediaSettings")),
    **dict.fromkeys(("/SigFlags", "/DSS", "/DocMDP", "/UR3")),
    "/JS": Retrait.CALCULS,
    "/EF": Retrait.FICHIERS_JOINTS,
    "/XFA": Retrait.FORMULAIRE_XFA,
    "/RichMediaContent": Retrait.MEDIAS,
}
ANNOTATIONS = {
    **dict.fromkeys(("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"), Retrait.MEDIAS),
    "/FileAttachment": Retrait.FICHIERS_JOINTS,
}
# Under these, keys are names that the author of the document chooses: a font may be called « AA ».
NOMMEURS = frozenset(
    {
        *("/Font", "/XObject", "/ExtGState", "/Pattern", "/ColorSpace", "/Shading", "/Properties"),
        "/CharProcs",
    }
)
# In the dictionary of a stream: its content, or what it shows instead, is in another file.
DEHORS: dict[str, Retrait | None] = dict.fromkeys(
    ("/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI"), Retrait.CONTENU_EXTERNE
)
A_JUGER = {*ENTREES, *DEHORS, "/S", "/URI", "/ByteRange", "/FT"}
Dico = pikepdf.Dictionary | pikepdf.Stream
Numero = tuple[int, int]
VALEURS_MAX = 1_000_000  # a report of 385 pages with its structure has 110 000
ADRESSES = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def nettoyer(source: Path, cible: Path) -> set[Retrait]:
    """Write an inert copy; return what it no longer has.

    Raises ``Refus`` when it is locked, cut short, unreadable, too long to read, or when what people read in it would be lost.
    """
    with _ouvrir(source.read_bytes()) as pdf:
        if not len(pdf.pages):
            raise Refus(Raison.SANS_PAGE)
        _refuser_un_formulaire_absent_des_pages(pdf)
        porte_documents = "/Collection" in pdf.Root
        retraits = _oter_les_annotations(pdf)
        signatures.oter_les_champs(pdf)
        for dictionnaire in _a_desarmer(pdf):
            retraits |= _desarmer(dictionnaire)
        if porte_documents and Retrait.FICHIERS_JOINTS in retraits:
            raise Refus(Raison.PORTE_DOCUMENTS)
        if "/URI" in pdf.Root:
            del pdf.Root["/URI"]  # a base for relative addresses
        pdf.save(cible, encryption=False, deterministic_id=True, linearize=False)
    return retraits


def _refuser_un_formulaire_absent_des_pages(pdf: pikepdf.Pdf) -> None:
    """An XFA form that Adobe Reader alone draws: its pages say « Please wait », and its answers are nowhere else."""
    formulaire = pdf.Root.get("/AcroForm")
    if not isinstance(formulaire, pikepdf.Dictionary) or "/XFA" not in formulaire:
        return
    if bool(pdf.Root.get("/NeedsRendering")) or not any(map(_a_des_champs, pdf.pages)):
        raise Refus(Raison.FORMULAIRE_XFA)


def _a_des_champs(page: pikepdf.Page) -> bool:
    annotations = page.obj.get("/Annots")
    return isinstance(annotations, pikepdf.Array) and any(
        isinstance(annotation, pikepdf.Dictionary) and _nom(annotation, "/Subtype") == "/Widget"
        for annotation in annotations
    )


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
    except pikepdf.PdfError as erreur:
        if "unsupported encryption" in str(erreur):  # by a certificate, or by a program that sells documents
            raise Refus(Raison.CHIFFRE) from None
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


def _oter_les_annotations(pdf: pikepdf.Pdf) -> set[Retrait]:
    """Take out those that play or carry something. Counted page after page: pages may share theirs."""
    vues = 0
    retraits: set[Retrait] = set()
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, pikepdf.Array):
            if annotations is not None:
                del page.obj["/Annots"]
            continue
        vues = _compter(vues, len(annotations))
        page.obj["/Annots"] = pikepdf.Array([a for a in annotations if _est_gardee(a, retraits)])
    return retraits


def _est_gardee(annotation: object, retraits: set[Retrait]) -> bool:
    """Judge one annotation; add what is lost with it. That of a signature remains as a drawing."""
    if not isinstance(annotation, pikepdf.Dictionary):
        return False
    nature = _nom(annotation, "/Subtype")
    if nature in ANNOTATIONS:
        retraits.add(ANNOTATIONS[nature])
        return False
    if nature == "/Widget" and signatures.est_signe(annotation):
        retraits.add(Retrait.SIGNATURE)
        return signatures.en_dessin(annotation)
    return True


def _a_desarmer(pdf: pikepdf.Pdf) -> Iterator[Dico]:
    """Dictionaries that hold something to judge.

    What a dictionary says of itself excuses nothing: only its place does, when every way that leads to it says
    that its keys are names of resources. No stream holds names: under whatever name it is reached, it is judged.
    """
    suspects: list[tuple[Dico, str | None, Numero]] = []
    nommeurs: set[Numero] = set()
    ailleurs: set[Numero] = set()
    vues = 0
    for racine in (pdf.trailer, *pdf.objects):
        a_voir: list[tuple[pikepdf.Object, str | None]] = [(racine, None)]
        while a_voir:
            objet, place = a_voir.pop()
            vues = _compter(vues, len(objet) if isinstance(objet, pikepdf.Array) else 1)
            if isinstance(objet, Dico) and not A_JUGER.isdisjoint(objet.keys()):
                suspects.append((objet, place, racine.objgen))
            for cle, valeur in _valeurs(objet):
                if valeur.is_indirect:
                    (nommeurs if cle in NOMMEURS else ailleurs).add(valeur.objgen)
                else:
                    a_voir.append((valeur, cle))
    for dictionnaire, place, numero in suspects:
        excuse = numero in nommeurs and numero not in ailleurs if place is None else place in NOMMEURS
        if isinstance(dictionnaire, pikepdf.Stream) or not excuse:
            yield dictionnaire


def _valeurs(objet: pikepdf.Object) -> list[tuple[str, pikepdf.Object]]:
    """Objects written directly inside this one, each with its key; the items of an array have none."""
    if isinstance(objet, Dico):
        return [(cle, valeur) for cle, valeur in objet.items() if isinstance(valeur, pikepdf.Object)]
    if isinstance(objet, pikepdf.Array):
        return [("", valeur) for valeur in objet.as_list() if isinstance(valeur, pikepdf.Object)]
    return []


def _compter(vues: int, autres: int) -> int:
    """Return how many values were seen in all. Raises ``Refus`` beyond what an honest document holds."""
    if vues + autres > VALEURS_MAX:
        raise Refus(Raison.TROP_LONG)
    return vues + autres


def _desarmer(objet: Dico) -> set[Retrait]:
    """Empty an action that is not allowed, or a signature; take away the entries that start, fetch or carry something."""
    dictionnaire = objet.stream_dict if isinstance(objet, pikepdf.Stream) else objet
    action = _nom(dictionnaire, "/S")
    if action in ACTIONS or "/ByteRange" in dictionnaire:
        for cle in dictionnaire.keys() - {"/Length", "/Filter", "/DecodeParms"}:  # a stream remains one
            del dictionnaire[cle]
        return _connus(ACTIONS.get(action))
    oter = ENTREES | DEHORS if isinstance(objet, pikepdf.Stream) else ENTREES
    otees = oter.keys() & dictionnaire.keys()
    for cle in otees:
        del dictionnaire[cle]
    return (
        _connus(*(oter[cle] for cle in otees))
        | _oter_l_adresse(dictionnaire)
        | _oter_la_signature(dictionnaire)
    )


def _connus(*retraits: Retrait | None) -> set[Retrait]:
    return {retrait for retrait in retraits if retrait}


def _oter_l_adresse(dictionnaire: pikepdf.Dictionary) -> set[Retrait]:
    adresse = dictionnaire.get("/URI")
    if adresse is None or (isinstance(adresse, pikepdf.String) and ADRESSES.match(str(adresse).strip())):
        return set()
    del dictionnaire["/URI"]
    return {Retrait.LIENS} if _nom(dictionnaire, "/S") == "/URI" else set()


def _oter_la_signature(dictionnaire: pikepdf.Dictionary) -> set[Retrait]:
    """That of a field which is on no page, and which the form does not list."""
    if _nom(dictionnaire, "/FT") != "/Sig" or "/V" not in dictionnaire:
        return set()
    del dictionnaire["/V"]
    return {Retrait.SIGNATURE}


def _nom(dictionnaire: pikepdf.Dictionary, cle: str) -> str:
    """Return the name under this key; never the text of whatever else would be there, which has no end."""
    valeur = dictionnaire.get(cle)
    return str(valeur) if isinstance(valeur, pikepdf.Name) else ""
