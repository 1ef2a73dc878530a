"""One text for the same data: what is hashed, here and elsewhere. No Django import."""

import json
from dataclasses import is_dataclass
from datetime import UTC, datetime
from typing import Any


def canonique(donnees: Any) -> str:
    """JSON with sorted keys and no spaces: the same data always give the same text. A dataclass is written as its fields."""
    return json.dumps(donnees, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_en_donnees)


def _en_donnees(valeur: object) -> str | dict[str, Any]:
    if isinstance(valeur, datetime):
        return valeur.astimezone(UTC).isoformat(timespec="microseconds")
    if is_dataclass(valeur):
        return vars(valeur)  # without the copies of ``asdict``: half of what writing a filing cost
    raise TypeError(f"{type(valeur).__name__} cannot enter a hash")
