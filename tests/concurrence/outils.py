"""Several people at once: real threads, each with a connection of its own."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ami.commun.erreurs import ErreurMetier
from tests.attente import attendre

VERROU = re.compile(r'FROM "(\w+)".* FOR NO KEY UPDATE(?: OF (.*))?', re.DOTALL)
ECRITURE = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
ATTEND_LA_NOTRE = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def ensemble(*actes: Callable[[], Any]) -> list[Any]:
    """Start the acts together. Return, in order, what each gave, or the business error that refused it.

    Any other error (deadlock, constraint met in place of a sentence) is raised.
    """
    depart = Barrier(len(actes))

    def jouer(acte: Callable[[], Any]) -> Any:
        try:
            with connection.cursor() as curseur:
                curseur.execute("SET lock_timeout = '20s'")
            depart.wait(20)
            return acte()
        except ErreurMetier as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actes)) as fils:
        return list(fils.map(jouer, actes))


def apres_le_verrou(
    tenir: Callable[[], object], entretemps: Callable[[], object], acte: Callable[[], Any]
) -> Any:
    """Hold a lock, start ``acte`` elsewhere, change something once it waits for that lock, then commit.

    Fails when ``acte`` does not wait; returns what it decided after the change.
    """

    def jouer() -> Any:
        try:
            return acte()
        except ErreurMetier as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as fil:
        with transaction.atomic():
            tenir()
            futur = fil.submit(jouer)
            attendre(lambda: futur.done() or _quelqu_un_attend(), delai=10)
            assert not futur.done(), f"n’a pas attendu le verrou : {futur.result()}"
            entretemps()
        return futur.result(20)


def _quelqu_un_attend() -> bool:
    with connection.cursor() as curseur:
        curseur.execute(ATTEND_LA_NOTRE)
        return bool(curseur.fetchone()[0])


def verrous_puis_ecritures(acte: Callable[[], object]) -> tuple[list[str], list[str]]:
    """Tables locked, in order, before the first write; then the tables locked after it."""
    with CaptureQueriesContext(
        connection,
    ) as captures:
        acte()
    avant: list[str] = []
    apres: list[str] = []
    ecrit = False
    for requete in captures.captured_queries:
        ecrit = ecrit or bool(ECRITURE.match(requete["sql"]))
        if verrou := VERROU.search(requete["sql"]):
            (apres if ecrit else avant).extend(re.findall(r"\w+", verrou[2] or "") or [verrou[1]])
    return avant, apres


def refus(resultats: Sequence[Any]) -> list[ErreurMetier]:
    return [resultat for resultat in resultats if isinstance(resultat, ErreurMetier)]
