"""Every test watches the order of locks: vague → candidature → évaluation → courriel, inside each service.

A service is what runs in one durable transaction. A row is locked when it is read ``FOR UPDATE``, or written: a service
that meets for the first time a table that comes before one it already holds fails the test that called it, whatever
catches exceptions on the way (``pytest.fail`` is none).
"""

import re
from typing import Any

import pytest
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.transaction import Atomic

ORDRE = ("vagues_vague", "candidatures_candidature", "evaluation_evaluation", "notifications_courriel")
RANGS = {table: rang for rang, table in enumerate(ORDRE)}
_LECTURE = re.compile(
    r'^SELECT .* FROM "(\w+)".* FOR (?:NO KEY )?UPDATE(?: OF (.*?))?(?: SKIP LOCKED)?$', re.DOTALL
)
_ECRITURE = re.compile(r'^UPDATE "(\w+)"')
_entrer, _sortir, _executer = Atomic.__enter__, Atomic.__exit__, CursorWrapper.execute


def tables_verrouillees(sql: str) -> list[str]:
    """Tables of which a statement locks rows, when the order is about them."""
    if ecriture := _ECRITURE.match(sql):
        tables = [ecriture[1]]
    elif lecture := _LECTURE.match(sql):
        tables = re.findall(r"\w+", lecture[2]) if lecture[2] else [lecture[1]]
    else:
        return []
    return sorted({table for table in tables if table in RANGS}, key=RANGS.__getitem__)


def surveiller() -> None:
    """Watch every connection of this process, for good."""
    Atomic.__enter__, Atomic.__exit__ = _entrer_dans_un_service, _sortir_d_un_service  # type: ignore[method-assign]
    CursorWrapper.execute = _executer_en_notant  # type: ignore[method-assign]


def _entrer_dans_un_service(self: Atomic) -> None:
    _entrer(self)
    if self.durable:
        connections[self.using or "default"].verrous_du_service = []


def _sortir_d_un_service(self: Atomic, *erreur: Any) -> None:
    if self.durable:
        connections[self.using or "default"].verrous_du_service = None
    _sortir(self, *erreur)


def _executer_en_notant(self: CursorWrapper, sql: Any, params: Any = None) -> Any:
    tenues = getattr(self.db, "verrous_du_service", None)
    if tenues is not None and isinstance(sql, str) and "UPDATE" in sql:
        for table in tables_verrouillees(sql):
            _noter(tenues, table)
    return _executer(self, sql, params)


def _noter(tenues: list[str], table: str) -> None:
    if table in tenues:
        return
    if plus_loin := [tenue for tenue in tenues if RANGS[tenue] > RANGS[table]]:
        pytest.fail(f"{table} est verrouillée après {', '.join(plus_loin)} : l’ordre est {' → '.join(ORDRE)}")
    tenues.append(table)
