"""Real launchers for the tests of this folder, never left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.processus import LanceurReel


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these tests open sockets on 127.0.0.1 where the others may not."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture
def lanceur(tmp_path: Path) -> Iterator[LanceurReel]:
    reel = LanceurReel(tmp_path / "donnees", tmp_path / "console")
    yield reel
    reel.finir()
