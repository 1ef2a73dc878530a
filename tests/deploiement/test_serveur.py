"""The worker of the web server: a request is dated when it is whole, even when no thread is free."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from ami.serveur import SILENCE_MAX, Horloge, est_entiere

RACINE = Path(__file__).resolve().parents[2]
ATTENTE = 1.5  # seconds during which the only thread is taken


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Gunicorn with one process and one thread."""
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        commande = [sys.executable, "-m", "gunicorn", "tests.deploiement.application_lente:application"]
        options = ["--workers=1", "--worker-class=ami.serveur.Ouvrier", "--threads=1", "--no-control-socket"]
        serveur = subprocess.Popen(
            [*commande, *options, f"--bind=fd://{ecoute.fileno()}"],
            cwd=RACINE,
            env={"PATH": os.environ["PATH"]},
            pass_fds=[ecoute.fileno()],
            stderr=subprocess.DEVNULL,
        )
        try:
            _demander(ecoute.getsockname()[1])
            yield ecoute.getsockname()[1]
        finally:
            serveur.send_signal(signal.SIGTERM)
            serveur.wait(timeout=20)


def _demander(port: int, duree: float = 0, corps: bytes = b"a=b") -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connexion:
        connexion.request("POST", f"/?{duree}", corps)
        return connexion.getresponse().read().decode()


def test_une_requete_qui_attend_un_fil_est_datee_de_son_arrivee(port: int) -> None:
    with ThreadPoolExecutor(4) as clients:
        clients.submit(_demander, port, ATTENTE)
        time.sleep(0.3)
        debut = time.time()
        attendues = [clients.submit(_demander, port) for _ in range(3)]
        datees = [float(attendue.result()) for attendue in attendues]
        fin = time.time()
    assert fin - debut > ATTENTE / 2
    assert all(debut <= instant < debut + 0.5 for instant in datees)


@pytest.mark.parametrize("longueur", [b"6", b"0000000000000006"])
def test_une_fin_qui_arrive_tard_date_la_requete(longueur: bytes, port: int) -> None:
    """Its first octets came in time: it is whole with its last one."""
    with ThreadPoolExecutor(1) as clients, socket.create_connection(("127.0.0.1", port)) as lente:
        clients.submit(_demander, port, ATTENTE)  # a connection that says nothing takes no thread
        time.sleep(0.3)
        lente.sendall(b"POST /?0 HTTP/1.0\r\nContent-Length: %s\r\n\r\nabc" % longueur)
        time.sleep(0.5)
        envoi = time.time()
        lente.sendall(b"def")
        lente.settimeout(30)
        with lente.makefile("rb") as flux:
            corps = flux.read().rpartition(b"\r\n\r\n")[2]
    assert float(corps) >= envoi


def test_l_horloge_n_attend_pas_une_connexion_qu_un_fil_vient_de_prendre() -> None:
    """The thread has read all of it and gave it a delay: others, who wait for a thread, are dated meanwhile."""
    ici, _la_bas = paire = socket.socketpair()
    ici.settimeout(SILENCE_MAX)
    regard = threading.Thread(
        target=Horloge()._regarder, args=[SimpleNamespace(sock=ici, entiere_le=None)], daemon=True
    )
    regard.start()
    regard.join(5)
    assert not regard.is_alive()
    for bout in paire:
        bout.close()


def test_un_grand_envoi_est_date_par_le_fil_qui_le_lit(port: int) -> None:
    with ThreadPoolExecutor(2) as clients:
        clients.submit(_demander, port, ATTENTE)
        time.sleep(0.3)
        assert clients.submit(_demander, port, 0, b"a" * 200_000).result() == ""


@pytest.mark.parametrize(
    ("octets", "entiere"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\ncontent-length:3\r\nHost: a\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 0000000000000003\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\nContent-Length : 3\r\n\r\nabc", False),
        (b"POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nX: a\nContent-Length: 3\r\n\r\n", False),
        (b"\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 1\r\n\r\nabc", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nX: Content-Length: 1\r\nContent-Length: 9\r\n\r\nab", False),
        (b"", False),
    ],
    ids=repr,
)
def test_une_requete_est_entiere_avec_son_dernier_octet(octets: bytes, entiere: bool) -> None:
    assert est_entiere(octets) is entiere
