"""The minute of the calendar: each task finds its rows, is idempotent, and may come late."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from ami.notifications.models import Courriel
from candidatures.models import Candidature, Scelle
from candidatures.tasks import prevenir_brouillons_non_deposes, sceller_vagues_closes
from tests.fabriques import CLOTURE, OUVERTURE, VagueFactory, VoletOuvertFactory
from tests.scenarios import brouillon_complet, dossier_depose, vague_ouverte
from vagues.models import Vague
from vagues.tasks import cloturer_vagues_echues, ouvrir_vagues_dues

pytestmark = pytest.mark.django_db
TACHES = (ouvrir_vagues_dues, cloturer_vagues_echues, sceller_vagues_closes, prevenir_brouillons_non_deposes)
MINUTE = timedelta(minutes=1)


def passer(instant: Any) -> None:
    with time_machine.travel(instant, tick=False):
        for tache in TACHES:
            tache()


def test_le_calendrier_ouvre_puis_clot_puis_scelle() -> None:
    VoletOuvertFactory(vague__etat="programmee")
    etats = []
    for instant in (OUVERTURE - MINUTE, OUVERTURE, CLOTURE - MINUTE, CLOTURE):
        passer(instant)
        etats.append(Vague.objects.get().etat)
    assert etats == ["programmee", "ouverte", "ouverte", "close"]
    assert not Scelle.objects.exists()
    passer(CLOTURE + MINUTE)
    assert Scelle.objects.get().le == CLOTURE + MINUTE


@pytest.mark.parametrize("retard", [timedelta(0), timedelta(hours=6), timedelta(days=2)])
def test_une_cloture_en_retard_donne_le_meme_etat_final(retard: timedelta) -> None:
    volet = vague_ouverte()
    dossier_depose(volet, rang=1)
    brouillon = brouillon_complet(volet, rang=2)
    for minute in range(4):
        passer(CLOTURE + retard + minute * MINUTE)

    vague = Vague.objects.get()
    assert (vague.etat, vague.cloture) == ("close", CLOTURE)
    scelle = Scelle.objects.get()
    assert (scelle.depots, scelle.brouillons) == (1, 1)
    assert list(Candidature.objects.order_by("siren").values_list("etat", flat=True)) == [
        "deposee",
        "brouillon",
    ]
    assert list(Courriel.objects.order_by("pk").values_list("modele", flat=True)) == [
        "brouillon_cree",
        "recepisse",
        "recepisse_copie",
        "brouillon_cree",
        "brouillon_non_depose",
    ]
    assert (
        Courriel.objects.last().cle == f"non-depose:{brouillon.pk}:{volet.vague_id}:{brouillon.cree_par_id}"
    )


@pytest.mark.parametrize("instant", [OUVERTURE, CLOTURE, CLOTURE + MINUTE, CLOTURE + 2 * MINUTE])
def test_une_minute_passee_deux_fois_ne_change_plus_rien(instant: Any, contenus: Any) -> None:
    brouillon_complet(vague_ouverte())
    VoletOuvertFactory(vague__etat="programmee")
    passer(instant)
    passer(instant)
    avant = contenus()
    passer(instant)
    assert contenus() == avant


def test_une_vague_qui_echoue_n_arrete_pas_les_autres() -> None:
    sans_volet = VagueFactory(etat="programmee")
    complete = VoletOuvertFactory(vague__etat="programmee").vague
    assert sans_volet.pk < complete.pk
    passer(OUVERTURE)
    assert list(Vague.objects.order_by("pk").values_list("etat", flat=True)) == ["programmee", "ouverte"]
