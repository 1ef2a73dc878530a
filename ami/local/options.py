"""What the person chose through the environment, and what the children are given."""

import hashlib
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ami.local.erreurs import ErreurLanceur

RACINE = Path(__file__).resolve().parents[2]
PORT_MAX = 65535


@dataclass(frozen=True)
class Options:
    """Choices of the person. An address that is set means « do not start that service »."""

    environnement: Mapping[str, str]
    port: int
    port_courriels: int
    donnees: Path

    @classmethod
    def lire(cls, environnement: Mapping[str, str]) -> "Options":
        return cls(
            environnement=environnement,
            port=_port(environnement, "PORT", 8000),
            port_courriels=_port(environnement, "PORT_COURRIELS", 8025),
            donnees=Path(os.path.abspath(RACINE / (environnement.get("AMI_DATA_DIR") or ".donnees"))),  # noqa: PTH100
        )

    def fourni(self, nom: str) -> bool:
        return bool(self.environnement.get(nom))

    @property
    def demonstration(self) -> bool:
        return self.environnement.get("AMI_DEMO", "1").lower() in {"1", "true", "yes", "on", "y", "t"}


def _port(environnement: Mapping[str, str], nom: str, defaut: int) -> int:
    texte = environnement.get(nom) or str(defaut)
    if not texte.isdecimal() or not 0 < int(texte) <= PORT_MAX:
        raise ErreurLanceur(
            f"{nom}={texte} n’est pas un numéro de port : choisissez un nombre de 1 à {PORT_MAX}."
        )
    return int(texte)


def reserver(port: int) -> socket.socket:
    """Return a bound socket that a child inherits: a port seen free cannot be taken in between.

    Port 0 means any free one. Raises `OSError` when the port is taken.
    """
    prise = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        prise.bind(("127.0.0.1", port))
    except OSError:
        prise.close()
        raise
    return prise


def reserver_pour_le_web(port: int) -> socket.socket:
    try:
        return reserver(port)
    except OSError as erreur:
        raise ErreurLanceur(
            f"Le port {port} est déjà pris ou interdit ({erreur.strerror}). Choisissez-en un autre : "
            f"PORT={port + 1 if port < PORT_MAX else 8000} make run"
        ) from erreur


def environnement_des_enfants(
    options: Options, *, cle_secrete: str, embarques: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of every child: the person's choices win over the defaults."""
    defauts = {
        "SECRET_KEY": cle_secrete,
        "AMI_DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "AMI_URL": f"http://127.0.0.1:{options.port}",
        "AMI_JOURNAUX": "console",
        "PYTHONUNBUFFERED": "1",
    }
    imposes = {
        "DJANGO_SETTINGS_MODULE": "ami.settings",
        "AMI_HTTPS": "0",
        "AMI_STATIC_ROOT": str(options.donnees / "statiques"),
    }
    choisis = {nom: valeur for nom, valeur in options.environnement.items() if valeur or nom not in defauts}
    return {**defauts, **choisis, **imposes, **embarques}


def empreinte_des_statiques() -> str:
    """Identify what `collectstatic` reads: our files, the locked packages, the settings."""
    condense = hashlib.sha256(Path(sys.prefix).as_posix().encode())
    for nom in ("requirements/run.txt", "ami/settings.py"):
        condense.update((RACINE / nom).read_bytes())
    for motif in ("static", "*/static", "*/*/static"):
        for chemin in sorted(fichier for dossier in RACINE.glob(motif) for fichier in dossier.rglob("*")):
            etat = chemin.stat()
            condense.update(f"{chemin}|{etat.st_mtime_ns}|{etat.st_size}\n".encode())
    return condense.hexdigest()
