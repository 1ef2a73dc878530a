"""One HTTP question to a public register, never longer than was agreed, whatever the other side does."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR, socket
from urllib.parse import urlsplit

from django.conf import settings

TAILLE_MAX = 1_000_000  # octets; a real answer for one SIRET is about 5 000
# Timeouts of sockets bound each step, not their sum, nor the resolution of a name: a thread that is no longer
# waited for bounds everything. Four stuck ones fill the room, and the next questions fail at their own time limit.
_FILE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="registre")


class RequeteManquee(Exception):
    """No usable answer: refused, cut, too slow, too big. Calling again later may succeed."""


@dataclass(frozen=True)
class Reponse:
    statut: int
    reessayer: str  # header Retry-After, as it came
    corps: bytes


def lire(url: str, *, delai: float, total: float) -> Reponse:
    """GET ``url``: ``delai`` seconds for each step, ``total`` for all. Redirects are not followed, no proxy is used.

    HTTPS, unless the address was configured as HTTP. Raises ``RequeteManquee``.
    """
    requete = _Requete(url, delai)
    futur = _FILE.submit(requete.executer)
    try:
        return futur.result(timeout=total)
    except (OSError, HTTPException) as erreur:  # TimeoutError is an OSError
        raise RequeteManquee(type(erreur).__name__) from erreur
    finally:
        if not futur.cancel() and not futur.done():
            requete.interrompre()


class _Requete:
    def __init__(self, url: str, delai: float) -> None:
        adresse = urlsplit(url)
        classe = HTTPSConnection if adresse.scheme == "https" else HTTPConnection
        self.connexion = classe(adresse.netloc, timeout=delai)
        self.chemin = f"{adresse.path}?{adresse.query}"
        self.prise: socket | None = None  # http.client forgets it once the headers are read
        self.abandonne = False

    def executer(self) -> Reponse:
        entetes = {
            "Accept": "application/json",
            "Connection": "close",
            "User-Agent": f"ami-fabriques-de-territoire/1.0 (+{settings.AMI_URL})",
        }
        try:
            self.connexion.connect()
            self.prise = self.connexion.sock
            if self.abandonne:
                raise OSError("nobody waits any more")
            self.connexion.request("GET", self.chemin, headers=entetes)
            return _lire(self.connexion.getresponse())
        finally:
            self.connexion.close()

    def interrompre(self) -> None:
        """Wake the thread that still reads: nobody waits for it any more."""
        self.abandonne = True
        if self.prise is not None:
            with suppress(OSError):  # it has just ended by itself
                self.prise.shutdown(SHUT_RDWR)


def _lire(reponse: HTTPResponse) -> Reponse:
    with reponse:
        corps = reponse.read(TAILLE_MAX + 1)
    if len(corps) > TAILLE_MAX:
        raise OSError("answer too big")
    return Reponse(reponse.status, reponse.headers.get("Retry-After", ""), corps)
