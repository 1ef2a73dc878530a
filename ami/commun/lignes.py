"""Rows of several models read together by a statement written once: building a query costs more than running it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


def versions(alias: str) -> str:
    """Aggregate of a statement: which versions of the rows under this alias are stored.

    Every version of a row has its own place and its own transaction: the sum changes when any does, comes or goes.
    """
    ligne = f"{alias}.ctid::text || {alias}.xmin::text"
    return f"count(*) || ':' || coalesce(sum(hashtextextended({ligne}, 0)::numeric), 0)"


class Colonnes(Generic[M]):
    """The columns of ``modele`` under an alias of a statement (``sql``), and the row that they make."""

    def __init__(self, modele: type[M], alias: str) -> None:
        self.modele = modele
        self.champs = modele._meta.concrete_fields
        self.noms = [champ.attname for champ in self.champs]
        self.sql = ", ".join(f'{alias}."{champ.column}"' for champ in self.champs)
        self._cle = self.champs.index(modele._meta.pk)
        self._a_lire = [
            (rang, champ) for rang, champ in enumerate(self.champs) if hasattr(champ, "from_db_value")
        ]

    def lire(self, valeurs: Iterator[Any]) -> M | None:
        """Take its values from those of a line of the answer. None: an outer join that found nothing."""
        lues = list(islice(valeurs, len(self.champs)))
        if lues[self._cle] is None:
            return None
        for rang, champ in self._a_lire:
            lues[rang] = champ.from_db_value(lues[rang], None, connection)
        return self.modele.from_db("default", self.noms, lues)
