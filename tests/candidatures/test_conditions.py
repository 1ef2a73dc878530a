"""Nobody acts on a wave in which they have an interest: each act, and every way to have one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant
from ami.comptes.models import Utilisateur
from candidatures.models import RoleAcces
from candidatures.services.regler import regler_formulaire
from evaluation.selection.services.deliberer import ouvrir_deliberation
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.services.grilles import attacher_grille
from tests.evaluation.dossiers import dossier_numerote, mettre_a
from tests.fabriques import CLOTURE, OUVERTURE, PENDANT, AccesFactory, CandidatureFactory, GrilleFactory
from tests.scenarios import (
    administrateur,
    brouillon_complet,
    ecrire_l_etat,
    grille_de_quatre_criteres,
    vague_ouverte,
)
from vagues.models import VoletOuvert
from vagues.services import (
    cloturer_vague,
    confirmer_cloture,
    corriger_vague,
    demander_cloture,
    ouvrir_vague,
    supprimer_vague,
)
from vagues.services.corriger import ce_qui_est_annonce

pytestmark = pytest.mark.django_db
REFUS = "un intérêt dans un dossier de cette vague.*un autre administrateur doit le faire"
TARD = CLOTURE + timedelta(days=20)
Acte = Callable[[VoletOuvert, Utilisateur], Any]

ACTES: dict[str, tuple[str, Acte]] = {
    "ouvrir": (
        "programmee",
        lambda volet, par: ouvrir_vague(
            vague_id=volet.vague_id, par=par, maintenant=OUVERTURE - timedelta(days=1), motif="Prêts."
        ),
    ),
    "clore": (
        "ouverte",
        lambda volet, par: cloturer_vague(vague_id=volet.vague_id, par=par, maintenant=CLOTURE),
    ),
    "demander une clôture anticipée": (
        "ouverte",
        lambda volet, par: demander_cloture(
            vague_id=volet.vague_id, par=par, maintenant=PENDANT, motif="Panne."
        ),
    ),
    "confirmer une clôture anticipée": (
        "ouverte",
        lambda volet, par: confirmer_cloture(vague_id=volet.vague_id, par=par, maintenant=PENDANT),
    ),
    "corriger": (
        "programmee",
        lambda volet, par: corriger_vague(
            vague_id=volet.vague_id,
            saisie=ce_qui_est_annonce(volet.vague) | {"libelle": "Autre"},
            par=par,
            maintenant=PENDANT,
        ),
    ),
    "supprimer": (
        "programmee",
        lambda volet, par: supprimer_vague(vague_id=volet.vague_id, par=par, maintenant=PENDANT),
    ),
    "attacher une grille": (
        "programmee",
        lambda volet, par: attacher_grille(
            vague_id=volet.vague_id, grille=GrilleFactory(), par=par, maintenant=PENDANT
        ),
    ),
    "régler le formulaire": (
        "programmee",
        lambda volet, par: regler_formulaire(
            volet_ouvert_id=volet.pk, changements={"annee_debut": 2028}, par=par, maintenant=PENDANT
        ),
    ),
    "ouvrir la délibération": (
        "close",
        lambda volet, par: ouvrir_deliberation(vague_id=volet.vague_id, par=par, maintenant=TARD),
    ),
    "demander la publication": (
        "en_deliberation",
        lambda volet, par: demander_publication(vague_id=volet.vague_id, par=par, maintenant=TARD),
    ),
    "confirmer la publication": (
        "en_deliberation",
        lambda volet, par: publier_vague(vague_id=volet.vague_id, par=par, maintenant=TARD),
    ),
}


def redacteur_d_un_brouillon(volet: VoletOuvert, par: Utilisateur) -> None:
    brouillon = CandidatureFactory(vague=volet.vague, volet=volet.volet)
    AccesFactory(candidature=brouillon, utilisateur=par, role=RoleAcces.REDACTEUR)


def lecteur_d_un_dossier_depose(volet: VoletOuvert, par: Utilisateur) -> None:
    AccesFactory(candidature=dossier_numerote(volet), utilisateur=par, role=RoleAcces.LECTEUR)


def meme_siren_dans_une_autre_vague(volet: VoletOuvert, par: Utilisateur) -> None:
    dossier_numerote(volet, 1)
    brouillon_complet(vague_ouverte(cloture=CLOTURE.replace(year=2028)), rang=1, par=par)


INTERETS = (redacteur_d_un_brouillon, lecteur_d_un_dossier_depose, meme_siren_dans_une_autre_vague)


@pytest.mark.parametrize("interesser", INTERETS)
@pytest.mark.parametrize("acte", ACTES)
def test_qui_est_partie_n_agit_pas_sur_la_vague(
    acte: str, interesser: Callable[[VoletOuvert, Utilisateur], None], contenus: Any
) -> None:
    etat, agir = ACTES[acte]
    volet, par = vague_ouverte(), administrateur()
    interesser(volet, par)
    GrilleFactory()
    mettre_a(volet.vague, etat)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match=REFUS):
        agir(volet, par)
    assert contenus() == avant


@pytest.mark.parametrize("acte", ["ouvrir", "clore", "ouvrir la délibération"])
def test_un_dossier_retire_n_empeche_plus(acte: str) -> None:
    etat, agir = ACTES[acte]
    volet, par = vague_ouverte(), administrateur()
    dossier = dossier_numerote(volet)
    AccesFactory(candidature=dossier, utilisateur=par, role=RoleAcces.REDACTEUR)
    ecrire_l_etat(type(dossier).objects.filter(pk=dossier.pk), "retiree")
    grille_de_quatre_criteres(volet.vague)
    mettre_a(volet.vague, etat)
    agir(volet, par)
    assert VoletOuvert.objects.get(pk=volet.pk).vague.etat != etat


def test_l_interet_dans_une_autre_vague_n_empeche_rien() -> None:
    volet, par = vague_ouverte(), administrateur()
    redacteur_d_un_brouillon(vague_ouverte(), par)
    cloturer_vague(vague_id=volet.vague_id, par=par, maintenant=CLOTURE)
    assert VoletOuvert.objects.get(pk=volet.pk).vague.etat == "close"
