"""Waking Celery without depending on it."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from kombu.exceptions import OperationalError

journal = structlog.get_logger(__name__)


def reveiller(tache: Any) -> None:
    """After commit, tell the worker that rows are waiting.

    Beat finds them anyway within a minute, so a broker that is down is logged and forgotten: the caller's
    act is already safe.
    """

    def prevenir() -> None:
        try:
            tache.apply_async(retry=False)
        except OperationalError as erreur:
            journal.warning("courtier injoignable", tache=tache.name, erreur=str(erreur))

    transaction.on_commit(prevenir, robust=True)


def pour_chacun(identifiants: Iterable[Any], service: Callable[[Any], object], sujet: str) -> None:
    """Run ``service`` on each row; a failure is logged and never stops the others, the end of the task's time does."""
    faits = echecs = 0
    for identifiant in list(identifiants):
        try:
            service(identifiant)
        except SoftTimeLimitExceeded:
            raise
        except Exception:  # noqa: BLE001 - one row that fails must not keep the others waiting
            echecs += 1
            journal.exception("échec d’une ligne", sujet=sujet, identifiant=str(identifiant))
        else:
            faits += 1
    if faits or echecs:
        journal.info(sujet, faits=faits, echecs=echecs)
