"""The unit tests of static/ami, written in *.test.mjs beside this file, run by Node."""

import subprocess

from tests.scripts.node import DOSSIER, RACINE, node


def test_les_scripts_passent_leurs_essais() -> None:
    essais = sorted(DOSSIER.glob("*.test.mjs"))
    assert essais
    processus = subprocess.run(
        [node(), "--test", "--test-reporter=spec", *essais],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert processus.returncode == 0, processus.stdout + processus.stderr
