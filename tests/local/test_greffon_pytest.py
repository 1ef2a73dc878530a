"""What our pytest plugin settles before any test is read."""

import os
import subprocess
import sys

from ami.local.installation import RACINE


def test_les_asserts_ne_sont_reecrits_qu_une_fois() -> None:
    """Even where the environment asks that no bytecode be kept: each worker would write them again at each run."""
    lu = subprocess.run(
        [sys.executable, "-c", "import sys, ami.local.greffon_pytest; print(sys.dont_write_bytecode)"],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_XDIST_WORKER": "gw9"},  # starts no server
        cwd=RACINE,
        check=True,
        capture_output=True,
        text=True,
    )
    assert lu.stdout == "False\n"
