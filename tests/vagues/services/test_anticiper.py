"""Closing before the announced instant: two people, one instant, a reason."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from ami.commun.erreurs import Conflit, DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Attribution, Role
from ami.journal.models import Entree
from ami.journal.verification import anomalies
from tests.evaluation.dossiers import mettre_a
from tests.fabriques import CLOTURE, PENDANT, AccesFactory, CandidatureFactory
from tests.scenarios import administrateur, agent, vague_ouverte
from tests.vagues.anticipation import MOTIF, clore_en_avance
from vagues.models import DemandeDeCloture, Vague
from vagues.services import (
    MOTIF_MAX,
    cloturer_vague,
    confirmer_cloture,
    demander_cloture,
    retirer_la_demande,
)
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db
INSTANT, SECONDE = timedelta(microseconds=1), timedelta(seconds=1)
PLUS_TARD = PENDANT + timedelta(hours=3, minutes=4, seconds=34)


@pytest.fixture
def vague() -> Vague:
    objet: Vague = vague_ouverte().vague
    return objet


def demander(vague: Vague, par: Any = None, le: datetime = PENDANT, motif: str = MOTIF) -> DemandeDeCloture:
    return demander_cloture(vague_id=vague.pk, motif=motif, par=par or administrateur(), maintenant=le)


def confirmer(vague: Vague, par: Any = None, le: datetime = PLUS_TARD, **options: Any) -> Vague:
    with time_machine.travel(le, tick=False):
        return confirmer_cloture(vague_id=vague.pk, par=par or administrateur(), maintenant=le, **options)


def test_la_demande_ne_clot_rien(vague: Vague) -> None:
    par = administrateur()
    demander(vague, par)
    vague.refresh_from_db()
    assert (vague.etat, vague.cloture, vague.cloture_annoncee) == ("ouverte", CLOTURE, None)
    entree = Entree.objects.get()
    assert (entree.acte, entree.par, entree.le, entree.motif) == (
        "clôture anticipée demandée",
        par,
        PENDANT,
        MOTIF,
    )


def test_la_confirmation_clot_a_son_instant_et_garde_ce_qui_etait_annonce(vague: Vague) -> None:
    premier, second = administrateur(), administrateur()
    demander(vague, premier)
    confirmer(vague, second)
    vague.refresh_from_db()
    assert (vague.etat, vague.cloture, vague.close_le) == ("close", PLUS_TARD, PLUS_TARD)
    assert (vague.cloture_annoncee, vague.motif_de_cloture) == (CLOTURE, MOTIF)
    demande = DemandeDeCloture.objects.get()
    assert (demande.demandee_par, demande.demandee_le) == (premier, PENDANT)
    assert (demande.confirmee_par, demande.confirmee_le) == (second, PLUS_TARD)
    entree = Entree.objects.get(acte="vague close")
    assert (entree.par, entree.le, entree.motif) == (second, PLUS_TARD, MOTIF)
    assert entree.donnees == {
        "cloture_prevue": str(CLOTURE),
        "cloture": str(PLUS_TARD),
        "demandee_par": premier.pk,
        "demandee_le": str(PENDANT),
    }
    assert list(anomalies()) == []


@pytest.mark.parametrize(
    ("horloge", "gardee"),
    [
        (PENDANT - SECONDE, PENDANT),  # this host's clock is behind the one that received
        (PENDANT, PENDANT),
        (PENDANT + SECONDE, PENDANT + SECONDE),  # the lock was waited for
        (CLOTURE - INSTANT, CLOTURE - INSTANT),
    ],
)
def test_l_instant_se_lit_sous_le_verrou(horloge: datetime, gardee: datetime, vague: Vague) -> None:
    """Never before the confirmation was received; ``close_le`` and the journal bear its reception."""
    demander(vague)
    with time_machine.travel(horloge, tick=False):
        confirmer_cloture(vague_id=vague.pk, par=administrateur(), maintenant=PENDANT)
    vague.refresh_from_db()
    assert (vague.cloture, vague.close_le) == (gardee, PENDANT)
    assert not vague.est_ouverte(gardee)


@pytest.mark.parametrize(
    ("recue", "horloge"),
    [(CLOTURE, CLOTURE), (CLOTURE - SECONDE, CLOTURE), (CLOTURE - SECONDE, CLOTURE + SECONDE)],
)
def test_passee_l_heure_annoncee_il_n_y_a_plus_rien_a_avancer(
    recue: datetime, horloge: datetime, vague: Vague, contenus: Any
) -> None:
    """Even when it passed while the confirmation waited for the lock."""
    demander(vague)
    par = administrateur()
    avant = contenus()
    with (
        time_machine.travel(horloge, tick=False),
        pytest.raises(TransitionInterdite, match="heure annoncée est passée"),
    ):
        confirmer_cloture(vague_id=vague.pk, par=par, maintenant=recue)
    assert contenus() == avant
    cloturer_vague(vague_id=vague.pk, maintenant=CLOTURE)
    vague.refresh_from_db()
    assert (vague.cloture, vague.cloture_annoncee, vague.motif_de_cloture) == (CLOTURE, None, "")


def refuse(acte: Callable[[], object], erreur: type[ErreurMetier], phrase: str, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(erreur, match=phrase):
        acte()
    assert contenus() == avant


def test_la_meme_personne_ne_confirme_pas(vague: Vague, contenus: Any) -> None:
    seul = administrateur()
    demander(vague, seul)
    refuse(lambda: confirmer(vague, seul), DroitInsuffisant, "un autre administrateur", contenus)


def test_sans_demande_rien_ne_se_confirme_ni_ne_se_retire(vague: Vague, contenus: Any) -> None:
    par = administrateur()
    refuse(lambda: confirmer(vague, par), TransitionInterdite, "Aucune clôture anticipée", contenus)
    refuse(
        lambda: retirer_la_demande(vague_id=vague.pk, par=par, maintenant=PENDANT),
        TransitionInterdite,
        "Aucune clôture anticipée",
        contenus,
    )


def test_une_seule_demande_a_la_fois(vague: Vague, contenus: Any) -> None:
    premier, autre = administrateur(), administrateur()
    demander(vague, premier)
    for par in (premier, autre):
        refuse(lambda par=par: demander(vague, par), TransitionInterdite, "a déjà demandé", contenus)


def test_qui_a_demande_retire_sa_demande_et_lui_seul(vague: Vague, contenus: Any) -> None:
    premier, autre = administrateur(), administrateur()
    demander(vague, premier)
    refuse(
        lambda: retirer_la_demande(vague_id=vague.pk, par=autre, maintenant=PENDANT),
        DroitInsuffisant,
        "Seule la personne qui a demandé",
        contenus,
    )
    retirer_la_demande(vague_id=vague.pk, par=premier, maintenant=PLUS_TARD)
    assert not DemandeDeCloture.objects.exists()
    assert list(Entree.objects.order_by("rang").values_list("acte", flat=True)) == [
        "clôture anticipée demandée",
        "demande de clôture retirée",
    ]
    demander(vague, autre, PLUS_TARD)
    confirmer(vague, premier)


def test_une_cloture_confirmee_ne_se_retire_plus(vague: Vague, contenus: Any) -> None:
    clore_en_avance(vague, PENDANT)
    par = DemandeDeCloture.objects.get().demandee_par
    refuse(
        lambda: retirer_la_demande(vague_id=vague.pk, par=par, maintenant=PLUS_TARD),
        TransitionInterdite,
        "Aucune clôture anticipée",
        contenus,
    )


def perdre_son_role(demande: DemandeDeCloture) -> None:
    Attribution.objects.filter(utilisateur=demande.demandee_par).delete()


def perdre_son_compte(demande: DemandeDeCloture) -> None:
    type(demande.demandee_par).objects.filter(pk=demande.demandee_par_id).update(is_active=False)


def devenir_partie(demande: DemandeDeCloture) -> None:
    brouillon = CandidatureFactory(vague=demande.vague)
    AccesFactory(candidature=brouillon, utilisateur=demande.demandee_par, role="redacteur")


@pytest.mark.parametrize("perdre", [perdre_son_role, perdre_son_compte, devenir_partie])
def test_la_demande_de_qui_ne_le_peut_plus_est_a_refaire(
    perdre: Callable[[DemandeDeCloture], None], vague: Vague, contenus: Any
) -> None:
    perdre(demander(vague))
    second = administrateur()
    refuse(lambda: confirmer(vague, second), ErreurMetier, "refaites la demande", contenus)
    demander(vague, second, PLUS_TARD)
    confirmer(vague, administrateur())


def test_on_confirme_la_demande_que_l_on_a_lue(vague: Vague, contenus: Any) -> None:
    premier, second = administrateur(), administrateur()
    lue = demander(vague, premier).marque
    retirer_la_demande(vague_id=vague.pk, par=premier, maintenant=PENDANT)
    nouvelle = demander(vague, premier, PENDANT + SECONDE, "Un tout autre motif.")
    for marque in (lue, "", "x"):
        refuse(lambda m=marque: confirmer(vague, second, demande_lue=m), Conflit, "relisez-la", contenus)
    nouvelle.refresh_from_db()
    assert confirmer(vague, second, demande_lue=nouvelle.marque).motif_de_cloture == "Un tout autre motif."


@pytest.mark.parametrize(
    ("motif", "phrase"),
    [
        ("", "le motif est public"),
        (" \n ", "le motif est public"),
        ("a" * (MOTIF_MAX + 1), "retirez-en 1"),
        ("a\x00b", "caractères invisibles"),
        ("deux\nlignes", "une seule ligne"),
    ],
    ids=ascii,
)
def test_une_demande_porte_un_motif_lisible(motif: str, phrase: str, vague: Vague, contenus: Any) -> None:
    par = administrateur()
    refuse(lambda: demander(vague, par, motif=motif), ErreurMetier, phrase, contenus)


@pytest.mark.parametrize("etat", [e for e in EtatVague.values if e != "ouverte"])
def test_seule_une_vague_ouverte_se_clot_en_avance(etat: str, vague: Vague, contenus: Any) -> None:
    par = administrateur()
    mettre_a(vague, etat)
    for acte in (lambda: demander(vague, par), lambda: confirmer(vague, par)):
        refuse(acte, TransitionInterdite, "Seule une vague ouverte", contenus)


@pytest.mark.parametrize("role", [r for r in Role.values if r != Role.ADMINISTRATEUR])
def test_seul_un_administrateur_avance_une_cloture(role: str, vague: Vague, contenus: Any) -> None:
    demander(vague)
    par = agent(role)
    for acte in (lambda: demander(vague, par), lambda: confirmer(vague, par)):
        refuse(acte, DroitInsuffisant, "Seul un administrateur conduit", contenus)


def test_un_seul_administrateur_ne_clot_pas_avant_l_heure(vague: Vague, contenus: Any) -> None:
    par = administrateur()
    refuse(
        lambda: cloturer_vague(vague_id=vague.pk, par=par, maintenant=CLOTURE - INSTANT),
        TransitionInterdite,
        "qu’un second administrateur confirmera",
        contenus,
    )
