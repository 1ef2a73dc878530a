"""Real processes: how to start them with a bare environment, and how to prove that they are gone."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ami.local.dossier import dossier_des_sockets
from ami.local.options import reserver

RACINE = Path(__file__).resolve().parents[2]
GARDEES = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE")


def attendre(condition: Callable[[], object], *, delai: float = 30) -> None:
    limite = time.monotonic() + delai
    while not condition():
        assert time.monotonic() < limite, f"not reached in {delai} s"
        time.sleep(0.02)


def _etat(pid: str) -> list[str]:
    """Fields of /proc/<pid>/stat from the state on; empty when the process is gone."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


@dataclass(frozen=True)
class Empreinte:
    """One process, for ever: numbers are recycled, start times are not."""

    pid: int
    naissance: str
    commande: str

    def vit(self) -> bool:
        etat = _etat(str(self.pid))
        return bool(etat) and etat[0] != "Z" and etat[19] == self.naissance


def descendants(racine: int) -> list[Empreinte]:
    """Return every process below `racine`, however deep, as of now."""
    etats = {pid.name: _etat(pid.name) for pid in Path("/proc").iterdir() if pid.name.isdecimal()}
    parents = {int(pid): int(etat[1]) for pid, etat in etats.items() if etat}
    trouves, a_voir = [], [racine]
    while a_voir:
        parent = a_voir.pop()
        for pid in [p for p, pere in parents.items() if pere == parent]:
            commande = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            trouves.append(Empreinte(pid, etats[str(pid)][19], commande))
            a_voir.append(pid)
    return trouves


def environnement_nu(**ajouts: str) -> dict[str, str]:
    """Return the environment of a person who has set nothing: not the one of this test session."""
    return {nom: os.environ[nom] for nom in GARDEES if nom in os.environ} | ajouts


def effacer_les_sockets(donnees: Path) -> None:
    """Remove what a killed launcher leaves outside its data folder, for its next start to find."""
    shutil.rmtree(dossier_des_sockets(donnees), ignore_errors=True)


def port_libre() -> int:
    with reserver(0) as prise:
        return int(prise.getsockname()[1])


@dataclass
class LanceurReel:
    """`python -m ami.local` as a person runs it, on free ports and a folder of its own."""

    donnees: Path
    console: Path
    port: int = field(default_factory=port_libre)
    processus: list[subprocess.Popen[str]] = field(default_factory=list)

    def lancer(self, **ajouts: str) -> subprocess.Popen[str]:
        choix = {
            "PORT": str(self.port),
            "PORT_COURRIELS": str(port_libre()),
            "AMI_DATA_DIR": str(self.donnees),
        }
        with self.console.open("w") as sortie:
            processus = subprocess.Popen(
                [sys.executable, "-m", "ami.local"],
                cwd=RACINE,
                env=environnement_nu(**{**choix, **ajouts}),
                stdout=sortie,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self.processus.append(processus)
        return processus

    @property
    def sortie(self) -> str:
        return self.console.read_text()

    @property
    def page_des_courriels(self) -> str:
        trouve = re.search(r"courriels se lisent : (\S+)", self.sortie)
        assert trouve
        return trouve[1]

    def pret(self, **ajouts: str) -> subprocess.Popen[str]:
        """Start and wait for the announcement, then for the first page."""
        processus = self.lancer(**ajouts)
        attendre(lambda: "Ctrl-C" in self.sortie or processus.poll() is not None, delai=90)
        assert processus.poll() is None, self.sortie
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as reponse:
            assert reponse.status == 200
        return processus

    def finir(self) -> None:
        for processus in self.processus:
            processus.kill()
            processus.wait()
        effacer_les_sockets(self.donnees)
