"""pytest plugin: an environment for Django, and a private PostgreSQL and Redis for the session.

Loaded by `-p`, before pytest-django reads the settings. Addresses are set at once; servers start with
the session, so that `pytest -h` and `--collect-only` stay quick. Under xdist only the controller
starts servers: workers inherit its environment, and each has its own key prefix in Redis. `AMI_ESSAI`
(`make essai`) asks for PostgreSQL alone: the cache is then in memory, and the broker is down.

What pytest makes of the asserts is kept beside the tests, whatever the environment says: written again by each worker of
each run, it costs as much as a tenth of the tests.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from ami.local.dossier import dossier_des_sockets
from ami.local.postgresql import OPTIONS_VOLATILES, Postgres
from ami.local.redis_local import Redis
from ami.local.superviseur import Superviseur

OUVRIER = os.environ.get("PYTEST_XDIST_WORKER")
ESSAI = bool(os.environ.get("AMI_ESSAI"))
_PRIVE = "AMI_TEST_POSTGRES"  # its address, when this session has its own
ENVIRONNEMENT = {
    "SECRET_KEY": "tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "AMI_HTTPS": "0",
    "AMI_URL": "http://testserver",
    "AMI_PORTS": "1024-65535",  # those of the live servers
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "AMI_JOURNAUX": "console",
    "AMI_STATIQUES_SOURCE": "1",
    "EMAIL_URL": "smtp://127.0.0.1:9",  # closed: a test that would really send fails
    "AMI_CLAMD": "",  # tests that need an antivirus start their own
    "AMI_REGISTRE_URL": "",
}


class Services:
    """The servers of one session, in a folder that disappears with it."""

    def __init__(self) -> None:
        self.dossier = Path(tempfile.mkdtemp(prefix="ami-test-"))
        self.superviseur = Superviseur(self.dossier, bavard=False)
        self.sockets = dossier_des_sockets(self.dossier)
        self.a_demarrer: list[Postgres | Redis] = []
        os.environ["AMI_STATIC_ROOT"] = str(self.dossier / "statiques")
        os.environ["AMI_STOCKAGE"] = f"file://{self.dossier}/fichiers"

    def annoncer(self) -> None:
        """Choose the addresses, except those the caller has given."""
        if ESSAI:
            os.environ["REDIS_URL"] = "redis://127.0.0.1:9/0"
        elif not os.environ.get("REDIS_URL"):
            redis = Redis(self.dossier / "redis", self.sockets, dict(os.environ))
            os.environ["REDIS_URL"] = redis.url
            self.a_demarrer.append(redis)
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(
                self.dossier / "pg", self.sockets / "pg", dict(os.environ), options=OPTIONS_VOLATILES
            )
            os.environ["DATABASE_URL"] = os.environ[_PRIVE] = postgres.url
            self.a_demarrer.append(postgres)

    def demarrer(self) -> None:
        for service in self.a_demarrer:
            service.demarrer(self.superviseur)
        for service in self.a_demarrer:
            self.superviseur.attendre(
                service.repond, delai=60, quoi=f"Le démarrage de {type(service).__name__}"
            )

    def arreter(self) -> None:
        self.superviseur.arreter(patience=5)
        shutil.rmtree(self.dossier, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)


def _preparer() -> Services | None:
    sys.dont_write_bytecode = False
    os.environ["AMI_PREFIXE"] = f"ami-test-{OUVRIER or 'seul'}"
    if OUVRIER:
        return None
    os.environ.pop("AMI_DEMO", None)
    os.environ.update(ENVIRONNEMENT)
    services = Services()
    services.annoncer()
    return services


_SERVICES = _preparer()
SERVEUR_PRIVE = os.environ.get(_PRIVE) == os.environ.get("DATABASE_URL")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers before xdist starts its workers."""
    if _SERVICES is not None and not session.config.option.collectonly:
        _SERVICES.demarrer()


def pytest_unconfigure() -> None:
    if _SERVICES is not None:
        _SERVICES.arreter()
