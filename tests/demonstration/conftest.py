"""A database loaded once for each module: loading is what takes time, reading it does not."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from ami.demonstration.chargement import charger

JOUR = date(2027, 4, 6)  # nine days after a change of hour
PLUS = 60


def _charger_puis_oublier(bloqueur: DjangoDbBlocker, candidatures: int) -> Iterator[None]:
    with bloqueur.unblock():
        bloc = transaction.atomic()
        bloc._from_testcase = True  # as TestCase does: services are durable
        with bloc:
            with override_settings(AMI_DEMO=True):
                assert charger(candidatures=candidatures, jour=JOUR)
            yield
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The default demonstration. Do not ask for ``db`` with it."""
    yield from _charger_puis_oublier(django_db_blocker, 40)


@pytest.fixture(scope="module")
def demonstration_plus_grande(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield from _charger_puis_oublier(django_db_blocker, PLUS)
