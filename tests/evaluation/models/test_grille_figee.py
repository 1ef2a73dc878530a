"""From the opening of a wave on, neither its grid nor the criteria of that grid change: the database refuses."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from evaluation.models import Critere, Grille, GrilleVague
from tests.evaluation.dossiers import mettre_a
from tests.fabriques import CritereFactory, GrilleFactory
from tests.scenarios import vague_programmee
from vagues.models import Vague
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db


def de_la(vague: Vague) -> Grille:
    return Grille.objects.get(pk=vague.grille_vague.grille_id)


GESTES: dict[str, Callable[[Vague], object]] = {
    "changer la grille": lambda v: GrilleVague.objects.filter(vague=v).update(
        grille=GrilleFactory(code="autre")
    ),
    "retirer la grille": lambda v: GrilleVague.objects.filter(vague=v).delete(),
    "changer un poids": lambda v: Critere.objects.filter(grille=de_la(v), ordre=1).update(poids=2),
    "changer un libellé": lambda v: Critere.objects.filter(grille=de_la(v), ordre=1).update(libelle="Autre"),
    "ajouter un critère": lambda v: CritereFactory(grille=de_la(v), ordre=5, code="c5"),
    "retirer un critère": lambda v: Critere.objects.filter(grille=de_la(v), ordre=1).delete(),
    "prêter un critère": lambda v: Critere.objects.filter(grille=de_la(v), ordre=1).update(
        grille=GrilleFactory(code="autre")
    ),
    "recevoir un critère": lambda v: Critere.objects.filter(
        pk=CritereFactory(grille=GrilleFactory(code="autre"), ordre=9, code="c9").pk
    ).update(grille=de_la(v)),
    "changer le seuil": lambda v: Grille.objects.filter(pk=de_la(v).pk).update(seuil=2),
}


@pytest.mark.parametrize("etat", [e for e in EtatVague.values if e != "programmee"])
@pytest.mark.parametrize("geste", GESTES)
def test_la_grille_d_une_vague_qui_s_est_ouverte_ne_change_plus(geste: str, etat: str) -> None:
    vague = mettre_a(vague_programmee().vague, etat)
    with pytest.raises(IntegrityError, match="grille d'une vague ouverte"), transaction.atomic():
        GESTES[geste](vague)


@pytest.mark.parametrize("geste", GESTES)
def test_la_grille_d_une_vague_a_venir_se_change(geste: str) -> None:
    GESTES[geste](vague_programmee().vague)


@pytest.mark.parametrize("geste", [g for g in GESTES if g not in {"changer la grille", "retirer la grille"}])
def test_une_grille_partagee_est_figee_par_la_premiere_vague_ouverte(geste: str) -> None:
    a_venir, ouverte = vague_programmee().vague, vague_programmee().vague
    GrilleVague.objects.filter(vague=ouverte).update(grille=de_la(a_venir))
    mettre_a(ouverte, "ouverte")
    with pytest.raises(IntegrityError, match="grille d'une vague ouverte"), transaction.atomic():
        GESTES[geste](a_venir)


def test_une_autre_grille_reste_libre() -> None:
    mettre_a(vague_programmee().vague, "ouverte")
    libre = vague_programmee().vague
    Critere.objects.filter(grille=de_la(libre)).update(poids=3)
    assert set(Critere.objects.filter(grille=de_la(libre)).values_list("poids", flat=True)) == {3}
