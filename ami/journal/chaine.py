"""Hash of journal rows. No Django import."""

import hashlib
from collections.abc import Mapping
from typing import Any

from ami.commun.canonique import canonique

CHAMPS = ("objet_type", "objet_id", "rang", "acte", "par_id", "le", "de", "vers", "motif", "donnees")


def empreinte(champs: Mapping[str, Any], precedente: str) -> str:
    """SHA-256, in hexadecimal, of the fields named in ``CHAMPS`` followed by the previous hash."""
    contenu = canonique({champ: champs[champ] for champ in CHAMPS})
    return hashlib.sha256(f"{contenu}\n{precedente}".encode()).hexdigest()
