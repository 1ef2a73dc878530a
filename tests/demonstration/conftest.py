"""A database loaded once for each module: loading is what takes time, reading it does not.

The load lives in a transaction around the whole module, rolled back at its end; each test has its own
savepoint inside, from the ``django_db`` mark.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from ami.demonstration.chargement import charger
from tests.partage_du_module import rien_n_en_restera

JOUR = date(2027, 4, 6)  # nine days after a change of hour
PLUS = 60


def _charger_puis_oublier(bloqueur: DjangoDbBlocker, candidatures: int) -> Iterator[None]:
    with bloqueur.unblock(), rien_n_en_restera():
        with override_settings(AMI_DEMO=True):
            assert charger(candidatures=candidatures, jour=JOUR)
        connection.check_constraints()  # deferred ones, as a commit would
        yield


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The default demonstration."""
    yield from _charger_puis_oublier(django_db_blocker, 40)


@pytest.fixture(scope="module")
def demonstration_plus_grande(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield from _charger_puis_oublier(django_db_blocker, PLUS)
