"""The worker of the web server: gunicorn's threads, and the instant at which each request was whole.

A few threads answer, and hundreds of people may press the button in the last second. What counts is when their form
was received (PRODUCT §1.2), not when a thread was free to read it: a thread of its own watches the connections that
wait. The rest is gunicorn's.
"""

import re
import select
import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from gunicorn.workers.gthread import _DEFER, ThreadWorker

from ami.commun.reception import ENTIERE_LE

# Octets looked at. A larger request (files) is received when a thread has read its end.
VUS = 65_536
SILENCE_MAX = 30  # seconds without an octet, in either direction, before the thread is taken back
_FIN_DES_ENTETES = b"\r\n\r\n"
_DEBUT = re.compile(rb"[A-Z]+ [^\r\n]+ HTTP/1\.[01]\r\n")
_LONGUEUR = re.compile(rb"\r\ncontent-length: ?([0-9]+)(?=\r\n)")


def est_entiere(octets: bytes) -> bool:
    """Whether these first octets of a connection hold the end of its first request.

    Anything gunicorn might measure otherwise, or refuse, is not told whole: a length written unlike everybody does,
    twice, or by chunks. Nobody dates early a request whose end is still to come.
    """
    tete, fin, corps = octets.partition(_FIN_DES_ENTETES)
    entetes = tete.lower() + b"\r\n"
    longueurs = _LONGUEUR.findall(entetes)
    mentions = entetes.count(b"content-length")
    if not fin or not _DEBUT.match(octets) or mentions != len(longueurs) or mentions > 1:
        return False
    return b"transfer-encoding" not in entetes and len(corps) >= int(longueurs[0] if longueurs else 0)


class Horloge(threading.Thread):
    """Notes when what a waiting connection sent is whole, without taking any of it."""

    def __init__(self) -> None:
        super().__init__(name="horloge", daemon=True)
        self._attente = select.epoll()
        self._suivies: dict[int, Any] = {}

    def suivre(self, connexion: Any) -> None:
        """Watch a new connection. Its next requests may be half read already: a thread dates them."""
        connexion.entiere_le = None
        if connexion.initialized:
            return
        numero = connexion.sock.fileno()
        self._suivies[numero] = connexion
        with suppress(OSError, ValueError):  # a request that is not watched is dated by its thread
            self._attente.register(numero, select.EPOLLIN | select.EPOLLET)

    def oublier(self, connexion: Any) -> None:
        """A thread takes it: what arrives from now on, the thread dates."""
        numero = connexion.sock.fileno()
        if self._suivies.pop(numero, None) is not None:
            with suppress(OSError):
                self._attente.unregister(numero)

    def run(self) -> None:
        while True:
            for numero, _ in self._attente.poll():
                connexion = self._suivies.get(numero)
                if connexion is not None and connexion.entiere_le is None:
                    self._regarder(connexion)

    def _regarder(self, connexion: Any) -> None:
        with suppress(OSError):
            if est_entiere(_premiers_octets(connexion.sock.fileno())):
                connexion.entiere_le = datetime.now(UTC)


def _premiers_octets(numero: int) -> bytes:
    """What a connection has received, left where it is, without ever waiting.

    By a socket of our own on the same number: a thread may have taken the connection and given it a delay, during which
    Python would wait for octets whatever the flag says, and no other connection would be dated meanwhile.
    """
    vue = socket.socket(socket.AF_INET, socket.SOCK_STREAM, fileno=numero)
    try:
        return vue.recv(VUS, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    finally:
        vue.detach()


class Ouvrier(ThreadWorker):  # type: ignore[misc]
    """``--worker-class=ami.serveur.Ouvrier``."""

    def init_process(self) -> None:
        self.horloge = Horloge()  # after the fork: a thread does not survive it
        self.horloge.start()
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        self.horloge.suivre(conn)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        self.horloge.oublier(conn)
        if not conn.initialized and not conn.wait_for_data(0):  # gunicorn would hold this thread five seconds
            return _DEFER
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        conn.sock.settimeout(SILENCE_MAX)
        note = ENTIERE_LE.set(conn.entiere_le)
        conn.entiere_le = None
        try:
            return super().handle_request(req, conn)
        finally:
            ENTIERE_LE.reset(note)
