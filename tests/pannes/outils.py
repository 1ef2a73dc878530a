"""What breakdowns need: mails to send, a mail server that dies, workers that are killed."""

import logging
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.utils import timezone

from ami.celery import app
from ami.local.filiation import avant_exec
from ami.notifications.models import Courriel
from tests.attente import attendre
from tests.local.processus import port_libre
from tests.scenarios import vague_ouverte
from vagues.models import VoletOuvert

RACINE = Path(__file__).resolve().parents[2]
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells every command


def file_de_courriels(nombre: int) -> list[str]:
    """Put ``nombre`` mails in the outbox; return their keys."""
    maintenant = timezone.now()
    cles = [f"essai:{rang}" for rang in range(nombre)]
    Courriel.objects.bulk_create(
        Courriel(
            cle=cle,
            modele="essai",
            destinataire=f"{cle.replace(':', '')}@exemple.test",
            objet=f"Objet {cle}",
            texte="Bonjour.\n",
            prochain_essai_le=maintenant,
        )
        for cle in cles
    )
    return cles


@dataclass
class Puits:
    """A real SMTP server that keeps what it receives; it can go down and come back on the same port."""

    port: int = field(default_factory=port_libre)
    recus: list[EmailMessage] = field(default_factory=list)
    a_chaque: Callable[[int], None] = lambda _rang: None
    _serveur: Controller | None = None

    async def handle_DATA(self, serveur: SMTP, _session: Session, enveloppe: Envelope) -> str:  # noqa: N802
        contenu = enveloppe.content
        assert isinstance(contenu, bytes)
        message = message_from_bytes(contenu, EmailMessage, policy=policy.default)
        message["X-Envelope-To"] = enveloppe.rcpt_tos[0]
        self.recus.append(message)
        try:
            self.a_chaque(len(self.recus))
        except ConnectionAbortedError:  # the server dies having taken the mail, without a word
            serveur.transport.abort()
        return "250 OK"

    def ouvrir(self) -> Self:
        self._serveur = Controller(self, hostname="127.0.0.1", port=self.port)
        self._serveur.start()
        return self

    def fermer(self) -> None:
        if self._serveur:
            self._serveur.stop()
            self._serveur = None

    __enter__ = ouvrir

    def __exit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        self.fermer()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def identifiants(self) -> Counter[str]:
        """How many times each Message-ID arrived."""
        return Counter(str(message["Message-ID"]) for message in list(self.recus))

    def pour(self, adresse: str, *, objet: str = "") -> list[EmailMessage]:
        return [
            message
            for message in list(self.recus)
            if message["X-Envelope-To"] == adresse and objet.lower() in str(message["Subject"]).lower()
        ]


def environnement_du_test(**ajouts: str) -> dict[str, str]:
    """Environment of this session, on the test's own database."""
    adresse = urlsplit(os.environ["DATABASE_URL"])
    base = f"/{connection.settings_dict['NAME']}"
    return {**os.environ, "DATABASE_URL": urlunsplit(adresse._replace(path=base)), **ajouts}


def tic() -> None:
    """Send what beat sends each minute."""
    for entree in app.conf.beat_schedule.values():
        app.send_task(entree["task"])


def vague_du_jour() -> VoletOuvert:
    """The track of a wave open now, by the real clock: child processes cannot be told another time."""
    maintenant = timezone.now()
    un_jour = timedelta(days=1)
    return vague_ouverte(ouverture=maintenant - un_jour, cloture=maintenant + un_jour)


@dataclass
class Processus:
    """A child of the test in a session of its own, which dies with it."""

    commande: list[str]
    environnement: Mapping[str, str]
    console: Path
    descripteurs: tuple[int, ...] = ()
    popen: subprocess.Popen[bytes] | None = None

    def lancer(self) -> Self:
        with self.console.open("ab") as sortie:
            self.popen = subprocess.Popen(
                [sys.executable, *self.commande],
                cwd=RACINE,
                env=self.environnement,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                pass_fds=self.descripteurs,
                start_new_session=True,
                preexec_fn=avant_exec(signal.SIGKILL),  # noqa: PLW1509 - see ami.local.filiation
            )
        return self

    @property
    def sortie(self) -> str:
        return self.console.read_text(errors="replace")

    def tuer(self) -> None:
        """SIGKILL to the process and to everything it forked, and nothing else."""
        if self.popen and self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait(10)
        self.popen = None


class Ouvrier(Processus):
    """`celery worker` with the options of production, and all the queues: one process instead of two."""

    def __init__(self, console: Path, **environnement: str) -> None:
        celery = ["-W", "ignore:You're running the worker with superuser", "-m", "ami.local.enfant", "celery"]
        options = [
            "--quiet",
            "-A",
            "ami.celery",
            "worker",
            "-Q",
            "vagues,courriels,fichiers",
            "-c",
            "2",
            "-l",
            "info",
        ]
        super().__init__(
            [*celery, *options, "--without-mingle", "--without-gossip"],
            environnement_du_test(PYTHONUNBUFFERED="1", **environnement),
            console,
        )

    def pret(self) -> Self:
        deja = self.sortie.count(" ready.") if self.console.exists() else 0
        self.lancer()
        attendre(self._repond_ou_meurt(deja), delai=60, quoi="le démarrage du worker")
        assert self.popen, self.sortie
        assert self.popen.poll() is None, self.sortie
        return self

    def _repond_ou_meurt(self, deja: int) -> Callable[[], bool]:
        popen = self.popen
        return lambda: self.sortie.count(" ready.") > deja or popen is None or popen.poll() is not None


class Web(Processus):
    """gunicorn as the launcher runs it, on a port of its own."""

    def __init__(self, console: Path, **environnement: str) -> None:
        self.port = port_libre()
        options = ["--workers=2", "--worker-class=ami.serveur.Ouvrier", "--threads=4", "--no-control-socket"]
        super().__init__(
            [
                "-m",
                "ami.local.enfant",
                "gunicorn",
                "ami.wsgi:application",
                *options,
                f"--bind=127.0.0.1:{self.port}",
            ],
            environnement_du_test(PYTHONUNBUFFERED="1", **environnement),
            console,
        )

    def pret(self) -> Self:
        self.lancer()
        attendre(lambda: self._repond() or self._mort(), delai=60, quoi="le démarrage du web")
        assert not self._mort(), self.sortie
        return self

    def _repond(self) -> bool:
        connexion = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connexion.request("GET", "/sante/")
            return connexion.getresponse().status == HTTPStatus.OK
        except OSError:
            return False
        finally:
            connexion.close()

    def _mort(self) -> bool:
        return self.popen is None or self.popen.poll() is not None
