"""The minute of the calendar: each task finds its rows, is idempotent, and may come late."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries
from structlog.testing import capture_logs

from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Scelle
from candidatures.tasks import prevenir_brouillons_non_deposes, sceller_vagues_closes
from tests.fabriques import CLOTURE, OUVERTURE, VagueFactory, VoletOuvertFactory
from tests.scenarios import brouillon_complet, dossier_depose, vague_ouverte, vague_programmee
from vagues.models import Vague
from vagues.states import EtatVague
from vagues.tasks import cloturer_vagues_echues, ouvrir_vagues_dues

pytestmark = pytest.mark.django_db
TACHES = (ouvrir_vagues_dues, cloturer_vagues_echues, sceller_vagues_closes, prevenir_brouillons_non_deposes)
MINUTE = timedelta(minutes=1)


def passer(instant: Any) -> None:
    with time_machine.travel(instant, tick=False):
        for tache in TACHES:
            tache()


def test_le_calendrier_ouvre_puis_clot_puis_scelle() -> None:
    vague_programmee()
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
    vague_programmee()
    passer(instant)
    passer(instant)
    avant = contenus()
    passer(instant)
    assert contenus() == avant


def test_une_vague_incomplete_n_arrete_pas_les_autres_et_n_est_pas_un_echec() -> None:
    sans_volet = VagueFactory(etat="programmee")
    complete = vague_programmee().vague
    assert sans_volet.pk < complete.pk
    with capture_logs() as lignes:
        for minute in range(3):
            passer(OUVERTURE + minute * MINUTE)
    assert [ligne["event"] for ligne in lignes if ligne["log_level"] in {"warning", "error"}] == [
        "vague non ouverte à son heure"
    ]
    assert list(Vague.objects.order_by("pk").values_list("etat", flat=True)) == ["programmee", "ouverte"]


@pytest.mark.parametrize("etat", [e for e in EtatVague.values if e not in {"programmee", "ouverte"}])
@pytest.mark.parametrize("tache", [ouvrir_vagues_dues, cloturer_vagues_echues])
def test_une_vague_deja_conduite_n_est_plus_touchee(tache: Any, etat: str, contenus: Any) -> None:
    dates: dict[str, Any] = {"close_le": CLOTURE} if etat != "archivee" else {}
    if etat == "publiee":
        dates |= {"publiee_le": CLOTURE, "annoncee_le": CLOTURE.date()}
    VagueFactory(etat=etat, **dates)
    avant = contenus()
    with time_machine.travel(CLOTURE + timedelta(days=400), tick=False):
        tache()
    assert contenus() == avant


@pytest.mark.parametrize(
    ("tache", "etat", "instant"),
    [(ouvrir_vagues_dues, "programmee", OUVERTURE), (cloturer_vagues_echues, "ouverte", CLOTURE)],
)
def test_la_seconde_d_avant_rien_ne_bouge(tache: Any, etat: str, instant: Any, contenus: Any) -> None:
    VoletOuvertFactory(vague__etat=etat)
    avant = contenus()
    with time_machine.travel(instant - timedelta(seconds=1), tick=False):
        tache()
    assert contenus() == avant


def test_plusieurs_vagues_dues_passent_la_meme_minute() -> None:
    dues = [vague_programmee().vague for _ in range(3)]
    plus_tard = vague_programmee(ouverture=OUVERTURE + MINUTE).vague
    with time_machine.travel(OUVERTURE, tick=False):
        ouvrir_vagues_dues()
    assert set(Vague.objects.filter(etat="ouverte")) == set(dues)
    assert list(Vague.objects.filter(etat="programmee")) == [plus_tard]


def test_une_vague_entiere_manquee_s_ouvre_puis_se_clot_sans_rien_recevoir() -> None:
    """Beat was down from before the opening until after the closing: the states catch up, the instants stay."""
    objet = vague_programmee().vague
    reveil = CLOTURE + timedelta(days=3)
    with time_machine.travel(reveil, tick=False):
        ouvrir_vagues_dues()
        assert not Vague.objects.ouvertes(reveil).exists()
        cloturer_vagues_echues()
    objet.refresh_from_db()
    assert (objet.etat, objet.ouverture, objet.cloture, objet.close_le) == (
        "close",
        OUVERTURE,
        CLOTURE,
        reveil,
    )
    assert list(Entree.objects.order_by("rang").values_list("de", "vers", "par", "le")) == [
        ("programmee", "ouverte", None, reveil),
        ("ouverte", "close", None, reveil),
    ]


@pytest.mark.parametrize("tache", [ouvrir_vagues_dues, cloturer_vagues_echues])
def test_sans_rien_a_faire_une_tache_lit_une_fois(
    tache: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vague_programmee()
    with time_machine.travel(OUVERTURE - MINUTE, tick=False), django_assert_num_queries(1):
        tache()
