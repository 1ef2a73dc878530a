"""What cleaning keeps, takes away and refuses: PDF."""

from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ami.fichiers.nettoyage import pdf as nettoyage_pdf
from ami.fichiers.nettoyage.refus import Raison
from tests.fichiers.fabrication import (
    action,
    archive,
    ecrire_pdf,
    javascript,
    piece,
    poser_un_champ,
)
from tests.fichiers.inertie import verifier
from tests.fichiers.nettoyage import nettoyer, raison

Nom, Tableau = pikepdf.Name, pikepdf.Array


def _poser(cle: str, valeur: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.Root.__setitem__(cle, valeur)


def _annoter(**entrees: Any) -> Callable[[pikepdf.Pdf], None]:
    def poser(document: pikepdf.Pdf) -> None:
        annotation = action(Type=Nom.Annot, Rect=Tableau([0, 0, 9, 9]), **entrees)
        document.pages[0].obj.Annots = Tableau([document.make_indirect(annotation)])

    return poser


def _indirecte(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = document.make_indirect(
        action(S=Nom.GoTo, Next=document.make_indirect(Tableau([javascript()])))
    )


def _joindre(document: pikepdf.Pdf) -> None:
    document.attachments["virus.exe"] = b"MZ"


def _formulaire(document: pikepdf.Pdf) -> None:
    champ = poser_un_champ(
        document, AA=action(K=javascript()), A=action(S=Nom.SubmitForm, F="https://x.test")
    )
    document.Root.AcroForm = action(Fields=Tableau([champ]), XFA="<xdp/>")


def _police(**entrees: Any) -> pikepdf.Dictionary:
    """What says of itself that it is a font."""
    return action(Type=Nom.Font, **entrees)


def _image(document: pikepdf.Pdf) -> pikepdf.Stream:
    return document.make_stream(b"<xdp/>", Type=Nom.XObject, Subtype=Nom.Form)


def _xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = action(XFA=_image(document), Fields=Tableau([poser_un_champ(document)]))


def _xfa_aussi_nomme_par_la_page(document: pikepdf.Pdf) -> None:
    """The same dictionary gives names to the fonts of the page."""
    formulaire = action(XFA=_image(document), Fields=Tableau([poser_un_champ(document)]))
    document.Root.AcroForm = document.make_indirect(formulaire)
    document.pages[0].obj.Resources.Font = document.Root.AcroForm


def _catalogue_nomme_par_la_page(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = _police(S=Nom.URI, URI="https://pirate.test")
    document.pages[0].obj.Resources.Font = document.Root


def _tableau_de_ressources(document: pikepdf.Pdf) -> None:
    """Named as a resource, an array holds none."""
    document.Root.AA = action(WC=javascript())
    document.pages[0].obj.Resources.Font = document.make_indirect(
        Tableau([action(AA=_police()), document.Root])
    )


def _joindre_des_polices(document: pikepdf.Pdf) -> None:
    fichier = action(Type=Nom.Filespec, F="a.exe", UF="a.exe")
    fichier.EF = _police(F=document.make_stream(b"MZ", Type=Nom.EmbeddedFile))
    document.Root.Names = action(EmbeddedFiles=_police(Names=Tableau(["a.exe", fichier])))


def _page(cle: str, valeur: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.pages[0].obj.__setitem__(cle, valeur)


def _flux_d_un_autre_fichier(famille: str, nom: str) -> Callable[[pikepdf.Pdf], None]:
    """A resource of the page whose content, or what it shows instead, is elsewhere."""

    def poser(document: pikepdf.Pdf) -> None:
        flux = document.make_stream(
            b"", F="\\\\pirate.test\\a", FFilter=Nom.FlateDecode, Ref=action(F="a.pdf"), OPI=action(A=1)
        )
        document.pages[0].obj.Resources[famille] = pikepdf.Dictionary({nom: flux})

    return poser


OUVRIR = {"S": Nom.URI, "URI": "https://pirate.test"}
ACTIFS: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "ouverture": _poser("/OpenAction", javascript()),
    "ouverture indirecte": _indirecte,
    "catalogue AA": _poser("/AA", action(WC=javascript())),
    "page AA": lambda document: document.pages[0].obj.__setitem__("/AA", action(O=javascript())),
    "arbre de scripts": _poser("/Names", action(JavaScript=action(Names=Tableau(["a", javascript()])))),
    "pièce jointe": _joindre,
    "formulaire": _formulaire,
    "programme": _annoter(Subtype=Nom.Link, A=action(S=Nom.Launch, F="cmd.exe")),
    "autre document": _annoter(Subtype=Nom.Link, A=action(S=Nom.GoToR, F="\\\\x.test\\a")),
    "adresse script": _annoter(Subtype=Nom.Link, A=action(S=Nom.URI, URI=" javascript:alert(1)")),
    "média": _annoter(Subtype=Nom.RichMedia, RichMediaContent=action(A=1)),
    "fichier épinglé": _annoter(Subtype=Nom.FileAttachment),
    "signet": _poser("/Outlines", action(First=action(Title="x", A=javascript()))),
    "xfa en image": _xfa,
    "xfa nommé comme une police": _xfa_aussi_nomme_par_la_page,
    "catalogue nommé comme une police": _catalogue_nomme_par_la_page,
    "tableau de polices": _tableau_de_ressources,
    "pièce jointe en police": _joindre_des_polices,
    "ouverture en police": _poser("/OpenAction", _police(**OUVRIR)),
    "page en police": _page("/AA", _police(O=action(**OUVRIR))),
    "lien en police": _annoter(Subtype=Nom.Link, AA=_police(E=action(**OUVRIR))),
    "signet en police": _poser("/Outlines", action(First=action(Title="x", A=_police(JS=_police())))),
    "flux d’un autre fichier": _flux_d_un_autre_fichier("/XObject", "/A"),
    **{
        f"flux d’un autre fichier, {famille} nommé {nom}": _flux_d_un_autre_fichier(famille, nom)
        for famille, nom in product(("/XObject", "/Pattern"), sorted(nettoyage_pdf.NOMMEURS))
    },
    "police nommée AA": lambda document: document.pages[0].obj.Resources.__setitem__(
        "/Font", action(AA=action(Type=Nom.Font, O=javascript()))
    ),
}


@pytest.mark.parametrize("compacte", [False, True], ids=["à plat", "en flux d’objets"])
@pytest.mark.parametrize("cas", ACTIFS)
def test_pdf_ce_qui_agit_est_ote(tmp_path: Path, cas: str, *, compacte: bool) -> None:
    mode = pikepdf.ObjectStreamMode.generate if compacte else pikepdf.ObjectStreamMode.disable
    brut = ecrire_pdf(ACTIFS[cas], object_stream_mode=mode)
    with pytest.raises(AssertionError):
        verifier("pdf", brut)
    copie = nettoyer("pdf", brut)
    if cas == "police nommée AA":
        with pikepdf.open(BytesIO(copie)) as document:
            assert set(document.pages[0].obj.Resources.Font.keys()) == {"/AA"}
            assert set(document.pages[0].obj.Resources.Font.AA.keys()) == {"/O", "/Type"}
            assert list(document.pages[0].obj.Resources.Font.AA.O.keys()) == []
    else:
        verifier("pdf", copie)


def test_pdf_ce_qui_se_lit_reste() -> None:
    def lier(document: pikepdf.Pdf) -> None:
        _annoter(Subtype=Nom.Link, A=action(S=Nom.URI, URI="https://www.gouv.fr/"))(document)
        document.Root.Lang = "fr"
        document.docinfo["/Title"] = "Statuts"

    copie = nettoyer("pdf", ecrire_pdf(lier))
    with pikepdf.open(BytesIO(copie)) as document:
        assert str(document.pages[0].obj.Annots[0].A.URI) == "https://www.gouv.fr/"
        assert (str(document.Root.Lang), str(document.docinfo["/Title"])) == ("fr", "Statuts")
        assert len(document.pages) == 1
    assert nettoyer("pdf", ecrire_pdf(lier)) == copie, "the same file gives the same copy"


@pytest.mark.parametrize(
    "polyglotte",
    [
        piece("polyglotte_pdf_html.pdf"),
        b"<html><script>alert(1)</script>" + piece("valide_1_page.pdf"),
        piece("valide_1_page.pdf") + archive({"a.html": "<script>alert(1)</script>"}),
        piece("valide_1_page.pdf") + b"\n" * 50_000 + b"<script>alert(1)</script>",
    ],
    ids=["html après", "html avant", "zip après", "html loin"],
)
def test_pdf_ce_qui_l_entoure_est_perdu(polyglotte: bytes) -> None:
    verifier("pdf", nettoyer("pdf", polyglotte))


def test_pdf_au_sommaire_faux_est_repare() -> None:
    brut = piece("valide_1_page.pdf")
    verifier("pdf", nettoyer("pdf", brut.replace(b"startxref\n1", b"startxref\n9")))


def test_pdf_protege_par_son_proprietaire_seul_est_accepte() -> None:
    brut = ecrire_pdf(lambda _d: None, encryption=pikepdf.Encryption(owner="secret", user=""))
    copie = nettoyer("pdf", brut)
    verifier("pdf", copie)
    with pikepdf.open(BytesIO(copie)) as document:
        assert not document.is_encrypted


@pytest.mark.parametrize(
    ("nom", "pourquoi"),
    [("chiffre_mot_de_passe.pdf", Raison.CHIFFRE), ("tronque.pdf", Raison.INCOMPLET)],
)
def test_pdf_refuse(nom: str, pourquoi: Raison) -> None:
    assert raison("pdf", piece(nom)) is pourquoi


def test_pdf_protege_par_un_certificat_le_dit() -> None:
    brut = piece("chiffre_mot_de_passe.pdf").replace(b"/Filter /Standard", b"/Filter /AdobePKK")
    assert raison("pdf", brut) is Raison.CHIFFRE


@pytest.mark.parametrize("part", range(10, 100, 10))
def test_pdf_coupe_n_importe_ou_est_incomplet(part: int) -> None:
    brut = piece("valide_3_pages_statuts.pdf")
    assert raison("pdf", brut[: len(brut) * part // 100]) is Raison.INCOMPLET


@pytest.mark.parametrize("indirecte", [False, True])
def test_pdf_les_noms_de_ressources_sont_libres(*, indirecte: bool) -> None:
    def nommer(document: pikepdf.Pdf) -> None:
        polices = action(AA=_police(), JS=_police(), URI=_police(), S=Nom.Launch)
        document.pages[0].obj.Resources.Font = document.make_indirect(polices) if indirecte else polices

    with pikepdf.open(BytesIO(nettoyer("pdf", ecrire_pdf(nommer)))) as document:
        assert set(document.pages[0].obj.Resources.Font.keys()) == {"/AA", "/JS", "/URI", "/S"}


def _peupler(element: bytes, nombre: int) -> bytes:
    """One page, and an array that nobody reads."""
    brut = piece("valide_1_page.pdf")
    return brut.replace(b"/PageMode", b"/X [" + element * nombre + b"] /PageMode")


@pytest.mark.parametrize("element", [b"<</A<<>>>>", b"[]", b"1 "])
def test_pdf_trop_peuple_est_refuse_sans_etre_parcouru(element: bytes) -> None:
    assert raison("pdf", _peupler(element, 1_000_001)) is Raison.TROP_LONG


def test_pdf_aux_annotations_partagees_est_compte_page_apres_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def partager(document: pikepdf.Pdf) -> None:
        notes = document.make_indirect(Tableau([action(Subtype=Nom.Text)] * 200))
        document.pages[0].obj.Annots = notes
        for _ in range(20):
            document.pages.append(document.pages[0])

    monkeypatch.setattr(nettoyage_pdf, "VALEURS_MAX", 4_000)
    assert raison("pdf", ecrire_pdf(partager)) is Raison.TROP_LONG


def test_pdf_peuple_mais_honnete_est_accepte() -> None:
    """Twice what the structure of a report of four hundred pages holds."""
    verifier("pdf", nettoyer("pdf", _peupler(b"<</S/P/K[1]>>", 60_000)))
