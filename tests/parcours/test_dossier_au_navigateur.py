"""Filling a dossier: errors that take the focus, and a browser without JavaScript."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from candidatures import lecture
from candidatures.models import Candidature
from candidatures.questionnaire import sections
from candidatures.services.creer import creer_candidature
from tests.fabriques import UtilisateurFactory
from tests.pannes.outils import vague_du_jour
from tests.parcours.navigateur import Onglet
from tests.parcours.pages.porteur import Dossier, PageSection

Ouvrir = Callable[..., Onglet]


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


def test_le_resume_des_erreurs_prend_le_focus_et_mene_au_champ(
    ouvrir: Ouvrir, brouillon: Candidature
) -> None:
    onglet = ouvrir()
    _entrer(onglet, brouillon)
    onglet.aller(f"/candidatures/{brouillon.pk}/structure/")
    page = PageSection(onglet)
    onglet.page.get_by_label("Numéro SIRET").fill("123")
    onglet.page.get_by_label("Nom de la structure").fill("Les Voisins")
    page.enregistrer()

    page = PageSection(onglet)
    page.resume_des_erreurs_a_le_focus()
    page.dit("Ce numéro SIRET n’existe pas")
    assert onglet.page.get_by_label("Nom de la structure").input_value() == "Les Voisins"
    assert lecture.reponses(brouillon) == {"siret": "123", "raison_sociale": "Les Voisins"}


def test_chaque_page_du_brouillon_dit_qu_il_n_est_pas_depose(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    """F4: state in the title and in a banner, on every page of a draft."""
    onglet = ouvrir()
    _entrer(onglet, brouillon)
    codes = [section.code for section in sections(lecture.parametres(brouillon))]
    for chemin in ("", *(f"{code}/" for code in codes), "deposer/"):
        onglet.aller(f"/candidatures/{brouillon.pk}/{chemin}")
        page = Dossier.sans_controle(onglet)  # checked in the journey of the whole wave
        page.dit("Brouillon – non déposé")
        page.dit("Ce dossier peut être déposé jusqu’au")
        assert onglet.page.title().startswith("Brouillon – non déposé")
