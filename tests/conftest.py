"""What every test gets: a strict harness."""

import gc
import os
import re
from collections.abc import Iterator
from typing import Any

import hypothesis
import kombu.pools
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase

from ami.celery import app as celery
from ami.local.greffon_pytest import ESSAI
from tests.attente import attendre
from tests.base_modele import attendre_le_modele, donner_le_modele
from tests.cache import vider_le_cache
from tests.fabriques import PENDANT
from tests.ordre_des_verrous import surveiller as surveiller_l_ordre_des_verrous
from tests.vidage import vider_les_tables

ECRITURE = re.compile(
    r"^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(?!comptes_session\b)\w", re.IGNORECASE
)


class VariableAbsente(str):
    """A template variable that is not in the context fails the test that shows it."""

    __slots__ = ()

    def __contains__(self, _morceau: object) -> bool:
        return True

    def __mod__(self, nom: object) -> str:
        pytest.fail(f"variable de gabarit absente : {nom}")


hypothesis.settings.register_profile(
    "maison", deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("essai", hypothesis.settings.get_profile("maison"), max_examples=10)
hypothesis.settings.load_profile("essai" if ESSAI else "maison")


def pytest_configure() -> None:
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = VariableAbsente("%s")
    # A thread of the live server would keep its session for a minute, after the test that used it.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    if ESSAI:
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["tests.hachage.HachageLeger"]
    TransactionTestCase._fixture_teardown = vider_les_tables
    surveiller_l_ordre_des_verrous()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not go through it again at each turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_runtest_setup(item: pytest.Item) -> None:
    os.environ["PGAPPNAME"] = item.name[
        :60
    ]  # says which test opened a session, in this process or in a child


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        attendre_le_modele()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database of the tests ends alone: nobody's session was left behind."""
    with django_db_blocker.unblock():
        donner_le_modele()
    yield
    with django_db_blocker.unblock():
        try:
            attendre(lambda: not _autres_sessions(), delai=20, quoi="la fin des autres sessions")
        except AssertionError:
            pytest.fail(f"sessions oubliées : {_autres_sessions()}")
        finally:
            connection.close()


def _autres_sessions() -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT application_name, state, backend_start::text, left(query, 200) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return curseur.fetchall()


class ClientLecteur(Client):
    """A test client whose GET may not write."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        with connection.execute_wrapper(_refuser_les_ecritures):
            return super().get(*args, **kwargs)


def _refuser_les_ecritures(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert not ECRITURE.match(sql), f"un GET écrit : {sql[:120]}"
    return execute(sql, params, many, context)


@pytest.fixture
def client() -> ClientLecteur:
    return ClientLecteur()


@pytest.fixture
def pendant_la_vague() -> Iterator[time_machine.Traveller]:
    """The clock is stopped on an ordinary day of the open wave."""
    with time_machine.travel(PENDANT, tick=False) as horloge:
        yield horloge


@pytest.fixture
def redis() -> None:
    """The cache and the broker are really there: `make essai` leaves the test out."""
    assert not ESSAI


@pytest.fixture(autouse=True)
def cache_vide() -> None:
    vider_le_cache()


def _compter() -> dict[str, int]:
    with connection.cursor() as curseur:
        tables = [t for t in connection.introspection.table_names(curseur) if t != "comptes_session"]
        compte = {}
        for table in tables:
            curseur.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names come from the catalogue
            compte[table] = curseur.fetchone()[0]
    return compte


@pytest.fixture
def tables() -> Any:
    """Return a function that counts the rows of every table, to compare before and after a refused act."""
    return _compter


def _resumer() -> dict[str, str]:
    ligne = "(to_jsonb(t) - 'last_login')::text"  # signing in is no act
    resume = f"md5(string_agg({ligne}, chr(10) ORDER BY {ligne}))"
    with connection.cursor() as curseur:
        tables = [t for t in connection.introspection.table_names(curseur) if t != "comptes_session"]
        requetes = (f"SELECT '{table}', {resume} FROM \"{table}\" t" for table in tables)  # noqa: S608
        curseur.execute(" UNION ALL ".join(requetes))
        return dict(curseur.fetchall())


@pytest.fixture
def contenus() -> Any:
    """Return a function that hashes every row of every table: a refused act changes none of them."""
    return _resumer


@pytest.fixture
def courtier_en_panne() -> Iterator[None]:
    """Make the broker refuse connections, and forget afterwards the pool that Celery keeps of it."""
    ancien = celery.conf.broker_url
    _changer_de_courtier("redis://127.0.0.1:9/0")
    yield
    _changer_de_courtier(ancien)


def _changer_de_courtier(url: str) -> None:
    celery.conf.broker_url = url
    celery._pool = celery.amqp._producer_pool = None
    kombu.pools.reset()
