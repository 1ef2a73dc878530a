"""One worker migrates its database, the others copy it: four seconds of CPU less for each of them.

On the server of the session alone, which disappears with what is left there.
"""

from contextlib import ExitStack
from typing import Any

from django.db import connection

from ami.local.greffon_pytest import OUVRIER, SERVEUR_PRIVE

MODELE = "test_ami_modele"
_VERROU = 7_351  # any number that nothing else asks of this server
_LIENS = ExitStack()  # the session that holds the lock, from before the migrations until the model is made


def attendre_le_modele() -> None:
    """Before the database of this worker is created: from the model when there is one, else it will be the model."""
    if not OUVRIER or not SERVEUR_PRIVE:
        return
    curseur = _LIENS.enter_context(connection._nodb_cursor())
    curseur.execute("SET lock_timeout = 0")  # ours is for requests: migrations take what they take
    curseur.execute("SELECT pg_advisory_lock(%s)", [_VERROU])
    curseur.execute("SELECT FROM pg_database WHERE datname = %s", [MODELE])
    if curseur.rowcount:
        connection.settings_dict["TEST"]["TEMPLATE"] = MODELE
        _LIENS.close()
    else:
        _LIENS.callback(_copier, curseur)


def donner_le_modele() -> None:
    """Once it is migrated, before any test has written in it."""
    connection.close()  # a database that somebody uses is not copied
    _LIENS.close()


def _copier(curseur: Any) -> None:
    curseur.execute(f'CREATE DATABASE "{MODELE}" TEMPLATE "{connection.settings_dict["NAME"]}"')
