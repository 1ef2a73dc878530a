"""``/sante/`` says which part is ill; only the database stops filings."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client

from ami.commun.tasks import CLE_BATTEMENT, battre
from tests.fabriques import PENDANT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis")]
FERME = "redis://127.0.0.1:9/0"


def _sante(client: Client) -> tuple[int, Any]:
    reponse = client.get("/sante/")
    return reponse.status_code, reponse.json()


def test_tout_va_bien(client: Client) -> None:
    battre()
    assert _sante(client) == (
        200,
        {
            "pret": True,
            "complet": True,
            "parties": dict.fromkeys(["base", "cache", "courtier", "battement", "disque"], "ok"),
        },
    )


def test_la_reponse_ne_se_garde_pas_en_cache(client: Client) -> None:
    assert "no-cache" in client.get("/sante/")["Cache-Control"]


@pytest.mark.parametrize(
    ("silence", "etat"), [(timedelta(minutes=3), "ok"), (timedelta(minutes=3, seconds=1), "malade")]
)
def test_un_battement_trop_vieux_est_malade(silence: timedelta, etat: str, client: Client) -> None:
    with time_machine.travel(PENDANT, tick=False):
        battre()
    with time_machine.travel(PENDANT + silence, tick=False):
        statut, corps = _sante(client)
    assert (statut, corps["parties"]["battement"], corps["complet"]) == (200, etat, etat == "ok")


def test_sans_battement_le_site_reste_pret(client: Client) -> None:
    cache.delete(CLE_BATTEMENT)
    statut, corps = _sante(client)
    assert (statut, corps["pret"], corps["parties"]["battement"]) == (200, True, "malade")


def test_sans_redis_le_site_reste_pret(client: Client, settings: Any) -> None:
    battre()
    settings.REDIS_URL = settings.CELERY_BROKER_URL = FERME
    statut, corps = _sante(client)
    assert (statut, corps["pret"], corps["complet"]) == (200, True, False)
    assert [nom for nom, etat in corps["parties"].items() if etat == "malade"] == ["cache", "courtier"]


def test_sans_base_le_site_n_est_pas_pret(client: Client) -> None:
    def base_eteinte(*_args: Any) -> None:
        raise ConnectionError

    with connection.execute_wrapper(base_eteinte):
        statut, corps = _sante(client)
    assert (statut, corps["pret"], corps["parties"]["base"]) == (503, False, "malade")


def test_un_disque_plein_se_voit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ami.commun.views.DISQUE_LIBRE_MIN", 1 << 80)
    statut, corps = _sante(client)
    assert (statut, corps["parties"]["disque"]) == (200, "malade")
