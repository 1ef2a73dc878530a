"""Cleaning in a child process: a file that kills, hangs or swells its cleaner harms nothing else."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from time import time
from typing import BinaryIO

from ami.commun.enfant import Programme, executer
from ami.fichiers.nettoyage.enfant import REFUSE
from ami.fichiers.nettoyage.refus import Raison, Refus
from ami.fichiers.nettoyage.retraits import Retrait, lire_les_codes

PREFIXE = "ami-fichier-"
OUBLI = 3600  # seconds
NETTOYEUR = Programme(Path(__file__).parent, "nettoyage.enfant", memoire=1 << 30, processeur=40, delai=90)


class NettoyeurTue(Exception):
    """The child died or never ended: the file is the likely cause."""


class NettoyageEmpeche(Exception):
    """The machine cannot clean anything now (disk full, broken installation): not the file's fault."""


@dataclass(frozen=True)
class Copie:
    """A clean copy, and what it no longer has."""

    chemin: Path
    retraits: list[Retrait]


@contextmanager
def copie_propre(genre: str, original: BinaryIO) -> Iterator[Copie]:
    """Give a clean copy, removed at the end.

    Raises ``Refus``, ``NettoyeurTue`` or ``NettoyageEmpeche``.
    """
    try:
        with TemporaryDirectory(prefix=PREFIXE) as dossier:
            source, cible = Path(dossier, "source"), Path(dossier, "cible")
            with source.open("wb") as sortie:
                shutil.copyfileobj(original, sortie)
            yield _nettoyer(genre, source, cible)
    except OSError as erreur:
        raise NettoyageEmpeche(str(erreur)) from erreur


def _nettoyer(genre: str, source: Path, cible: Path) -> Copie:
    try:
        fini = executer(NETTOYEUR, genre, str(source), str(cible), lieu=source.parent)
    except subprocess.TimeoutExpired:  # by the clock: the machine may be the slow one, so it is tried again
        raise NettoyeurTue("timeout") from None
    if fini.returncode == REFUSE:
        raise Refus(_raison(fini.stdout))
    if fini.returncode == -signal.SIGXCPU:  # the work it asks for, whatever else this machine is doing
        raise Refus(Raison.TROP_LONG)
    if fini.returncode < 0:
        raise NettoyeurTue(f"signal {-fini.returncode}")
    if fini.returncode:  # EMPECHE, or a child that could not even start
        raise NettoyageEmpeche(fini.stderr.decode(errors="replace")[-300:])
    if not cible.exists() or not cible.stat().st_size:
        raise NettoyeurTue("no copy")
    return Copie(cible, lire_les_codes(fini.stdout.decode(errors="replace").split()))


def _raison(sortie: bytes) -> Raison:
    """A reason of our list: the child is not believed beyond that."""
    return Raison.__members__.get(sortie.decode(errors="replace"), Raison.ILLISIBLE)


def effacer_les_restes() -> None:
    """Remove the folders that killed workers left behind, long after their last use."""
    for dossier in Path(gettempdir()).glob(f"{PREFIXE}*"):
        with suppress(OSError):
            if time() - dossier.stat().st_mtime > OUBLI:
                shutil.rmtree(dossier)
