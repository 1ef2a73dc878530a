"""A lock that is not had in time is a sentence, and the text typed stays; never an error page."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from candidatures.models import Candidature
from tests.scenarios import brouillon_complet, vague_ouverte

pytestmark = pytest.mark.usefixtures("pendant_la_vague")


@contextmanager
def tenu(candidature: Candidature) -> Iterator[None]:
    """Somebody else keeps the lock of this dossier."""
    pris, fini = Event(), Event()

    def tenir() -> None:
        with transaction.atomic():
            Candidature.objects.verrouiller(candidature.pk)
            pris.set()
            fini.wait(20)
        connection.close()

    with ThreadPoolExecutor(1) as fil:
        futur = fil.submit(tenir)
        try:
            assert pris.wait(10)
            yield
        finally:
            fini.set()
            futur.result(10)


@pytest.fixture
def presse(transactional_db: None) -> Iterator[None]:
    with connection.cursor() as curseur:
        curseur.execute("SET lock_timeout = '100ms'")
    yield
    connection.close()


@pytest.mark.parametrize("route", ["section", "autosave"])
def test_un_verrou_tenu_trop_longtemps_est_dit_et_le_texte_reste(route: str, presse: None) -> None:
    candidature = brouillon_complet(vague_ouverte())
    client = Client()
    client.force_login(candidature.cree_par)
    envoi: dict[str, Any] = {"instances": "Un texte de longue haleine.", "champs": ["instances"]}
    chemin = reverse(f"candidatures:{route}", args=[candidature.pk, "gouvernance"])

    with tenu(candidature):
        reponse = client.post(chemin, envoi)

    assert reponse.status_code == 503
    dit = reponse.json()["message"] if route == "autosave" else reponse.content.decode()
    assert "réessayez dans un instant" in dit
    assert route == "autosave" or "Un texte de longue haleine." in dit
