"""Where each person lands once signed in."""

from itertools import combinations

import pytest
from django.test import RequestFactory

from ami.comptes.models import Role
from ami.pilotage.views.compte import accueil
from tests.conftest import ClientLecteur
from tests.fabriques import AttributionFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
# The first role held decides.
CHEZ_SOI = {
    Role.ADMINISTRATEUR: "/vagues/",
    Role.EVALUATEUR: "/evaluation/",
    Role.INSTRUCTEUR: "/instruction/",
    Role.REFERENT: "/instruction/",
    Role.AUDITEUR: "/vagues/",
}


def adresse(*roles: str) -> str:
    requete = RequestFactory().get("/comptes/")
    requete.user = UtilisateurFactory()
    for role in roles:
        AttributionFactory(utilisateur=requete.user, role=role)
    destination: str = accueil(requete)["Location"]
    return destination


def test_sans_role_on_arrive_a_ses_dossiers() -> None:
    assert adresse() == "/candidatures/"


@pytest.mark.parametrize("role", Role.values)
def test_chaque_role_a_son_accueil(role: str) -> None:
    assert adresse(role) == CHEZ_SOI[Role(role)]


@pytest.mark.parametrize(("premier", "second"), list(combinations(CHEZ_SOI, 2)))
def test_de_deux_roles_le_premier_decide(premier: Role, second: Role) -> None:
    assert adresse(second, premier) == CHEZ_SOI[premier]


@pytest.mark.parametrize("chemin", ["/comptes/", "/comptes/adresse/", "/comptes/mot-de-passe/choisir/"])
def test_les_adresses_d_allauth_menent_chez_soi(chemin: str, client: ClientLecteur) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(chemin)["Location"] == "/candidatures/"
    assert client.post(chemin).status_code == 405


def test_sans_session_on_se_connecte_d_abord(client: ClientLecteur) -> None:
    assert client.get("/comptes/")["Location"] == "/comptes/connexion/?next=/comptes/"
