"""Declaring a filed dossier admissible."""

from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Role
from ami.journal.models import Entree
from candidatures.models import Candidature
from candidatures.services.instruire import declarer_recevable
from tests.fabriques import APRES
from tests.scenarios import agent, clore, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture
def depose() -> Candidature:
    dossier = dossier_depose(vague_ouverte())
    clore(dossier.vague)
    return dossier


def declarer(dossier: Candidature, par: Any) -> Candidature:
    return declarer_recevable(candidature_id=dossier.pk, par=par, maintenant=APRES)


def test_un_dossier_depose_devient_recevable(depose: Candidature) -> None:
    par = agent(Role.INSTRUCTEUR)
    assert declarer(depose, par).etat == "recevable"
    ligne = Entree.objects.get(acte="recevabilité constatée")
    assert (ligne.de, ligne.vers, ligne.par) == ("deposee", "recevable", par)


def test_une_recevabilite_ne_se_constate_qu_une_fois(depose: Candidature, contenus: Any) -> None:
    par = agent(Role.INSTRUCTEUR)
    declarer(depose, par)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="une fois par dossier"):
        declarer(depose, par)
    assert contenus() == avant


def test_une_vague_ouverte_ne_s_instruit_pas(contenus: Any) -> None:
    dossier, par = dossier_depose(vague_ouverte()), agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="entre la clôture et la publication"):
        declarer(dossier, par)
    assert contenus() == avant


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.AUDITEUR])
def test_seul_un_instructeur_se_prononce(role: str, depose: Candidature, contenus: Any) -> None:
    par = agent(role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        declarer(depose, par)
    assert contenus() == avant


def test_un_instructeur_porteur_ne_se_prononce_pas_sur_son_dossier(
    depose: Candidature, contenus: Any
) -> None:
    par = agent(Role.INSTRUCTEUR, utilisateur=depose.cree_par)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        declarer(depose, par)
    assert contenus() == avant
