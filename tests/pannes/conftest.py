"""Everything real: worker, broker, mail server, database; and none left behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from ami.journal.verification import anomalies
from tests.pannes.outils import Ouvrier, Processus, Puits


@pytest.fixture(autouse=True)
def journal_intact(transactional_db: None) -> Iterator[None]:
    yield
    connection.close_if_unusable_or_obsolete()
    assert list(anomalies()) == []


@pytest.fixture
def puits() -> Iterator[Puits]:
    with Puits() as ouvert:
        yield ouvert


@pytest.fixture
def demarrer() -> Iterator[Callable[[Processus], Processus]]:
    """Return a function that takes charge of a process: it is killed at the end, whatever happens."""
    confies: list[Processus] = []

    def confier(processus: Processus) -> Processus:
        confies.append(processus)
        return processus

    yield confier
    for processus in confies:
        processus.tuer()


@pytest.fixture
def ouvrier(puits: Puits, tmp_path: Path, demarrer: Callable[[Ouvrier], Ouvrier]) -> Ouvrier:
    """A worker that sends to the sink; not started yet."""
    return demarrer(Ouvrier(tmp_path / "worker.log", EMAIL_URL=puits.url))
