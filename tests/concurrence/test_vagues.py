"""Two administrators and beat on the same wave, at the same instant."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from ami.commun.erreurs import TransitionInterdite
from ami.journal.models import Entree
from tests.concurrence.outils import ensemble, refus
from tests.fabriques import CLOTURE, OUVERTURE, AppelFactory, VoletFactory
from tests.scenarios import administrateur, vague_ouverte, vague_programmee
from tests.vagues.anticipation import MOTIF
from vagues.models import DemandeDeCloture, Vague, VoletOuvert
from vagues.services import (
    cloturer_vague,
    confirmer_cloture,
    demander_cloture,
    ouvrir_vague,
    programmer_vague,
    retirer_la_demande,
)
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


@pytest.mark.parametrize("tour", range(3))
def test_deux_confirmations_ensemble_cloturent_une_fois(tour: int) -> None:
    vague = vague_ouverte(cloture=timezone.now() + timedelta(days=1), ouverture=timezone.now()).vague
    demander_cloture(vague_id=vague.pk, motif=MOTIF, par=administrateur(), maintenant=timezone.now())
    actes = [
        partial(confirmer_cloture, vague_id=vague.pk, par=administrateur(), maintenant=timezone.now())
        for _ in range(3)
    ]

    resultats = ensemble(*actes)

    assert [type(erreur) for erreur in refus(resultats)] == [TransitionInterdite] * 2
    assert {erreur.message for erreur in refus(resultats)} == {"Seule une vague ouverte peut être close."}
    assert Entree.objects.filter(acte="vague close").count() == 1


@pytest.mark.parametrize("tour", range(4))
def test_retirer_et_confirmer_ensemble_ne_font_que_l_un_des_deux(tour: int) -> None:
    premier = administrateur()
    vague = vague_ouverte(cloture=timezone.now() + timedelta(days=1), ouverture=timezone.now()).vague
    demander_cloture(vague_id=vague.pk, motif=MOTIF, par=premier, maintenant=timezone.now())
    actes = [
        partial(retirer_la_demande, vague_id=vague.pk, par=premier, maintenant=timezone.now()),
        partial(confirmer_cloture, vague_id=vague.pk, par=administrateur(), maintenant=timezone.now()),
    ]
    if tour % 2:
        actes.reverse()

    assert [type(erreur) for erreur in refus(ensemble(*actes))] == [TransitionInterdite]

    vague.refresh_from_db()
    assert (
        (vague.etat == "close") is DemandeDeCloture.objects.exists() is (vague.cloture_annoncee is not None)
    )


def test_deux_demandes_ensemble_n_en_font_qu_une() -> None:
    vague = vague_ouverte(cloture=timezone.now() + timedelta(days=1), ouverture=timezone.now()).vague
    actes = [
        partial(demander_cloture, vague_id=vague.pk, motif=MOTIF, par=par, maintenant=timezone.now())
        for par in (administrateur(), administrateur())
    ]

    assert [type(erreur) for erreur in refus(ensemble(*actes))] == [TransitionInterdite]

    assert Entree.objects.filter(acte="clôture anticipée demandée").count() == 1


def test_la_cloture_du_calendrier_et_la_confirmation_ensemble_n_en_font_qu_une() -> None:
    vague = vague_ouverte(cloture=timezone.now() + timedelta(days=1), ouverture=timezone.now()).vague
    demander_cloture(vague_id=vague.pk, motif=MOTIF, par=administrateur(), maintenant=timezone.now())
    actes = [
        partial(confirmer_cloture, vague_id=vague.pk, par=administrateur(), maintenant=timezone.now()),
        partial(cloturer_vague, vague_id=vague.pk, maintenant=timezone.now() + timedelta(days=2)),
    ]

    ensemble(*actes)

    vague.refresh_from_db()
    anticipee = DemandeDeCloture.objects.get().confirmee_le is not None
    assert (vague.etat, vague.cloture_annoncee is not None) == ("close", anticipee)
    assert Entree.objects.filter(acte="vague close").count() == 1


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
