"""A company register on 127.0.0.1: it serves recorded answers (Licence Ouverte 2.0), and every way of not answering."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.exterieur import donnees

REPONSES = donnees("apis")
DINUM, COMMUNE, EPCI = "13002526500013", "20006541500016", "20004021000060"
ASSOCIATION = "99812345900013"  # fictitious
INCONNU = "99999999899995"
ENREGISTREES = {
    DINUM: "siret_dinum.json",
    COMMUNE: "siret_commune.json",
    EPCI: "siret_epci.json",
    ASSOCIATION: "association_FICTIVE.json",
}


def reponse(nom: str) -> bytes:
    return (REPONSES / f"recherche_entreprises_{nom}").read_bytes()


def enregistree(siret: str) -> dict[str, Any]:
    """Return the recorded answer for one number: an empty one when it is unknown."""
    lue: dict[str, Any] = json.loads(reponse(ENREGISTREES.get(siret, "vide.json")))
    return lue


class Pair(ThreadingHTTPServer):
    """``modes``: what each call gets, one after the other; the last one stays."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Guichet)
        self.modes: list[Mode] = [trouve]
        self.appels: list[tuple[str, dict[str, str]]] = []
        self.liberer = threading.Event()

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def sirets(self) -> list[str]:
        return [parse_qs(urlsplit(chemin).query)["q"][0] for chemin, _ in self.appels]

    def repondre(self, *modes: "Mode") -> None:
        self.modes = list(modes)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that leaves before the end is no error of ours."""


class Guichet(BaseHTTPRequestHandler):
    server: Pair

    def do_GET(self) -> None:
        self.server.appels.append((self.path, dict(self.headers)))
        mode = self.server.modes.pop(0) if len(self.server.modes) > 1 else self.server.modes[0]
        mode(self, parse_qs(urlsplit(self.path).query)["q"][0])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - name imposed by the standard library
        """Stay silent."""

    def envoyer(self, statut: int, corps: bytes, annonces: int | None = None, **entetes: str) -> None:
        self.send_response(statut)
        for nom, valeur in entetes.items():
            self.send_header(nom.replace("_", "-"), valeur)
        self.send_header("Content-Length", str(len(corps) if annonces is None else annonces))
        self.end_headers()
        self.wfile.write(corps)


Mode = Callable[[Guichet, str], None]


def trouve(guichet: Guichet, siret: str) -> None:
    guichet.envoyer(200, json.dumps(enregistree(siret)).encode(), Content_Type="application/json")


def servir(donnees: Any) -> Mode:
    return lambda guichet, _siret: guichet.envoyer(200, json.dumps(donnees).encode())


def brut(corps: bytes) -> Mode:
    return lambda guichet, _siret: guichet.envoyer(200, corps)


def statut(code: int, **entetes: str) -> Mode:
    erreur = reponse("erreur_400.json")
    return lambda guichet, _siret: guichet.envoyer(code, erreur, **entetes)


def autre_siret(guichet: Guichet, _siret: str) -> None:
    trouve(guichet, DINUM)


def tronque(guichet: Guichet, siret: str) -> None:
    corps = json.dumps(enregistree(siret)).encode()
    guichet.envoyer(200, corps[: len(corps) // 2], annonces=len(corps))


def enorme(guichet: Guichet, _siret: str) -> None:
    guichet.envoyer(200, b" " * 1_000_001 + b"{}")


def coupe(guichet: Guichet, _siret: str) -> None:
    guichet.connection.close()


def muet(guichet: Guichet, _siret: str) -> None:
    guichet.server.liberer.wait(20)


def goutte_a_goutte(guichet: Guichet, _siret: str) -> None:
    """Each byte comes in time; the whole never does."""
    guichet.send_response(200)
    guichet.end_headers()
    while not guichet.server.liberer.wait(0.02):
        guichet.wfile.write(b" ")


def renvoie_ailleurs(guichet: Guichet, _siret: str) -> None:
    guichet.envoyer(302, b"", Location=f"{guichet.server.adresse}{guichet.path}")


@pytest.fixture
def registre(settings: Any) -> Iterator[Pair]:
    """The register, up and answering; the application is told its address."""
    pair = Pair()
    fil = threading.Thread(target=lambda: pair.serve_forever(poll_interval=0.01), daemon=True)
    fil.start()
    settings.AMI_REGISTRE_URL = pair.adresse
    yield pair
    pair.liberer.set()
    pair.shutdown()
    pair.server_close()
    fil.join(5)
