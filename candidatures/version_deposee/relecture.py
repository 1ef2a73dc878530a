"""What its signatory had read when signing: a dossier that changed meanwhile is read again first. No Django import."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from ami.commun.canonique import canonique
from candidatures.formulaire.presentation.dossier import SectionLue

# Before the closing: a filing refused then could be the last one. It is accepted, and the page that follows says what changed.
TROP_TARD_POUR_RELIRE = timedelta(minutes=10)


def trop_tard_pour_relire(recu_le: datetime, limite: datetime) -> bool:
    """``limite``: first instant refused."""
    return recu_le >= limite - TROP_TARD_POUR_RELIRE


def empreintes_lues(lues: Iterable[SectionLue]) -> str:
    """What the page of the review sends back: « structure:1f… consortium:9a… »."""
    return " ".join(f"{code}:{empreinte}" for code, empreinte in _empreintes(lues).items())


def changees(lues: Iterable[SectionLue], relue: str) -> list[str]:
    """Titles of the sections that do not read as ``relue`` says: all of them when it says nothing."""
    vues = dict(mot.partition(":")[::2] for mot in relue.split())
    return [lue.titre for lue in lues if vues.get(lue.code) != _empreintes([lue])[lue.code]]


def _empreintes(lues: Iterable[SectionLue]) -> dict[str, str]:
    return {lue.code: hashlib.sha256(canonique(lue).encode()).hexdigest()[:12] for lue in lues}
