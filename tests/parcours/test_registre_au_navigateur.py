"""Filling the structure from the register, with the keyboard."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from candidatures import lecture
from candidatures.models import Candidature
from candidatures.services.creer import creer_candidature
from tests.fabriques import UtilisateurFactory
from tests.pannes.outils import vague_du_jour
from tests.parcours.navigateur import Onglet, Ouvrir
from tests.territoires.pair import ASSOCIATION, Pair, registre

__all__ = ["registre"]


@pytest.fixture
def brouillon(transactional_db: None) -> Candidature:
    volet = vague_du_jour()
    return creer_candidature(volet_ouvert=volet, par=UtilisateurFactory(), recu_le=volet.vague.cree_le)


def _entrer(onglet: Onglet, candidature: Candidature) -> None:
    """Sign in by the session's cookie: the sign-in page has its own journey."""
    client = Client()
    client.force_login(candidature.cree_par)
    jeton = client.cookies[settings.SESSION_COOKIE_NAME].value
    onglet.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": jeton, "url": onglet.racine}]
    )
    onglet.aller(f"/candidatures/{candidature.pk}/structure/")


def test_le_registre_remplit_la_structure_au_clavier(
    ouvrir: Ouvrir, brouillon: Candidature, registre: Pair
) -> None:
    onglet = ouvrir()
    _entrer(onglet, brouillon)
    page = onglet.page
    page.get_by_label("Numéro SIRET", exact=True).fill("998 123 459 00013")
    page.get_by_label("Nom de la structure", exact=True).fill("La Halle")
    page.get_by_label("Nom de la structure", exact=True).press("Enter")
    expect(page.get_by_text("Déclaré\u00a0: nous vérifierons ces informations")).to_be_visible()
    assert registre.appels == []  # the Enter key saves, it does not ask

    page.get_by_role("button", name="Remplir depuis le registre des entreprises").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rempli d’après le registre des entreprises")).to_be_visible()
    expect(page.get_by_label("Nom de la structure", exact=True)).to_have_value("La Halle")
    expect(page.locator("#id_sigle")).to_have_value("ATLEX")
    expect(page.get_by_text("ne dit pas la même chose que vous")).to_be_visible()
    assert registre.sirets == [ASSOCIATION]
    onglet.verifier()
    assert lecture.reponses(brouillon)["siret"] == ASSOCIATION
