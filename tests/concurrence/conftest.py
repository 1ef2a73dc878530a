"""Real commits for all these tests; afterwards the journal must still hold."""

from collections.abc import Iterator

import pytest

from ami.journal.verification import anomalies


@pytest.fixture(autouse=True)
def journal_intact(transactional_db: None) -> Iterator[None]:
    """Whatever people did at the same time, every chain of the journal is whole."""
    yield
    assert list(anomalies()) == []
