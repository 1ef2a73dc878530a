"""Every page, in a real browser, by someone who may open it: axe, ARIA references, console, 320 px."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests.parcours.navigateur import Onglet
from tests.roles import Monde, monde
from tests.test_pages import PAGES

pytestmark = pytest.mark.django_db(transaction=True)
# Those who write, at each test; those who read the same pages, with the slow proofs.
A_CHAQUE_FOIS = ("administrateur", "evaluateur", "porteur")
ROLES_SUIVIS = [
    pytest.param(role, marks=() if role in A_CHAQUE_FOIS else pytest.mark.lent)
    for role in sorted({role for _, role in PAGES})
]


def entrer(onglet: Onglet, un_monde: Monde, role: str, racine: str) -> None:
    """Sign in with a session made aside: the login page has its own journey."""
    jeton = un_monde.client(role).cookies.get(settings.SESSION_COOKIE_NAME)
    if jeton:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": jeton.value, "url": racine}
        onglet.page.context.add_cookies([cookie])


@pytest.mark.parametrize("role", ROLES_SUIVIS)
def test_les_pages_d_un_role_sont_accessibles(role: str, ouvrir: Any, live_server: Any) -> None:
    un_monde, onglet = monde(), ouvrir()
    entrer(onglet, un_monde, role, live_server.url)
    for nom in [nom for nom, lecteur in PAGES if lecteur == role]:
        onglet.aller(reverse(nom, kwargs=un_monde.arguments(nom)))
        onglet.verifier()


@pytest.mark.parametrize(("adresse", "role"), [("/nulle-part/", "anonyme"), ("/vagues/", "porteur")])
def test_les_pages_d_erreur_sont_accessibles(adresse: str, role: str, ouvrir: Any, live_server: Any) -> None:
    onglet = ouvrir()
    entrer(onglet, monde(), role, live_server.url)
    onglet.page.goto(live_server.url + adresse)
    assert onglet.examiner() == []
