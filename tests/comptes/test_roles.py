"""Roles, perimeters, and what they give to read."""

import pytest
import time_machine
from django.urls import reverse

from ami.comptes.models import Attribution, Perimetre, Role, Utilisateur
from ami.comptes.permissions import departements_suivis
from candidatures.models import Candidature
from candidatures.services.remanier import remanier_candidature
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import agent, brouillon_complet, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


def test_un_compte_sans_role_n_est_pas_agent() -> None:
    compte = UtilisateurFactory()
    assert (compte.roles, compte.is_staff) == (frozenset(), False)
    assert str(compte) == f"Camille {compte.nom}"


def test_un_compte_peut_avoir_plusieurs_roles() -> None:
    compte = agent(Role.EVALUATEUR)
    Attribution.objects.create(utilisateur=compte, role=Role.ADMINISTRATEUR)
    compte = Utilisateur.objects.get(pk=compte.pk)
    assert compte.roles == {"evaluateur", "administrateur"}
    assert compte.is_staff
    assert compte.a_role(Role.AUDITEUR, Role.EVALUATEUR)
    assert not compte.a_role(Role.AUDITEUR)


def test_un_compte_se_trouve_sans_egard_a_la_casse() -> None:
    compte = Utilisateur.objects.create_user(" Camille@Exemple.Test ")
    assert compte.email == "camille@exemple.test"
    assert Utilisateur.objects.get_by_natural_key("CAMILLE@exemple.test") == compte
    assert not compte.has_usable_password()


@pytest.mark.parametrize(
    ("perimetre", "code", "attendus"),
    [
        (Perimetre.DEPARTEMENT, "67", ["67"]),
        (Perimetre.DEPARTEMENT, "2A", ["2A"]),
        (Perimetre.REGION, "94", ["2A", "2B"]),
        (Perimetre.REGION, "53", ["22", "29", "35", "56"]),
        (Perimetre.REGION, "01", ["971"]),
        (Perimetre.DEPARTEMENT, "01", ["01"]),
        (Perimetre.DEPARTEMENT, "988", ["988"]),
        (Perimetre.REGION, "99", []),
    ],
)
def test_un_perimetre_donne_ses_departements(perimetre: str, code: str, attendus: list[str]) -> None:
    assert departements_suivis(agent(Role.REFERENT, perimetre=perimetre, code=code)) == attendus


@pytest.fixture(scope="module")
def dossiers_du_module(base_du_module: Base) -> None:
    """Two filed dossiers, one of them at La Réunion, and a draft."""
    with base_du_module():
        volet = vague_ouverte()
        dossier_depose(volet, rang=1)
        dossier_depose(volet, rang=2, departement="974")
        brouillon_complet(volet, rang=3)


@pytest.mark.usefixtures("dossiers_du_module")
@pytest.mark.parametrize(
    ("role", "options", "attendus"),
    [
        (Role.INSTRUCTEUR, {}, {"67", "974"}),
        (Role.ADMINISTRATEUR, {}, {"67", "974"}),
        (Role.REFERENT, {"perimetre": "region", "code": "44"}, {"67"}),
        (Role.REFERENT, {"perimetre": "departement", "code": "974"}, {"974"}),
        (Role.REFERENT, {"perimetre": "departement", "code": "44"}, set()),
        (Role.EVALUATEUR, {}, set()),
        (Role.AUDITEUR, {}, set()),
    ],
)
def test_chaque_agent_lit_les_dossiers_deposes_de_son_perimetre(
    role: str, options: dict[str, str], attendus: set[str]
) -> None:
    lus = Candidature.objects.instruites_par(agent(role, **options))
    assert set(lus.values_list("departement", flat=True)) == attendus


def test_un_dossier_repris_par_son_signataire_se_lit_tel_qu_il_a_ete_depose(client: ClientLecteur) -> None:
    dossier = dossier_depose(vague_ouverte())
    remanier_candidature(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT)
    with time_machine.travel(PENDANT, tick=False):
        client.force_login(agent(Role.INSTRUCTEUR))
        page = client.get(reverse("instruction:dossier", args=[dossier.pk])).content.decode()
    assert "Repris par son signataire – la dernière version déposée compte" in page
    assert "Un lieu ressource pour le quartier." in page
