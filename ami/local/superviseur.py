"""Start processes, follow their logs, notice a death, stop everything in order."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ami.local.erreurs import ErreurLanceur, dire
from ami.local.filiation import avant_exec

PAUSE = 0.05
JOURNAL_MAX = 5_000_000
# The level, as each service writes it: « [warning  ] », « ERROR/MainProcess », « # WARNING », « FATAL: »…
AVERTISSEMENT = re.compile(
    r"\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b|\[(warning|error|critical) *\]|^Traceback "
)


class ArretDemande(Exception):
    """Someone asked the launcher to stop (Ctrl-C, SIGTERM, terminal closed)."""


@dataclass(frozen=True)
class Programme:
    """What to run and how it must end."""

    nom: str
    commande: Sequence[str]
    environnement: Mapping[str, str] | None = None
    dossier: Path | None = None
    descripteurs: tuple[int, ...] = ()
    compte: int | None = None  # uid to become: PostgreSQL refuses root
    discret: bool = False  # only its log file tells what it says
    passager: bool = False  # expected to end by itself, with code 0
    application: bool = False  # stopped before the services it uses
    arret: signal.Signals = signal.SIGTERM
    mortel: signal.Signals = signal.SIGKILL  # received when the launcher dies


@dataclass
class Enfant:
    """A started programme and the place reached in its log."""

    programme: Programme
    processus: subprocess.Popen[bytes]
    journal: BinaryIO
    reste: bytes = field(default=b"")

    @property
    def nom(self) -> str:
        return self.programme.nom

    def fini(self) -> bool:
        return self.processus.poll() is not None

    def lignes(self) -> list[str]:
        """Return the whole lines written since the last call (all of them once it has ended)."""
        *lignes, self.reste = (self.reste + self.journal.read()).split(b"\n")
        if self.reste and self.fini():
            lignes, self.reste = [*lignes, self.reste], b""
        return [ligne.decode(errors="replace").rstrip() for ligne in lignes]


class Superviseur:
    """Owner of all children. Not thread-safe on purpose: see `filiation`."""

    def __init__(self, journaux: Path, *, bavard: bool = True) -> None:
        self.journaux = journaux
        self.bavard = bavard
        self.seuls_avertissements = False
        self.enfants: list[Enfant] = []
        self.demandes_d_arret = 0

    def lancer(self, programme: Programme) -> Enfant:
        """Start a programme whose output goes straight to its log file.

        A file, not a pipe: nobody has to drain it for the child to live, and a launcher that is
        killed does not break the child's last words.
        """
        chemin = self.journaux / f"{programme.nom}.log"
        if chemin.exists() and chemin.stat().st_size > JOURNAL_MAX:
            chemin.replace(chemin.with_suffix(".log.1"))
        with chemin.open("ab") as sortie:
            flux = chemin.open("rb")
            flux.seek(0, os.SEEK_END)
            try:
                processus = self._demarrer(programme, sortie)
            except OSError as erreur:
                flux.close()
                raise ErreurLanceur(f"Impossible de lancer « {programme.nom} » : {erreur}.") from erreur
        enfant = Enfant(programme, processus, flux)
        self.enfants.append(enfant)
        return enfant

    def _demarrer(self, programme: Programme, sortie: BinaryIO) -> subprocess.Popen[bytes]:
        compte = programme.compte
        return subprocess.Popen(
            programme.commande,
            stdin=subprocess.DEVNULL,
            stdout=sortie,
            stderr=subprocess.STDOUT,
            env=programme.environnement,
            cwd=programme.dossier,
            pass_fds=programme.descripteurs,
            user=compte,
            group=compte,
            extra_groups=None if compte is None else [],
            start_new_session=True,  # Ctrl-C reaches the launcher alone, which stops them in order
            preexec_fn=avant_exec(programme.mortel),  # noqa: PLW1509 - single-threaded: see `filiation`
        )

    def demander_l_arret(self, *_signal: object) -> None:
        """Be the handler of SIGINT, SIGTERM and SIGHUP."""
        self.demandes_d_arret += 1

    def attendre(self, condition: Callable[[], bool], *, delai: float, quoi: str) -> None:
        """Wait for `condition` while following the logs.

        Raises `ArretDemande` when asked to stop, `ErreurLanceur` when a child died or time ran out.
        """
        limite = time.monotonic() + delai
        while True:
            self.suivre()
            if self.demandes_d_arret:
                raise ArretDemande
            self._verifier()
            if condition():
                return
            if time.monotonic() > limite:
                raise ErreurLanceur(f"{quoi} n’a pas abouti en {delai:.0f} secondes.")
            time.sleep(PAUSE)

    def attendre_fin(self, *enfants: Enfant, delai: float = 600) -> None:
        """Wait until these passing children have all ended well."""
        noms = ", ".join(enfant.nom for enfant in enfants)
        self.attendre(lambda: all(e.fini() for e in enfants), delai=delai, quoi=f"L’étape « {noms} »")
        for enfant in enfants:
            enfant.journal.close()
            self.enfants.remove(enfant)

    def surveiller(self) -> None:
        """Follow the logs until someone asks to stop (`ArretDemande`) or a child dies."""
        self.attendre(lambda: False, delai=float("inf"), quoi="La surveillance")

    def suivre(self) -> None:
        """Copy to the console what the children have written; their log files keep everything."""
        for enfant in self.enfants:
            for ligne in enfant.lignes():
                if self._a_dire(enfant, ligne):
                    dire(f"{enfant.nom:<12}| {ligne}")

    def _a_dire(self, enfant: Enfant, ligne: str) -> bool:
        if not self.bavard or enfant.programme.discret:
            return False
        return not self.seuls_avertissements or AVERTISSEMENT.search(ligne) is not None

    def _verifier(self) -> None:
        for enfant in self.enfants:
            code = enfant.processus.poll()
            if code is None or (enfant.programme.passager and code == 0):
                continue
            self.suivre()
            passager = enfant.programme.passager
            sujet, verbe = ("L’étape", "a échoué") if passager else ("Le service", "s’est arrêté")
            raise ErreurLanceur(
                f"{sujet} « {enfant.nom} » {verbe} ({_raconter(code)}). "
                f"Son journal : {self.journaux / f'{enfant.nom}.log'}"
            )

    def arreter(self, *, patience: float = 10) -> None:
        """Stop applications, then the services they use; nothing remains afterwards."""
        self.demandes_d_arret = 0
        applications = [e for e in self.enfants if e.programme.application or e.programme.passager]
        for groupe in (applications, [e for e in self.enfants if e not in applications]):
            self._arreter(groupe, patience)
        for enfant in self.enfants:
            enfant.journal.close()
        self.enfants.clear()

    def _arreter(self, groupe: list[Enfant], patience: float) -> None:
        for enfant in groupe:
            enfant.processus.send_signal(enfant.programme.arret)
        limite = time.monotonic() + patience
        while not all(e.fini() for e in groupe) and time.monotonic() < limite and not self.demandes_d_arret:
            self.suivre_sans_echouer()
            time.sleep(PAUSE)
        for enfant in groupe:
            # The whole session: a child may have left processes of its own behind.
            _tuer_le_groupe(enfant.processus.pid)
            enfant.processus.wait()
        self.suivre_sans_echouer()

    def suivre_sans_echouer(self) -> None:
        """Follow the logs; a closed console (`make run | head`) must not prevent a clean stop."""
        try:
            self.suivre()
        except OSError:
            self.bavard = False


def _tuer_le_groupe(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _raconter(code: int) -> str:
    if code >= 0:
        return f"code {code}"
    return f"tué par {signal.Signals(-code).name}"
