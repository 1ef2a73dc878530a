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

The copy belongs to the test: without it, an attribute changed by one would be seen by the next. A test sees what it
asked for and nothing else: those that ask for the same fixtures ``…_du_module`` follow each other, and the base is
undone before the others. Outside the database nothing is undone: a test that changes the stored bytes of a shared
file puts them back.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cache import vider_le_cache
from tests.familles import familles

SUFFIXE = "_du_module"
Base = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def base_du_module(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Base]:
    """Give the context in which module fixtures write to the database, which is closed to them elsewhere."""
    with django_db_blocker.unblock():
        bloc = _ouvrir()

    @contextmanager
    def batir() -> Iterator[None]:
        with django_db_blocker.unblock(), _bloc():
            vider_le_cache()  # of what the test before had left there
            yield
            connection.check_constraints()  # now, as at the end of a test, and not again at the end of each

    yield batir
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        bloc.__exit__(None, None, None)


def _ouvrir() -> transaction.Atomic:
    if connection.in_atomic_block:
        pytest.fail("base_du_module se demande dans une signature : ici un essai est déjà commencé")
    bloc = _bloc()
    bloc.__enter__()
    return bloc


def _bloc() -> transaction.Atomic:
    """Return a transaction in which durable blocks open, as they do in that of a test."""
    bloc = transaction.atomic()
    bloc._from_testcase = True
    return bloc


@contextmanager
def rien_n_en_restera() -> Iterator[None]:
    """A transaction that is rolled back, and in which durable services agree to run."""
    with _bloc():
        yield
        transaction.set_rollback(True)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> None:
    if "base_du_module" not in fixturedef.argnames:
        return
    if not fixturedef.argname.endswith(SUFFIXE) or fixturedef.params:
        pytest.fail(
            f"{fixturedef.argname} bâtit pour un module : son nom finit par {SUFFIXE}, sans paramètre"
        )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What a test shares is the parameter of its base: another set is another base."""
    if "base_du_module" in metafunc.fixturenames:
        partage = " ".join(sorted(nom for nom in metafunc.fixturenames if nom.endswith(SUFFIXE)))
        metafunc.parametrize("base_du_module", [partage], ids=[pytest.HIDDEN_PARAM], indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In each module, those that share nothing come first; real commits are refused to a module that shares."""
    items[:] = [
        item
        for _, du_module in groupby(items, lambda item: item.getparent(pytest.Module))
        for item in _ranger(list(du_module))
    ]


def _ranger(items: list[pytest.Item]) -> list[pytest.Item]:
    rangs = {item: _partage(item) for item in items}
    for item in items if any(rangs.values()) else ():
        if "commits" in familles(item):
            raise pytest.UsageError(
                f"{item.nodeid} a besoin de vrais commits : son module ne peut rien partager"
            )
    return sorted(items, key=rangs.__getitem__)


def _partage(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("base_du_module", "")) if callspec else ""
