"""The board: rows ranked from the kept syntheses, and the readings beside a decision."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from candidatures.models import Candidature
from evaluation.models import Note, Synthese
from evaluation.selection.lectures.tableau import classer, evaluations_remises
from evaluation.selection.models import Decision
from tests.evaluation.conftest import VagueClose
from tests.evaluation.dossiers import lecture, vague_a_lire
from tests.fabriques import UtilisateurFactory

pytestmark = pytest.mark.django_db


def lus(close: VagueClose) -> list[Candidature]:
    dossiers = Candidature.objects.de_la_selection(close.vague)
    return list(dossiers.select_related("synthese", "decision"))


def synthese(dossier: Candidature, moyenne: str | None) -> None:
    Synthese.objects.create(
        candidature=dossier, moyenne=moyenne and Decimal(moyenne), evaluations=1 if moyenne else 0
    )


def test_le_tableau_va_du_meilleur_au_dernier_puis_a_ceux_qui_n_ont_pas_de_note() -> None:
    close = vague_a_lire(5)
    for dossier, moyenne in zip(close.dossiers, ("2.5", None, "4.000001", "4", "2.5"), strict=True):
        synthese(dossier, moyenne)
    lignes = classer(lus(close))
    assert [(ligne.rang, close.dossiers.index(ligne.dossier)) for ligne in lignes] == [
        (1, 2),
        (2, 3),
        (3, 0),
        (3, 4),
        (None, 1),
    ]


def test_sans_synthese_une_ligne_est_vide_et_sans_rang() -> None:
    (ligne,) = classer(lus(vague_a_lire()))
    assert (ligne.rang, ligne.decision, ligne.synthese.moyenne, ligne.synthese.evaluations) == (
        None,
        None,
        None,
        0,
    )


def test_une_ligne_porte_sa_decision() -> None:
    close = vague_a_lire(2)
    decision = Decision.objects.create(
        candidature=close.dossiers[1], sens="ajournee", motif="Motif.", par=UtilisateurFactory()
    )
    assert [ligne.decision for ligne in classer(lus(close))] == [None, decision]


def test_un_tableau_vide_n_a_pas_de_ligne() -> None:
    assert classer([]) == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_classer_ne_lit_rien_de_plus(nombre: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    close = vague_a_lire(nombre)
    for dossier in close.dossiers:
        synthese(dossier, "3")
    dossiers = lus(close)
    with django_assert_num_queries(0):
        assert len(classer(dossiers)) == nombre


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
