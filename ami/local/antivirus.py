"""Run a private clamd on a Unix socket, offline."""

import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ami.local.dossier import creer_prive
from ami.local.superviseur import Programme, Superviseur

SIGNATURES_DU_SYSTEME = Path("/var/lib/clamav")
# The harmless file with which antiviruses are tried, wherever it stands. In hexadecimal: written plainly, an
# antivirus would take this very module away.
EICAR = (
    "58354f2150254041505b345c505a58353428505e2937434329377d24"
    "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)
DEMONSTRATION = f"Eicar-Test-Signature:0:*:{EICAR}\n"


def trouver_clamd(environnement: Mapping[str, str]) -> Path | None:
    """Return the server, if the package is installed; it lives where ordinary accounts do not look."""
    chemins = f"{environnement.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    chemin = shutil.which("clamd", path=chemins)
    return Path(chemin) if chemin else None


@dataclass
class Antivirus:
    """One folder, one socket, one server."""

    donnees: Path
    sockets: Path
    binaire: Path
    environnement: Mapping[str, str]
    systeme: Path | None = SIGNATURES_DU_SYSTEME

    @property
    def socket(self) -> Path:
        return self.sockets / "clamd.sock"

    @property
    def url(self) -> str:
        return f"unix:{self.socket}"

    @property
    def de_demonstration(self) -> bool:
        """Tell whether it knows the trial file only, for want of the signatures that freshclam fetches."""
        return self.systeme is None or not any(
            chemin.suffix in {".cvd", ".cld"} for chemin in _contenu(self.systeme)
        )

    def demarrer(self, superviseur: Superviseur) -> None:
        """Start the server without waiting for it: loading real signatures takes half a minute."""
        creer_prive(self.sockets)
        creer_prive(self.donnees)
        self.socket.unlink(missing_ok=True)
        configuration = self.donnees / "clamd.conf"
        configuration.write_text("".join(f"{nom} {valeur}\n" for nom, valeur in self._options().items()))
        commande = [str(self.binaire), "--foreground", f"--config-file={configuration}"]
        superviseur.lancer(
            Programme(
                "antivirus", commande, environnement=self.environnement, dossier=self.donnees, discret=True
            )
        )

    def _options(self) -> dict[str, str]:
        return {
            "LocalSocket": str(self.socket),
            "LocalSocketMode": "600",
            "DatabaseDirectory": str(self._signatures()),
            "TemporaryDirectory": str(self.donnees),
            "StreamMaxLength": "30M",
            "MaxThreads": "4",
            "ConcurrentDatabaseReload": "no",
            "ExitOnOOM": "yes",
        }

    def _signatures(self) -> Path:
        if self.systeme is not None and not self.de_demonstration:
            return self.systeme
        dossier = self.donnees / "signatures"
        creer_prive(dossier)
        (dossier / "demonstration.ndb").write_text(DEMONSTRATION)
        return dossier

    def repond(self) -> bool:
        """Tell whether the signatures are loaded and the server answers."""
        try:
            with socket.socket(socket.AF_UNIX) as prise:
                prise.settimeout(2)
                prise.connect(str(self.socket))
                prise.sendall(b"zPING\0")
                return prise.recv(16).startswith(b"PONG")
        except OSError:
            return False


def _contenu(dossier: Path) -> list[Path]:
    try:
        return list(dossier.iterdir())
    except OSError:
        return []
