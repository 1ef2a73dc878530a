"""Each role finds in its menu every list it may read."""

import pytest
from django.urls import reverse

from ami.comptes.models import Perimetre, Role
from tests.conftest import ClientLecteur
from tests.gabarits.page import Page
from tests.scenarios import agent

pytestmark = pytest.mark.django_db
LISTES = ("laureats:liste", "candidatures:liste", "evaluation:file", "instruction:liste", "pilotage:vagues")


@pytest.mark.parametrize("role", Role.values)
def test_le_menu_mene_a_chaque_liste_que_le_role_lit_et_a_elles_seules(
    role: str, client: ClientLecteur
) -> None:
    portee = {"perimetre": Perimetre.DEPARTEMENT, "code": "67"} if role == Role.REFERENT else {}
    client.force_login(agent(role, **portee))
    menu = {
        lien.attributs.get("href")
        for lien in Page(client.get("/").content.decode()).tous("a", class_="fr-nav__link")
    }
    lues = {reverse(nom) for nom in LISTES if client.get(reverse(nom)).status_code == 200}
    assert menu == lues | {"/"}
