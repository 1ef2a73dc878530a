"""The board: rows ranked from the kept syntheses, and the readings beside a decision."""

from decimal import Decimal

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from ami.commun.pagination import page_de
from candidatures.models import Candidature
from evaluation.models import Note, Synthese
from evaluation.selection.lectures.tableau import (
    DossierClasse,
    a_classer,
    classer,
    decompte,
    evaluations_remises,
    lignes,
)
from evaluation.selection.models import Decision
from tests.evaluation.conftest import VagueClose
from tests.evaluation.dossiers import lecture, vague_a_lire
from tests.fabriques import AccesFactory, UtilisateurFactory
from tests.scenarios import administrateur, ecrire_l_etat

pytestmark = pytest.mark.django_db


def tableau(close: VagueClose, adresse: str = "", par_page: int = 300) -> list[DossierClasse]:
    dossiers = a_classer(close.vague, administrateur())
    return classer(dossiers, page_de(RequestFactory().get(f"/{adresse}"), lignes(dossiers), par_page))


def synthese(dossier: Candidature, moyenne: str | None) -> None:
    Synthese.objects.create(
        candidature=dossier, moyenne=moyenne and Decimal(moyenne), evaluations=1 if moyenne else 0
    )


def test_le_tableau_va_du_meilleur_au_dernier_puis_a_ceux_qui_n_ont_pas_de_note() -> None:
    close = vague_a_lire(5)
    for dossier, moyenne in zip(close.dossiers, ("2.5", None, "4.000001", "4", "2.5"), strict=True):
        synthese(dossier, moyenne)
    cles = [dossier.pk for dossier in close.dossiers]
    assert [(ligne.rang, cles.index(ligne.pk)) for ligne in tableau(close)] == [
        (1, 2),
        (2, 3),
        (3, 0),
        (3, 4),
        (None, 1),
    ]


def test_sans_synthese_une_ligne_est_vide_et_sans_rang() -> None:
    (ligne,) = tableau(vague_a_lire())
    assert (ligne.rang, ligne.place, ligne.sens, ligne.moyenne, ligne.evaluations) == (
        None,
        "Non noté",
        "",
        "–",
        "0",
    )


def test_une_ligne_porte_sa_decision() -> None:
    close = vague_a_lire(2)
    Decision.objects.create(
        candidature=close.dossiers[1], sens="ajournee", motif="Motif.", par=UtilisateurFactory()
    )
    assert [(ligne.sens, ligne.montant) for ligne in tableau(close)] == [("", ""), ("Ajourné", "")]


def test_un_tableau_vide_n_a_pas_de_ligne() -> None:
    assert tableau(vague_a_lire(0)) == []


@pytest.mark.parametrize("par_page", [1, 2, 3, 4, 7])
def test_les_rangs_d_une_page_sont_ceux_du_tableau_entier(par_page: int) -> None:
    """Wherever the page cuts a tie."""
    close = vague_a_lire(9)
    for dossier, moyenne in zip(
        close.dossiers, ("4", "3.5", "3.5", "3.500001", "3.5", None, "5", "1", None), strict=True
    ):
        synthese(dossier, moyenne)
    entier = tableau(close)
    assert [ligne.rang for ligne in entier] == [1, 2, 3, 4, 4, 4, 7, None, None]
    pages = range(1, 2 + len(entier) // par_page)
    par_pages = [tableau(close, f"?page={n}", par_page) for n in pages if (n - 1) * par_page < 9]
    assert [ligne for page in par_pages for ligne in page] == entier


def test_le_decompte_ne_compte_que_les_dossiers_que_l_on_classe() -> None:
    close, par = vague_a_lire(4), administrateur()
    for dossier, sens, montant in zip(
        close.dossiers, ("laureate", "laureate", "ajournee"), (100_000, 50_000.5, None), strict=False
    ):
        Decision.objects.create(candidature=dossier, sens=sens, montant=montant, motif="M.", par=par)
    AccesFactory(candidature=close.dossiers[0], utilisateur=par, role="lecteur")
    ecrire_l_etat(Candidature.objects.filter(pk=close.dossiers[3].pk), "a_completer")
    assert decompte(a_classer(close.vague, par)) == {
        "dossiers": 3,
        "a_completer": 1,
        "decides": 2,
        "laureats": 1,
        "engage": Decimal("50000.50"),
    }


@pytest.mark.parametrize("nombre", [1, 3, 30])
def test_le_tableau_se_lit_en_une_requete(
    nombre: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    close, par = vague_a_lire(nombre), administrateur()
    for dossier in close.dossiers:
        synthese(dossier, "3")
    dossiers = a_classer(close.vague, par)
    page = page_de(RequestFactory().get("/"), lignes(dossiers), 300, total=nombre)
    with django_assert_num_queries(0):
        assert len(classer(dossiers, page)) == nombre
    with django_assert_num_queries(1):
        list(page_de(RequestFactory().get("/"), lignes(dossiers), 300, total=nombre))


def test_chaque_lecture_remise_a_son_score_pondere() -> None:
    close = vague_a_lire(poids=(3, 1, 1, 1))
    dossier = close.dossiers[0]
    for valeurs in ((5, 0, 0, 0), (4, None, None, 4), (None, None, None, None)):
        evaluation = lecture(dossier, "remise")
        for critere, valeur in zip(close.criteres, valeurs, strict=True):
            Note.objects.create(evaluation=evaluation, critere=critere, valeur=valeur)
    assert [une.moyenne for une in evaluations_remises(dossier)] == [Decimal("2.5"), Decimal(4), None]


@pytest.mark.parametrize("etat", ["a_faire", "brouillon", "deport"])
def test_une_lecture_qui_n_est_pas_remise_n_est_pas_montree(etat: str) -> None:
    dossier = vague_a_lire().dossiers[0]
    lecture(dossier, etat)
    assert evaluations_remises(dossier) == []


def test_les_lectures_d_un_autre_dossier_ne_sont_pas_montrees() -> None:
    close = vague_a_lire(2)
    lecture(close.dossiers[1], "remise")
    assert evaluations_remises(close.dossiers[0]) == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_lectures_se_lisent_en_trois_requetes(
    nombre: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    close = vague_a_lire()
    for _ in range(nombre):
        evaluation = lecture(close.dossiers[0], "remise")
        Note.objects.create(evaluation=evaluation, critere=close.criteres[0], valeur=3)
    with django_assert_num_queries(3):  # readings with their reader, notes, criteria
        lues = evaluations_remises(close.dossiers[0])
        assert [str(une.evaluation.evaluateur) != "" for une in lues] == [True] * nombre
