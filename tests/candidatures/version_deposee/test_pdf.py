"""The PDFs themselves: tagged, the same words as the page, the same bytes each time, whatever was typed."""

import hashlib
import json
from collections.abc import Iterable
from copy import deepcopy
from html import unescape
from typing import Any

import pikepdf
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from ami.commun.canonique import canonique
from candidatures.formulaire.presentation.dossier import NON_RENSEIGNE
from candidatures.models import Depot, GenreDocument
from candidatures.version_deposee.depots import contenu_de, recepisse_de
from candidatures.version_deposee.pdf import composer
from tests.candidatures.version_deposee.pdf_lu import PdfLu, sans_blancs
from tests.candidatures.views.pages import connecter
from tests.conftest import ClientLecteur
from tests.partage_du_module import Base
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
DOSSIER, RECEPISSE = GenreDocument.DOSSIER, GenreDocument.RECEPISSE


@pytest.fixture(scope="module")
def depot_du_module(base_du_module: Base) -> Depot:
    with base_du_module():
        return dossier_depose(vague_ouverte(numero=13)).depots.get()


@pytest.fixture
def depot(db: None, depot_du_module: Depot) -> Depot:
    return deepcopy(depot_du_module)


@pytest.fixture(scope="module")
def pdf_du_module(base_du_module: Base, depot_du_module: Depot) -> dict[str, bytes]:
    """Both documents of the filing, by kind."""
    with base_du_module():
        return {genre: composer(depot_du_module, genre) for genre in GenreDocument}


def ce_qui_est_lu(depot: Depot) -> Iterable[str]:
    """Every label, value and cell of the filed dossier."""
    for section in contenu_de(depot).presentation:
        yield section.titre
        for ligne in section.lignes:
            yield ligne.libelle
            if ligne.tableau:
                yield from ligne.tableau.entetes
                yield from (cellule for rangee in ligne.tableau.lignes for cellule in rangee)
            else:
                yield ligne.valeur


@pytest.mark.parametrize("genre", GenreDocument)
def test_un_document_passe_les_controles_de_structure_de_pdf_ua(
    genre: GenreDocument, depot: Depot, pdf_du_module: dict[str, bytes]
) -> None:
    lu = PdfLu(pdf_du_module[genre])
    racine = lu.pdf.Root
    assert bool(racine.MarkInfo.Marked)
    assert str(racine.Lang) == "fr-FR"
    assert bool(racine.ViewerPreferences.DisplayDocTitle)
    assert depot.numero in str(lu.pdf.docinfo.Title)
    assert "<pdfuaid:part>1</pdfuaid:part>" in lu.xmp
    assert "/Outlines" in racine
    assert all(page.obj.get("/Tabs") in (None, pikepdf.Name.S) for page in lu.pdf.pages)
    assert len(lu.textes("H1")) == 1
    assert len(lu.textes("H2")) >= 3
    assert lu.textes("H3", "H4", "Figure") == []


@pytest.mark.parametrize("genre", GenreDocument)
def test_une_liste_du_pdf_a_deux_elements_ou_plus(
    genre: GenreDocument, pdf_du_module: dict[str, bytes]
) -> None:
    listes = list(PdfLu(pdf_du_module[genre]).racine.tous("L"))
    assert listes
    assert min(len([e for e in liste.enfants if e.role == "LI"]) for liste in listes) >= 2


def test_une_reponse_seule_est_un_paragraphe(depot: Depot) -> None:
    """A section of one answer, then a table, then one answer: no list at all."""
    donnees = json.loads(depot.contenu)
    une, tableau = _une_reponse_et_un_tableau(donnees["lecture"])
    donnees["lecture"] = [donnees["lecture"][0] | {"lignes": [une, tableau, une]}]
    racine = PdfLu(composer(_depot_contenant(donnees, depot), DOSSIER)).racine
    identite, *autres = racine.tous("L")
    assert identite
    assert autres == []
    attendu = sans_blancs(une["libelle"] + une["valeur"])
    assert [sans_blancs(p.texte) for p in racine.tous("P")].count(attendu) == 2


def test_le_pdf_du_dossier_dit_tout_ce_qui_a_ete_depose_dans_l_ordre(
    depot: Depot, pdf_du_module: dict[str, bytes]
) -> None:
    texte = sans_blancs(PdfLu(pdf_du_module[DOSSIER]).texte)
    place = 0
    for morceau in ce_qui_est_lu(depot):
        place = texte.find(sans_blancs(morceau), place)
        assert place >= 0, morceau
    assert depot.empreinte in texte
    for libelle, valeur in recepisse_de(depot).recu:
        assert sans_blancs(libelle + valeur) in texte


def test_le_pdf_et_la_page_disent_la_meme_chose(
    client: ClientLecteur, depot: Depot, pdf_du_module: dict[str, bytes]
) -> None:
    connecter(client, depot.par)
    html = client.get(reverse("candidatures:dossier", args=[depot.candidature_id])).content.decode()
    page = sans_blancs(unescape(strip_tags(html)))
    texte = sans_blancs(PdfLu(pdf_du_module[DOSSIER]).texte)
    for morceau in map(sans_blancs, ce_qui_est_lu(depot)):
        assert morceau in page or morceau == sans_blancs(
            NON_RENSEIGNE
        )  # on the page, folded under their number
        assert morceau in texte


def test_les_tableaux_du_pdf_ont_des_entetes_de_colonne_et_de_ligne(
    depot: Depot, pdf_du_module: dict[str, bytes]
) -> None:
    tableaux = [
        ligne.tableau
        for section in contenu_de(depot).presentation
        for ligne in section.lignes
        if ligne.tableau
    ]
    assert tableaux
    lus = list(PdfLu(pdf_du_module[DOSSIER]).racine.tous("Table"))
    assert len(lus) == len(tableaux)
    for lu, tableau in zip(lus, tableaux, strict=True):
        colonnes, *rangees = list(lu.tous("TR"))
        assert [sans_blancs(th.texte) for th in colonnes.tous("TH")] == list(
            map(sans_blancs, tableau.entetes)
        )
        assert {th.portee for th in colonnes.tous("TH")} == {"Column"}
        assert [sans_blancs(cellule.texte) for rangee in rangees for cellule in rangee.tous("TH")] == [
            sans_blancs(rangee[0]) for rangee in tableau.lignes
        ]
        assert {th.portee for rangee in rangees for th in rangee.tous("TH")} == {"Row"}
        assert [sans_blancs(td.texte) for td in lu.tous("TD")] == [
            sans_blancs(cellule) for rangee in tableau.lignes for cellule in rangee[1:]
        ]


def test_le_contenu_depose_est_joint_au_pdf_et_a_l_empreinte_imprimee(
    depot: Depot, pdf_du_module: dict[str, bytes]
) -> None:
    lu = PdfLu(pdf_du_module[DOSSIER])
    joint = lu.pdf.attachments["contenu.json"].get_file().read_bytes()
    assert joint.decode() == depot.contenu
    assert hashlib.sha256(joint).hexdigest() in lu.texte


def test_le_pdf_de_l_accuse_dit_ce_que_dit_la_page(
    client: ClientLecteur, depot: Depot, pdf_du_module: dict[str, bytes]
) -> None:
    connecter(client, depot.par)
    html = client.get(reverse("candidatures:recepisse", args=[depot.candidature_id])).content.decode()
    page = sans_blancs(unescape(strip_tags(html)))
    texte = sans_blancs(PdfLu(pdf_du_module[RECEPISSE]).texte)
    recepisse = recepisse_de(depot)
    morceaux = [m for paire in recepisse.recu for m in paire] + [*recepisse.recours, *recepisse.service]
    morceaux += [m for p in recepisse.pieces for m in (p.libelle, p.nom, p.taille, p.empreinte)]
    assert len(recepisse.pieces) == 2
    for morceau in map(sans_blancs, morceaux):
        assert morceau in texte
        assert morceau in page


def test_le_meme_depot_donne_toujours_les_memes_octets(depot: Depot, pdf_du_module: dict[str, bytes]) -> None:
    assert pdf_du_module[DOSSIER] == composer(Depot.objects.get(), DOSSIER)


def depot_disant(texte: str, depot: Depot) -> Depot:
    """Return a filing, not stored, in which one answer is this text, whatever it is."""
    donnees = json.loads(depot.contenu)
    donnees["lecture"][4]["lignes"][0]["valeur"] = texte
    return _depot_contenant(donnees, depot)


def _une_reponse_et_un_tableau(sections: Any) -> tuple[Any, Any]:
    lignes = [ligne for section in sections for ligne in section["lignes"]]
    une = next(ligne for ligne in lignes if not ligne.get("tableau"))
    return une, next(ligne for ligne in lignes if ligne.get("tableau") and not ligne["valeur"])


def _depot_contenant(donnees: Any, depot: Depot) -> Depot:
    contenu = canonique(donnees)
    empreinte = hashlib.sha256(contenu.encode()).hexdigest()
    return Depot(version=1, numero=depot.numero, recu_le=depot.recu_le, contenu=contenu, empreinte=empreinte)


@pytest.mark.parametrize(
    ("saisi", "lu"),
    [
        ("Un lieu 😀 ouvert, 漢字 compris.", "Un lieu [U+1F600] ouvert, [U+6F22][U+5B57] compris."),
        ("Ωμέγα Привет ✓ ☃", "Ωμέγα Привет ✓ ☃"),
        ("مرحبا", "مرحبا"),
        ("👨‍👩‍👧 ﷺ 𝕏 e\u0301\u0489 \x07", "[U+1F468]"),
        (
            '#set page(width: 1pt) *gras* $x$ `\\ "mots" @ref <a> // ~',
            '#set page(width: 1pt) *gras* $x$ `\\ "mots" @ref <a> // ~',
        ),
        ("<script>alert(1)</script> {{ x }} {% y %}", "<script>alert(1)</script> {{ x }} {% y %}"),
    ],
)
def test_un_texte_quel_qu_il_soit_entre_dans_le_pdf(saisi: str, lu: str, depot: Depot) -> None:
    dit = depot_disant(saisi, depot)
    pdf_lu = PdfLu(composer(dit, DOSSIER))
    assert sans_blancs(lu) in sans_blancs(pdf_lu.texte)
    assert pdf_lu.pdf.attachments["contenu.json"].get_file().read_bytes().decode() == dit.contenu
    assert ("code Unicode" in pdf_lu.texte) == ("[U+" in pdf_lu.texte)


def test_cinq_cents_signes_sans_dessin_n_empechent_pas_le_pdf(depot: Depot) -> None:
    dit = depot_disant("".join(map(chr, range(0x4E00, 0x4E00 + 500))) + " fin é", depot)
    texte = PdfLu(composer(dit, DOSSIER)).texte
    assert "[U+4E00]" in sans_blancs(texte)
    assert "[U+4FF3]" in sans_blancs(texte)
    assert "finé" in sans_blancs(texte)


@pytest.mark.parametrize(
    ("saisi", "lu"),
    [
        ("✓ 😀 漢字 한글 é", "✓[U+1F600][U+6F22][U+5B57][U+D55C][U+AE00]é"),
        ("✓ 😀 ꀀ ᠠ é", "[U+2713][U+1F600][U+A000][U+1820]é"),
    ],
)
def test_apres_deux_essais_tout_signe_peu_sur_est_ecrit_par_son_code(
    saisi: str, lu: str, depot: Depot
) -> None:
    """Each try shows one script that the fonts lack, and takes seconds on a long dossier: two, and no more."""
    assert lu in sans_blancs(PdfLu(composer(depot_disant(saisi, depot), DOSSIER)).texte)


@pytest.mark.parametrize(
    ("texte", "pages"), [("mot " * 10_000, 8), ("x" * 10_000, 2), ("ligne\n" * 3_000, 50)]
)
def test_un_texte_de_40_000_signes_se_pagine(texte: str, pages: int, depot: Depot) -> None:
    dit = depot_disant(texte, depot)
    lu = PdfLu(composer(dit, DOSSIER))
    assert sans_blancs(texte) in sans_blancs(lu.texte)
    assert len(lu.pdf.pages) >= pages


def test_un_long_mot_ne_sort_pas_de_la_page(depot: Depot) -> None:
    """Each line of text starts and ends within the margins: a break is found in the longest word."""
    lu = PdfLu(composer(depot_disant("x" * 2_000, depot), DOSSIER))
    assert "x" * 2_000 in sans_blancs(lu.texte)
    assert "\u200b" not in lu.texte  # nothing that a copied address would keep
