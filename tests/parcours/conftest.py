"""A real browser, a real web server, a real worker, a real mail server."""

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from playwright.sync_api import Browser

from candidatures.models import Candidature
from candidatures.services.creer import creer_candidature
from tests.attente import attendre
from tests.fabriques import UtilisateurFactory
from tests.pannes.outils import Ouvrier, Puits, vague_du_jour
from tests.parcours.navigateur import BUREAU, MOT_DE_PASSE, OPTIONS, Onglet


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium when there is one, else Playwright's own."""
    # From now on Playwright keeps an event loop in this thread, in which Django would refuse the ORM and has
    # connections of its own: this one would stay open, and forbid the end of the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    connection.close()
    chemin = shutil.which("chromium") or shutil.which("chromium-browser")
    return {**browser_type_launch_args, "executable_path": chemin, "args": OPTIONS}


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Iterator[Browser]:
    yield browser
    connection.close()  # while the loop still runs


@pytest.fixture
def ouvrir(browser: Browser, live_server: Any) -> Iterator[Callable[..., Onglet]]:
    """Return a function that opens a new person's browser."""
    contextes = []

    def ouvrir(**options: Any) -> Onglet:
        contexte = browser.new_context(locale="fr-FR", viewport=BUREAU, **options)
        contexte.set_default_timeout(15_000)
        contextes.append(contexte)
        return Onglet(contexte.new_page(), live_server.url)

    yield ouvrir
    for contexte in contextes:
        contexte.close()
    # What a page sent as it closed is still being answered: emptying the tables now would meet its locks.
    attendre(_repos(), delai=10, quoi="la fin des requêtes du navigateur")


def _repos() -> Callable[[], bool]:
    """Nobody else was in a statement or a transaction, ten times in a row."""
    derniers: deque[int] = deque([1] * 10, maxlen=10)

    def calme() -> bool:
        derniers.append(_occupees())
        return not any(derniers)

    return calme


def _occupees() -> int:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' AND state <> 'idle'"
        )
        nombre: int = curseur.fetchone()[0]
    return nombre


@pytest.fixture
def brouillon(transactional_db: None) -> Candidature:
    """A draft of a wave open now, of somebody who has a password."""
    volet, compte = vague_du_jour(), UtilisateurFactory()
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    return creer_candidature(volet_ouvert=volet, par=compte, recu_le=volet.vague.cree_le)


@pytest.fixture
def puits() -> Iterator[Puits]:
    with Puits() as ouvert:
        yield ouvert


@pytest.fixture
def ouvrier(puits: Puits, tmp_path: Path, transactional_db: None) -> Iterator[Ouvrier]:
    ouvrier = Ouvrier(tmp_path / "worker.log", EMAIL_URL=puits.url)
    yield ouvrier
    ouvrier.tuer()
