"""A form sent after the session ended gives back what was typed, and loses nothing on the way to the sign-in page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from tests.fabriques import PENDANT
from tests.scenarios import brouillon_complet, vague_ouverte
from tests.test_pages import verifier

pytestmark = pytest.mark.django_db
TEXTE = "Un texte d’une heure & <b>, «\u202fécrit\u202f» ce soir."


class Formulaire(HTMLParser):
    """What the form of a page sends back: its address and the content of its areas and hidden inputs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action, self.champs, self._nom, self._dedans = "", {}, "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributs = dict(attrs)
        if tag == "form":
            self._dedans = "deconnexion" not in (attributs.get("action") or "")
            self.action = attributs.get("action") or "" if self._dedans else self.action
        if self._dedans and tag in {"input", "textarea"} and attributs.get("name"):
            self._nom = str(attributs["name"]) if tag == "textarea" else ""
            self.champs[str(attributs["name"])] = attributs.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._nom = "" if tag == "textarea" else self._nom

    def handle_data(self, data: str) -> None:
        if self._nom:
            self.champs[self._nom] += data


@pytest.fixture
def brouillon() -> Iterator[Candidature]:
    with time_machine.travel(PENDANT, tick=False):
        yield brouillon_complet(vague_ouverte())


def page_ouverte(client: Client, candidature: Candidature) -> Formulaire:
    client.force_login(candidature.cree_par)
    return Formulaire(client.get(f"/candidatures/{candidature.pk}/gouvernance/").content.decode())


def test_sans_javascript_une_session_expiree_rend_le_texte_qui_s_enregistre_ensuite(
    brouillon: Candidature,
) -> None:
    """Session over, sent; signed in elsewhere (the token changes); sent again, confirmed: stored, nothing retyped."""
    client = Client(enforce_csrf_checks=True)
    page = page_ouverte(client, brouillon)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    entetes = {"origin": "http://testserver"}
    page.champs["instances"] = TEXTE

    perdue = client.post(page.action, page.champs, headers=entetes)

    assert perdue.status_code == 401
    assert verifier(perdue).startswith("Session expirée – votre texte est conservé")
    rendue = Formulaire(perdue.content.decode())
    assert (rendue.action, rendue.champs["instances"]) == (page.action, TEXTE)
    assert {nom: v for nom, v in rendue.champs.items() if nom != "csrfmiddlewaretoken"} == {
        nom: v for nom, v in page.champs.items() if nom != "csrfmiddlewaretoken"
    }

    client.force_login(brouillon.cree_par)
    client.cookies["csrftoken"] = "b" * 32  # signing in changes it
    a_confirmer = client.post(rendue.action, rendue.champs, headers=entetes)
    assert a_confirmer.status_code == 403
    confirmee = Formulaire(a_confirmer.content.decode())
    assert client.post(confirmee.action, confirmee.champs, headers=entetes).status_code == 302
    assert en_l_etat.reponses(brouillon)["instances"] == TEXTE


def test_rien_n_est_ecrit_et_aucun_secret_n_est_rendu(brouillon: Candidature, contenus: Any) -> None:
    avant = contenus()
    saisie = {"instances": TEXTE, "password": "secret-1", "password1": "secret-2", "oldpassword": "secret-3"}
    reponse = Client().post(f"/candidatures/{brouillon.pk}/gouvernance/?suite=//ailleurs.test", saisie)
    page = reponse.content.decode()
    assert reponse.status_code == 401
    assert "secret-" not in page
    assert 'action="/candidatures/' in page
    assert 'href="//ailleurs' not in page
    assert contenus() == avant


def test_sans_saisie_on_est_mene_a_la_connexion_puis_a_la_page_du_bouton(brouillon: Candidature) -> None:
    """A button's own address answers POST alone: coming back to it would be an error."""
    dossier = f"/candidatures/{brouillon.pk}/"
    lue = Client().get(dossier)
    assert lue["Location"] == f"/comptes/connexion/?next={dossier}"
    for venue, retour in (
        (f"http://testserver{dossier}?page=2", f"{dossier}%3Fpage%3D2"),
        ("http://ailleurs.test/piege/", "/"),
        ("//ailleurs.test/piege/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ):
        reponse = Client().post(f"{dossier}retirer/", headers={"referer": venue})
        assert (reponse.status_code, reponse["Location"]) == (302, f"/comptes/connexion/?next={retour}")


def test_le_jeton_est_verifie_avant_de_rendre_quoi_que_ce_soit(brouillon: Candidature) -> None:
    client = Client(enforce_csrf_checks=True)
    reponse = client.post(
        f"/candidatures/{brouillon.pk}/gouvernance/",
        {"instances": TEXTE},
        headers={"origin": "http://ailleurs.test"},
    )
    assert reponse.status_code == 403
    assert "une heure" not in reponse.content.decode()
