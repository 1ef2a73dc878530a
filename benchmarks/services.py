"""A PostgreSQL and a Redis of our own, by the launcher, in a folder that disappears."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ami.local.dossier import dossier_des_sockets
from ami.local.options import reserver
from ami.local.postgresql import Postgres
from ami.local.redis_local import Redis
from ami.local.superviseur import Superviseur


@contextlib.contextmanager
def services_embarques() -> Iterator[dict[str, str]]:
    """Start the servers as `make run` does (fsync on); yield the environment Django needs."""
    dossier = Path(tempfile.mkdtemp(prefix="ami-mesures-"))
    superviseur = Superviseur(dossier, bavard=False)
    sockets = dossier_des_sockets(dossier)
    redis = Redis(dossier / "redis", sockets, dict(os.environ))
    postgres = Postgres(dossier / "pg", sockets / "pg", dict(os.environ))
    with reserver(0) as prise:
        port = prise.getsockname()[1]
    try:
        for service in (redis, postgres):
            service.demarrer(superviseur)
        for service in (redis, postgres):
            superviseur.attendre(service.repond, delai=60, quoi=type(service).__name__)
        yield {
            "DJANGO_SETTINGS_MODULE": "ami.settings",
            "SECRET_KEY": "mesures-0123456789-abcdefghijklmnopqrstuvwxyz",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "AMI_HTTPS": "0",
            "AMI_DEMO": "0",
            "AMI_STATIQUES_SOURCE": "1",
            "ALLOWED_HOSTS": "testserver",
            "AMI_URL": "http://testserver",
            "AMI_PREFIXE": "ami-mesures",
            "AMI_STOCKAGE": (dossier / "fichiers").as_uri(),
            "AMI_CLAMD": "",
            "AMI_REGISTRE_URL": "",
        }
    finally:
        superviseur.arreter(patience=5)
        shutil.rmtree(dossier, ignore_errors=True)
        shutil.rmtree(sockets, ignore_errors=True)
