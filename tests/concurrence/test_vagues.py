"""Two administrators and beat on the same wave, at the same instant."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from ami.commun.erreurs import TransitionInterdite
from ami.journal.models import Entree
from tests.concurrence.outils import ensemble, refus
from tests.fabriques import CLOTURE, OUVERTURE, AppelFactory, VoletFactory
from tests.scenarios import administrateur, vague_ouverte, vague_programmee
from vagues.models import Vague, VoletOuvert
from vagues.services import cloturer_vague, ouvrir_vague, programmer_vague
from vagues.states import EtatVague

A_LA_CLOTURE = CLOTURE + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("service", "etat", "instant"),
    [(ouvrir_vague, "programmee", OUVERTURE), (cloturer_vague, "ouverte", A_LA_CLOTURE)],
)
def test_deux_personnes_et_le_systeme_ne_le_font_qu_une_fois(
    service: Callable[..., Vague], etat: str, instant: Any
) -> None:
    """The system is silent when it comes second; a person is told."""
    vague = (vague_programmee() if etat == EtatVague.PROGRAMMEE else vague_ouverte()).vague
    agir = partial(service, vague_id=vague.pk, maintenant=instant)

    resultats = ensemble(agir, partial(agir, par=administrateur()), agir, partial(agir, par=administrateur()))

    assert Entree.objects.count() == 1
    systeme = Entree.objects.filter(par__isnull=True).count()
    assert [type(erreur) for erreur in refus(resultats)] == [TransitionInterdite] * (1 + systeme)
    assert Vague.objects.get().etat != etat


def test_quatre_vagues_programmees_ensemble_ont_quatre_numeros() -> None:
    appel, volet = AppelFactory(), VoletFactory()
    actes = [
        partial(
            programmer_vague,
            appel=appel,
            libelle=f"Vague {rang}",
            ouverture=OUVERTURE,
            cloture=CLOTURE,
            annonce_prevue="",
            capacite=None,
            volets=[volet],
            par=administrateur(),
            maintenant=OUVERTURE - timedelta(days=1),
        )
        for rang in range(4)
    ]

    assert refus(ensemble(*actes)) == []

    assert sorted(Vague.objects.values_list("numero", flat=True)) == [1, 2, 3, 4]
    assert VoletOuvert.objects.count() == 4
