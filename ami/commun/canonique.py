"""One text for the same data: what is hashed, here and elsewhere. No Django import."""

import json
from datetime import UTC, datetime
from typing import Any


def canonique(donnees: Any) -> str:
    """JSON with sorted keys and no spaces: the same data always give the same text."""
    return json.dumps(donnees, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_texte)


def _texte(valeur: object) -> str:
    if isinstance(valeur, datetime):
        return valeur.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(valeur).__name__} cannot enter a hash")
