"""What a copy no longer has is refused with what to do instead, or told; in real files, by the real child."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image

from ami.fichiers.nettoyage.refus import Raison, Refus
from ami.fichiers.nettoyage.retraits import Retrait, en_mots
from tests.fichiers.fabrication import (
    GENRES,
    RELATIONS,
    action,
    ecrire_pdf,
    honnete,
    image,
    javascript,
    odf,
    ooxml,
    photo,
    piece,
    poser_un_champ,
    relations,
)
from tests.fichiers.nettoyage import nettoyer, nettoyer_a_part, retraits
from tests.fichiers.signature import (
    certifier,
    horodater,
    signer,
    signer_avec_un_champ_parent,
    signer_et_la_citer,
    signer_sans_rien_montrer,
)

Nom, Tableau = pikepdf.Name, pikepdf.Array
Changer = Callable[[pikepdf.Pdf], Any]


def _joindre(document: pikepdf.Pdf) -> None:
    document.attachments["factur-x.xml"] = b"<rsm:CrossIndustryInvoice/>"


def _associer(document: pikepdf.Pdf) -> None:
    """As PDF/A-3 does: invoices."""
    _joindre(document)
    document.Root.AF = Tableau([document.attachments["factur-x.xml"].obj])


def _annoter(**entrees: Any) -> Changer:
    def poser(document: pikepdf.Pdf) -> None:
        page = document.pages[0].obj
        page.Annots = Tableau(
            [document.make_indirect(action(Type=Nom.Annot, Rect=Tableau([0, 0, 9, 9]), **entrees))]
        )

    return poser


def _epingler(document: pikepdf.Pdf) -> None:
    flux = document.make_stream(b"a", Type=Nom.EmbeddedFile)
    fichier = action(Type=Nom.Filespec, F="a.txt", EF=action(F=flux))
    _annoter(Subtype=Nom.FileAttachment, FS=fichier)(document)


def _porter(document: pikepdf.Pdf) -> None:
    _joindre(document)
    document.Root.Collection = action(Type=Nom.Collection, View=Nom.D)


def _xfa_seul(document: pikepdf.Pdf) -> None:
    flux = document.make_stream(b"<xdp:xdp><xfa:datasets>Budget : 12 000</xfa:datasets></xdp:xdp>")
    document.Root.AcroForm = action(Fields=Tableau([]), XFA=flux)


def _xfa_a_dessiner(document: pikepdf.Pdf) -> None:
    """Adobe Reader draws it again, whatever the fields of the page say."""
    _xfa_seul(document)
    document.Root.AcroForm.Fields = Tableau([poser_un_champ(document)])
    document.Root.NeedsRendering = True


def _xfa_double(document: pikepdf.Pdf) -> None:
    _xfa_seul(document)
    document.Root.AcroForm.Fields = Tableau([poser_un_champ(document, V="12 000")])


def _calculer(document: pikepdf.Pdf) -> None:
    champ = poser_un_champ(document, V="12 000", AA=action(C=javascript()))
    document.Root.AcroForm = action(Fields=Tableau([champ]), CO=Tableau([champ]))


def _ouvrir_ailleurs(document: pikepdf.Pdf) -> None:
    document.Root.Outlines = action(First=action(Title="x", A=action(S=Nom.GoToR, F="annexe.pdf")))


def _renvoyer(document: pikepdf.Pdf) -> None:
    flux = document.make_stream(b"", Type=Nom.XObject, Subtype=Nom.Form, F="plan.pdf")
    document.pages[0].obj.Resources.XObject = pikepdf.Dictionary({"/XObject": flux})


def _calquer(document: pikepdf.Pdf) -> None:
    calque = document.make_indirect(action(Type=Nom.OCG, Name="Plan"))
    document.Root.OCProperties = action(OCGs=Tableau([calque]), D=action(ON=Tableau([calque])))


def _ouvrir_a_la_page(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Tableau([document.pages[0].obj, Nom.Fit])
    document.Root.URI = action(Base="https://a.test/")
    document.Root.Names = action(EmbeddedFiles=action(Names=Tableau([])))
    document.Root.Collection = action(Type=Nom.Collection)


TUS: dict[str, Changer] = {"calques": _calquer, "ce que le lecteur ne voit pas": _ouvrir_a_la_page}
DITS: dict[str, tuple[Changer, Retrait]] = {
    "fichier joint": (_joindre, Retrait.FICHIERS_JOINTS),
    "facture": (_associer, Retrait.FICHIERS_JOINTS),
    "fichier épinglé": (_epingler, Retrait.FICHIERS_JOINTS),
    "film": (_annoter(Subtype=Nom.RichMedia, RichMediaContent=action(A=1)), Retrait.MEDIAS),
    "maquette": (_annoter(Subtype=Nom("/3D")), Retrait.MEDIAS),
    "son": (_annoter(Subtype=Nom.Link, A=action(S=Nom.Sound)), Retrait.MEDIAS),
    "xfa et champs": (_xfa_double, Retrait.FORMULAIRE_XFA),
    "calcul": (_calculer, Retrait.CALCULS),
    "signet vers un autre fichier": (_ouvrir_ailleurs, Retrait.LIENS),
    "bouton d’envoi": (
        _annoter(Subtype=Nom.Link, A=action(S=Nom.SubmitForm, F="https://a.test")),
        Retrait.LIENS,
    ),
    "lien vers un disque": (
        _annoter(Subtype=Nom.Link, A=action(S=Nom.URI, URI="file:///c:/a.pdf")),
        Retrait.LIENS,
    ),
    "image d’un autre fichier": (_renvoyer, Retrait.CONTENU_EXTERNE),
}
REFUSES: dict[str, tuple[Changer, Raison]] = {
    "porte-documents": (_porter, Raison.PORTE_DOCUMENTS),
    "xfa seul": (_xfa_seul, Raison.FORMULAIRE_XFA),
    "xfa à dessiner": (_xfa_a_dessiner, Raison.FORMULAIRE_XFA),
    "sans page": (lambda document: document.pages.__delitem__(slice(None)), Raison.SANS_PAGE),
}


@pytest.mark.parametrize("cas", DITS)
def test_ce_que_le_pdf_perd_est_dit(cas: str) -> None:
    changer, retrait = DITS[cas]
    assert retraits("pdf", ecrire_pdf(changer)) == {retrait}


@pytest.mark.parametrize("cas", TUS)
def test_ce_que_personne_ne_verrait_est_tu(cas: str) -> None:
    assert retraits("pdf", ecrire_pdf(TUS[cas])) == set()


@pytest.mark.parametrize("cas", REFUSES)
def test_un_pdf_dont_l_essentiel_serait_perdu_est_refuse(cas: str) -> None:
    changer, raison = REFUSES[cas]
    with pytest.raises(Refus) as refus:
        nettoyer_a_part("pdf", ecrire_pdf(changer))
    assert refus.value.raison is raison


def test_plusieurs_retraits_se_lisent_en_une_phrase() -> None:
    def tout(document: pikepdf.Pdf) -> None:
        _calculer(document)
        _joindre(document)

    otes = retraits("pdf", ecrire_pdf(tout))
    assert en_mots(otes) == "des fichiers joints au document, les calculs et contrôles automatiques"
    assert en_mots(["inconnu"]) == ""


def test_un_fichier_ordinaire_ne_perd_rien() -> None:
    for genre in GENRES:
        assert retraits(genre, honnete(genre)) == set(), genre
    assert retraits("pdf", piece("valide_budget_previsionnel.pdf")) == set()
    assert retraits("jpeg", photo()) == set()


def _avec_suite(genre: str, suite: tuple[int, int]) -> bytes:
    sortie = BytesIO()
    premiere = Image.new("RGB", (64, 48), "white")
    premiere.save(sortie, genre, save_all=True, append_images=[Image.new("RGB", suite, "black")])
    return sortie.getvalue()


def test_les_images_qui_suivent_la_premiere_sont_dites() -> None:
    assert retraits("png", _avec_suite("png", (64, 48))) == {Retrait.AUTRES_IMAGES}
    assert retraits("jpeg", _avec_suite("mpo", (64, 48))) == {Retrait.AUTRES_IMAGES}
    assert retraits("jpeg", _avec_suite("mpo", (16, 12))) == set(), "a telephone's own, smaller"
    assert retraits("png", image("png")) == set()


SIGNATURES: dict[str, Changer] = {
    "approbation": signer,
    "certification": certifier,
    "champ parent": signer_avec_un_champ_parent,
    "invisible": signer_sans_rien_montrer,
    "horodatage": horodater,
    "citée ailleurs": signer_et_la_citer,
}


@pytest.mark.parametrize("cas", SIGNATURES)
def test_une_signature_est_retiree_dite_et_son_dessin_reste(cas: str) -> None:
    brut = ecrire_pdf(SIGNATURES[cas])
    assert retraits("pdf", brut) == {Retrait.SIGNATURE}  # the copy says nothing of a signature: ``inertie``
    with pikepdf.open(BytesIO(nettoyer("pdf", brut))) as copie:
        annotations = list(copie.pages[0].obj.get("/Annots", []))
        assert [champ.T for champ in copie.Root.AcroForm.Fields] == ["nom"]
        if cas == "invisible":
            assert [note.Subtype for note in annotations] == [Nom.Widget]
            return
        (tampon,) = [note for note in annotations if note.Subtype == Nom.Stamp]
        assert tampon.AP.N.read_bytes() == b"0 0 90 21 re S"
        assert not {"/FT", "/V", "/Parent", "/T"} & set(tampon.keys())


def test_un_champ_a_signer_reste_a_signer() -> None:
    def preparer(document: pikepdf.Pdf) -> None:
        champ = poser_un_champ(document, FT=Nom.Sig)
        document.Root.AcroForm = action(Fields=Tableau([champ]))

    copie = nettoyer("pdf", ecrire_pdf(preparer))
    with pikepdf.open(BytesIO(copie)) as lu:
        assert Nom.Sig == lu.pages[0].obj.Annots[0].FT


def _texte_signe(**ajouts: str | bytes) -> bytes:
    """With a signature of Word: an origin, its relations, the signature."""
    origine = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
    document = f'Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"'
    signe: dict[str, bytes | str] = {
        "_rels/.rels": relations(
            document, f'Id="r2" Type="{origine}/origin" Target="_xmlsignatures/origin.sigs"'
        ),
        "_xmlsignatures/origin.sigs": "",
        "_xmlsignatures/_rels/origin.sigs.rels": relations(
            f'Id="r1" Type="{origine}/signature" Target="sig1.xml"'
        ),
        "_xmlsignatures/sig1.xml": '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
    }
    return ooxml("docx", signe | ajouts)


def _parties(genre: str, contenu: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(nettoyer(genre, contenu))) as copie:
        return {nom: copie.read(nom) for nom in copie.namelist()}


LOGO = '<!DOCTYPE svg PUBLIC "a" "b"><svg xmlns="http://www.w3.org/2000/svg"/>'


def test_un_texte_signe_garde_sa_signature_tant_que_ses_parties_sont_les_memes() -> None:
    assert retraits("docx", _texte_signe()) == set()
    assert "_xmlsignatures/sig1.xml" in _parties("docx", _texte_signe())
    change = _texte_signe(**{"word/media/a.svg": LOGO})
    assert retraits("docx", change) == {Retrait.SIGNATURE}
    lues = _parties("docx", change)
    assert not [nom for nom in lues if nom.startswith("_xmlsignatures")]
    assert b"digital-signature" not in lues["_rels/.rels"]
    assert b"officeDocument" in lues["_rels/.rels"]


def test_un_texte_odf_signe_et_change_perd_sa_signature() -> None:
    signature: dict[str, bytes | str] = {"META-INF/documentsignatures.xml": "<document-signatures/>"}
    assert retraits("odt", odf("odt", signature)) == set()
    assert retraits("odt", odf("odt", signature | {"Pictures/a.svg": LOGO})) == {Retrait.SIGNATURE}
