"""Where a wave stands before its publication: what is missing, how many of each result, and the digest to sign.

They come from every decision, reason and note. They are kept under the versions of its dossiers and decisions, one of which
any act of the deliberation rewrites: a page reads those alone. Were one not, nothing wrong could be signed: the signature
reads everything again, under the lock of the wave, and refuses a digest that is not that of what is stored.
"""

import uuid
from dataclasses import dataclass, fields
from decimal import Decimal

from django.core.cache import cache

from evaluation.selection.lectures.obstacles import Obstacle, obstacles
from evaluation.selection.lectures.publication import decisions_a_publier, decisions_de, totaux
from evaluation.selection.lectures.sceau import sceau
from evaluation.selection.lectures.versions import versions_des_decisions
from vagues.models import Vague

DUREE = 3600


@dataclass(frozen=True)
class Nomme:
    """A dossier that is named."""

    pk: uuid.UUID
    numero: str | None


@dataclass(frozen=True)
class Manque:
    """What is missing, the dossiers that are named, and how many others there are."""

    phrase: str
    montres: tuple[Nomme, ...]
    reste: int


@dataclass(frozen=True)
class Avancement:
    manques: tuple[Manque, ...]
    totaux: list[tuple[str, int, Decimal | None]]
    empreinte: str


# What another release kept in another form is not read.
_FORME = ":".join(
    [__name__, *(champ.name for forme in (Avancement, Manque, Nomme) for champ in fields(forme))]
)


def avancement(vague: Vague) -> Avancement:
    """Of the whole wave: for whoever has no interest in any dossier of it."""
    cle = f"{_FORME}:{vague.pk}:{'|'.join(versions_des_decisions(vague.pk))}"
    lu: Avancement | None = cache.get(cle)
    if lu is None:
        manques = tuple(map(en_manque, obstacles(vague)))
        lu = Avancement(
            manques, totaux(decisions_a_publier(vague)), sceau(vague, decisions_de(vague)).empreinte
        )
        cache.set(cle, lu, DUREE)
    return lu


def en_manque(obstacle: Obstacle) -> Manque:
    montres = tuple(Nomme(dossier.pk, dossier.numero) for dossier in obstacle.montres)
    return Manque(obstacle.phrase, montres, obstacle.reste)
