"""What cleaning keeps, takes away and refuses: PDF."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ami.fichiers.nettoyage.refus import Raison
from tests.fichiers.fabrication import (
    action,
    archive,
    ecrire_pdf,
    javascript,
    piece,
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
    champ = action(
        FT=Nom.Tx, T="a", AA=action(K=javascript()), A=action(S=Nom.SubmitForm, F="https://x.test")
    )
    document.Root.AcroForm = action(Fields=Tableau([document.make_indirect(champ)]), XFA="<xdp/>")


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
    "police nommée AA": lambda document: document.pages[0].obj.Resources.__setitem__(
        "/Font", action(AA=action(Type=Nom.Font, O=javascript()))
    ),
}


@pytest.mark.parametrize("compacte", [False, True], ids=["à plat", "en flux d’objets"])
@pytest.mark.parametrize("cas", ACTIFS)
def test_pdf_ce_qui_agit_est_ote(tmp_path: Path, cas: str, *, compacte: bool) -> None:
    mode = pikepdf.ObjectStreamMode.generate if compacte else pikepdf.ObjectStreamMode.disable
    copie = nettoyer("pdf", ecrire_pdf(ACTIFS[cas], object_stream_mode=mode))
    if cas == "police nommée AA":
        with pikepdf.open(BytesIO(copie)) as document:
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


@pytest.mark.parametrize("part", range(10, 100, 10))
def test_pdf_coupe_n_importe_ou_est_incomplet(part: int) -> None:
    brut = piece("valide_3_pages_statuts.pdf")
    assert raison("pdf", brut[: len(brut) * part // 100]) is Raison.INCOMPLET
