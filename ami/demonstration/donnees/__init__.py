"""Texts and places of the demonstration, kept apart from the code that loads them."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_ICI = Path(__file__).resolve().parent


@cache
def lire(nom: str) -> dict[str, Any]:
    """Content of ``<nom>.toml``."""
    return tomllib.loads((_ICI / f"{nom}.toml").read_text(encoding="utf-8"))


@cache
def lire_communes() -> tuple[dict[str, str], ...]:
    """Real communes: one town and one rural commune by département (source: Insee, La Poste)."""
    with (_ICI / "communes.csv").open(encoding="utf-8", newline="") as fichier:
        return tuple(csv.DictReader(fichier))
