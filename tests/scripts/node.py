"""The Node of the `dev` set: never another one of the machine, never skipped."""

import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
DOSSIER = Path(__file__).parent


def node() -> str:
    """Its path; the test fails when it, or what `package-lock.json` names, is not installed."""
    chemin = Path(sys.executable).parent / "node"
    if not chemin.exists() or not (RACINE / "node_modules" / "happy-dom").exists():
        pytest.fail("Node ou ses outils manquent : lancez « make installer-scripts ».", pytrace=False)
    return str(chemin)
