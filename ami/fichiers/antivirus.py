"""clamd, spoken to directly: its INSTREAM command is forty lines, and each way it fails means something else.

Client libraries close the connection before reading why it was cut: « too long » and « died » look alike.
"""

import contextlib
import re
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

_ATTENTE_CONNEXION = 3.0  # seconds
_ATTENTE_VERDICT = 125.0  # clamd gives up by itself after 120
_PORT = 3310
_MORCEAU = 1 << 16
_REPONSE = re.compile(rb"stream: (?:(?P<signature>.+) FOUND|OK)\Z", re.DOTALL)


class AntivirusInjoignable(Exception):
    """No verdict, through no fault of the file: not configured, down, or too slow."""


class AntivirusInterrompu(Exception):
    """The connection was cut in the middle by a clamd that still answers: the file may be the cause."""


class FichierTropLong(Exception):
    """Longer than clamd accepts (``StreamMaxLength``)."""


@dataclass(frozen=True)
class Antivirus:
    """Where clamd listens: « unix:/path » or « tcp://host:3310 »; nowhere when empty."""

    adresse: str

    def repond(self) -> bool:
        """Tell whether clamd is there and loaded."""
        try:
            with self._joindre() as prise:
                prise.settimeout(_ATTENTE_CONNEXION)
                prise.sendall(b"zPING\0")
                return _reponse(prise) == b"PONG"
        except (AntivirusInjoignable, OSError):
            return False

    def signature_trouvee(self, flux: BinaryIO) -> str:
        """Return the name of the malware found in ``flux``, or an empty text.

        Raises ``AntivirusInjoignable``, ``AntivirusInterrompu`` and ``FichierTropLong``.
        """
        with self._joindre() as prise:
            prise.settimeout(_ATTENTE_VERDICT)
            try:
                _envoyer(prise, flux)
                reponse = _reponse(prise)
            except TimeoutError:
                raise AntivirusInjoignable("too slow") from None
            except OSError:
                reponse = b""
        return self._juger(reponse)

    def _juger(self, reponse: bytes) -> str:
        if b"size limit exceeded" in reponse:
            raise FichierTropLong
        if trouve := _REPONSE.match(reponse):
            signature = trouve["signature"]
            return signature.decode("ascii", "replace") if signature else ""
        if not reponse and self.repond():
            raise AntivirusInterrompu
        raise AntivirusInjoignable(reponse.decode("ascii", "replace")[:100])

    def _joindre(self) -> socket.socket:
        if not self.adresse:
            raise AntivirusInjoignable("not configured")
        try:
            if self.adresse.startswith("unix:"):
                return _joindre_unix(self.adresse.removeprefix("unix:"))
            lieu = urlsplit(self.adresse)
            return socket.create_connection((lieu.hostname, lieu.port or _PORT), timeout=_ATTENTE_CONNEXION)
        except OSError as erreur:
            raise AntivirusInjoignable(type(erreur).__name__) from erreur


def _joindre_unix(chemin: str) -> socket.socket:
    prise = socket.socket(socket.AF_UNIX)
    try:
        prise.settimeout(_ATTENTE_CONNEXION)
        prise.connect(chemin)
    except OSError:
        prise.close()
        raise
    return prise


def _envoyer(prise: socket.socket, flux: BinaryIO) -> None:
    """Send everything, or until clamd cuts: it has then said why, and its answer is read all the same."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        prise.sendall(b"zINSTREAM\0")
        while morceau := flux.read(_MORCEAU):
            prise.sendall(struct.pack("!L", len(morceau)) + morceau)
        prise.sendall(struct.pack("!L", 0))


def _reponse(prise: socket.socket) -> bytes:
    """Read up to the NUL that ends an answer, or to the end of the connection."""
    recu = b""
    while not recu.endswith(b"\0") and len(recu) < _MORCEAU:
        morceau = prise.recv(4096)
        if not morceau:
            break
        recu += morceau
    return recu.rstrip(b"\0\n")


def antivirus() -> Antivirus:
    return Antivirus(settings.AMI_CLAMD)
