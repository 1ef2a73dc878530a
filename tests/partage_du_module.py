"""pytest plugin: what every test of a module needs is built once, under the transactions of its tests.

As ``setUpTestData`` of Django's ``TestCase`` does for a class. ``base_du_module`` opens a transaction around those of
the tests and undoes it after the last one; each test keeps its own, which undoes what it alone did::

    @pytest.fixture(scope="module")
    def depose_du_module(base_du_module: Base) -> Candidature:
        with base_du_module():
            return dossier_depose(vague_ouverte())

    @pytest.fixture
    def depose(db: None, depose_du_module: Candidature) -> Candidature:
        return deepcopy(depose_du_module)

The copy belongs to the test: without it, an attribute changed by one would be seen by the next. Outside the
transaction, nothing is undone: files written in the store are put back by the module that changes them.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cache import vider_le_cache
from tests.familles import familles

Base = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def base_du_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Base]:
    """Give the context in which module fixtures write to the database, which is closed to them elsewhere."""

    @contextmanager
    def batir() -> Iterator[None]:
        with django_db_blocker.unblock(), _bloc():
            vider_le_cache()  # of what the test before had left there
            yield
            connection.check_constraints()  # now, as at the end of a test, and not again at the end of each

    with django_db_blocker.unblock():
        if connection.in_atomic_block:
            pytest.fail("base_du_module se demande dans une signature : ici un essai est déjà commencé")
        bloc = _bloc()
        bloc.__enter__()
    yield batir
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        bloc.__exit__(None, None, None)


def _bloc() -> transaction.Atomic:
    """Return a transaction in which durable blocks open, as they do in that of a test."""
    bloc = transaction.atomic()
    bloc._from_testcase = True
    return bloc


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real commits cannot come out of a transaction left open: the module that wants both is refused."""
    avec_base = {_module(item) for item in items if "base_du_module" in getattr(item, "fixturenames", ())}
    for item in items:
        if _module(item) in avec_base and "commits" in familles(item):
            raise pytest.UsageError(
                f"{item.nodeid} a besoin de vrais commits : son module ne peut pas demander base_du_module"
            )


def _module(item: pytest.Item) -> pytest.Module | None:
    return item.getparent(pytest.Module)
