"""Canonical form and hash of journal rows. No Django import."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

CHAMPS = ("objet_type", "objet_id", "rang", "acte", "par_id", "le", "de", "vers", "motif", "donnees")


def canonique(donnees: Any) -> str:
    """JSON with sorted keys and no spaces: the same data always give the same text."""
    return json.dumps(donnees, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_texte)


def _texte(valeur: object) -> str:
    if isinstance(valeur, datetime):
        return valeur.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(valeur).__name__} cannot enter a hash")


def empreinte(champs: Mapping[str, Any], precedente: str) -> str:
    """SHA-256, in hexadecimal, of the fields named in ``CHAMPS`` followed by the previous hash."""
    contenu = canonique({champ: champs[champ] for champ in CHAMPS})
    return hashlib.sha256(f"{contenu}\n{precedente}".encode()).hexdigest()
