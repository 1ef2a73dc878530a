"""Data kept beside the project, read from there and never copied into it."""

import os
from pathlib import Path

import pytest

DONNEES = Path(__file__).resolve().parents[2] / "shared" / "data"


def donnees(dossier: str) -> Path:
    """Return a folder of data. Absent, the tests that need it fail where the CI runs, and say elsewhere why they skip."""
    chemin = DONNEES / dossier
    if not chemin.is_dir():
        raison = f"les données « {dossier} » ne sont pas à côté du projet"
        if os.environ.get("CI"):
            pytest.fail(raison)
        pytest.skip(raison, allow_module_level=True)
    return chemin
