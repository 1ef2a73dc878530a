"""One transaction around the whole load: a crash in the middle leaves the database as it was.

Public services are ``durable``: they refuse to run inside another transaction, because their promise is
that what they return is committed. The loader alone may break that promise, knowingly: it calls the very
same functions without that decorator, and commits everything at the end.
"""

import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")
_VERROU = 0x0FAB_71C0  # any constant that no other advisory lock of the project uses


def rejoindre(service: Callable[P, R]) -> Callable[P, R]:
    """``service`` without its own transaction: it runs inside the loader's."""
    nu: Callable[P, R] = inspect.unwrap(service)
    return nu


def attendre_son_tour() -> None:
    """Advisory lock until the end of the transaction: a second load waits, then finds the first."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])


def oublier_les_reveils() -> None:
    """Forget what the services asked for at commit.

    It is only to wake Celery (``ami.commun.taches.reveiller``), for mails that must not leave.
    """
    connection.run_on_commit.clear()
