"""Run a private Redis-compatible server on a Unix socket."""

import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ami.local.binaires import Binaire, trouver_redis
from ami.local.dossier import creer_prive
from ami.local.erreurs import dire
from ami.local.superviseur import Programme, Superviseur


@dataclass
class Redis:
    """One data folder, one socket, one server."""

    donnees: Path
    sockets: Path
    environnement: Mapping[str, str]

    @property
    def socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def demarrer(self, superviseur: Superviseur) -> None:
        """Start the server without waiting for it."""
        binaire = trouver_redis(self.environnement)
        creer_prive(self.sockets)
        self._ecarter_un_autre_format(binaire)
        creer_prive(self.donnees)
        self._marque.write_text(_signature(binaire))
        self.socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",  # a queue must never lose a message to make room
            "daemonize": "no",
            "loglevel": "warning",
        }
        commande = [
            str(binaire.chemin),
            *(mot for nom, valeur in options.items() for mot in (f"--{nom}", valeur)),
        ]
        # The data folder is the working directory: as an option, its path would be read with spaces.
        superviseur.lancer(
            Programme("redis", commande, environnement=self.environnement, dossier=self.donnees)
        )

    @property
    def _marque(self) -> Path:
        return self.donnees / "serveur"

    def _ecarter_un_autre_format(self, binaire: Binaire) -> None:
        """Forget what another server wrote: formats differ both ways, and PostgreSQL holds the truth."""
        if self._marque.exists() and self._marque.read_text() != _signature(binaire):
            dire(
                "Redis a changé de version : ses données locales (limites d’essais, file d’attente) sont oubliées."
            )
            shutil.rmtree(self.donnees)

    def repond(self) -> bool:
        """Tell whether the server has finished loading and answers."""
        try:
            with socket.socket(socket.AF_UNIX) as prise:
                prise.settimeout(2)
                prise.connect(str(self.socket))
                prise.sendall(b"PING\r\n")
                return prise.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _signature(binaire: Binaire) -> str:
    return f"{binaire.chemin.name} {binaire.majeure}"
