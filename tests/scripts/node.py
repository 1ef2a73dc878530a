"""The Node of the `dev` set: never another one of the machine, never skipped."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

RACINE = Path(__file__).resolve().parents[2]
DOSSIER = Path(__file__).parent


def node() -> str:
    """Its path; the test fails when it, or what `package-lock.json` names, is not installed."""
    chemin = Path(sys.executable).parent / "node"
    if not chemin.exists() or not (RACINE / "node_modules" / "happy-dom").exists():
        pytest.fail("Node ou ses outils manquent : lancez « make installer-scripts ».", pytrace=False)
    return str(chemin)


def demander(script: str, cas: Iterable[Any]) -> list[Any]:
    """What ``script`` answers of each case, one a line in JSON: one Node for all."""
    processus = subprocess.run(
        [node(), DOSSIER / script],
        input="\n".join(map(json.dumps, cas)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert processus.returncode == 0, processus.stderr
    return [json.loads(ligne) for ligne in processus.stdout.splitlines()]
