"""Run a private PostgreSQL: Unix socket only, in a folder only its owner can enter.

PostgreSQL refuses to run as root. A user namespace shows it an ordinary account while the kernel
still sees the caller, so no account is created and no file changes hands; where namespaces are
refused (many containers), root drops to the unprivileged account `nobody`.
"""

import contextlib
import locale
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg2

from ami.local.binaires import Binaire, trouver_postgres
from ami.local.dossier import creer_prive
from ami.local.erreurs import ErreurLanceur
from ami.local.superviseur import Programme, Superviseur

BASE = "ami"
COMPTE = "ami"
BUILTIN_DEPUIS = 17
# For tests only: a crash loses the data, which nobody misses.
OPTIONS_VOLATILES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "jit": "off",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Identite:
    """How to run a program that refuses root: a command prefix, or an account to become."""

    prefixe: tuple[str, ...] = ()
    compte: int | None = None


def choisir_identite() -> Identite:
    """Return how this process may run PostgreSQL here.

    `initdb` also refuses an account without a name (`docker run --user 12345`): same remedy.
    """
    ordinaires = {entree.pw_uid for entree in pwd.getpwall()} - {0}
    if os.geteuid() in ordinaires:
        return Identite()
    nobody = 65534
    visible = nobody if nobody in ordinaires else min(ordinaires, default=nobody)
    prefixe = ("unshare", "--user", f"--map-user={visible}")
    if (
        shutil.which("unshare")
        and subprocess.run([*prefixe, "true"], capture_output=True, check=False).returncode == 0
    ):
        return Identite(prefixe=prefixe)
    return Identite(compte=visible) if os.geteuid() == 0 else Identite()


@dataclass
class Postgres:
    """One data folder, one socket folder, one server."""

    donnees: Path
    sockets: Path
    environnement: Mapping[str, str]
    verrou: int | None = None  # inherited, so that the data folder stays locked until the last backend
    options: Mapping[str, str] = field(default_factory=dict)
    identite: Identite = field(default_factory=choisir_identite)

    @property
    def url(self) -> str:
        """Return an address that libpq and django-environ read alike.

        The socket is in the query: as a host, `urllib` would leave it quoted and lowercase it.
        """
        return self._url(BASE)

    def _url(self, base: str) -> str:
        return f"postgres://{COMPTE}@/{base}?host={quote(str(self.sockets), safe='/')}"

    def demarrer(self, superviseur: Superviseur) -> None:
        """Create the cluster if need be, then start the server without waiting for it."""
        binaire = trouver_postgres(self.environnement, existante=version_des_donnees(self.donnees))
        self._preparer_les_dossiers(binaire)
        if not (self.donnees / "PG_VERSION").exists():
            self._initialiser(superviseur, binaire)
        _oublier_un_pid_perdu(self.donnees)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.options,
        }
        commande = [str(binaire.chemin), "-D", str(self.donnees)]
        for nom, valeur in options.items():
            commande += ["-c", f"{nom}={valeur}"]
        # SIGINT: fast shutdown. SIGQUIT when the launcher dies: backends are killed with the server.
        programme = self._programme("postgresql", commande, arret=signal.SIGINT, mortel=signal.SIGQUIT)
        superviseur.lancer(programme)

    def _programme(
        self,
        nom: str,
        commande: list[str],
        *,
        passager: bool = False,
        arret: signal.Signals = signal.SIGTERM,
        mortel: signal.Signals = signal.SIGKILL,
    ) -> Programme:
        return Programme(
            nom,
            [*self.identite.prefixe, *commande],
            environnement={**self.environnement, "LC_ALL": "C.UTF-8" if _c_utf8() else "C", "TZ": "UTC"},
            dossier=self.donnees.parent,
            descripteurs=() if self.verrou is None else (self.verrou,),
            compte=self.identite.compte,
            passager=passager,
            discret=passager,  # initdb says thirty lines that help nobody when all is well
            arret=arret,
            mortel=mortel,
        )

    def _initialiser(self, superviseur: Superviseur, binaire: Binaire) -> None:
        """Create the cluster aside, then rename it: an interrupted start leaves no half cluster."""
        provisoire = self.donnees.with_name(self.donnees.name + ".initdb")
        shutil.rmtree(provisoire, ignore_errors=True)
        creer_prive(provisoire)
        self._donner(provisoire)
        commande = [str(binaire.chemin.with_name("initdb")), "-D", str(provisoire)]
        commande += [
            f"--username={COMPTE}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            "--no-instructions",
        ]
        commande += _options_de_langue(binaire.majeure)
        superviseur.attendre_fin(superviseur.lancer(self._programme("initdb", commande, passager=True)))
        if self.donnees.exists():
            shutil.rmtree(self.donnees)
        provisoire.rename(self.donnees)

    def _preparer_les_dossiers(self, binaire: Binaire) -> None:
        creer_prive(self.sockets.parent)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._donner(self.sockets)
        if self.donnees.exists():
            self._donner(self.donnees)
        if self.identite.compte is None:
            return
        for dossier in (self.sockets.parent, self.donnees.parent):
            dossier.chmod(0o711)
        acces = ["test", "-x", str(self.donnees.parent), "-a", "-x", str(binaire.chemin)]
        if subprocess.run(acces, user=self.identite.compte, extra_groups=[], check=False).returncode:
            raise ErreurLanceur(
                "PostgreSQL refuse d’être lancé par root, les espaces de noms sont interdits ici, et le compte "
                f"« nobody » ne peut pas lire {self.donnees.parent} ou {binaire.chemin} : lancez la commande "
                "sous un compte ordinaire, ou placez le projet et AMI_DATA_DIR hors de /root."
            )

    def _donner(self, dossier: Path) -> None:
        """Make the folder belong to whom the server runs as (it may have been someone else before)."""
        proprietaire = os.geteuid() if self.identite.compte is None else self.identite.compte
        if dossier.stat().st_uid == proprietaire:
            return
        for chemin in (dossier, *dossier.rglob("*")):
            os.chown(chemin, proprietaire, -1, follow_symlinks=False)

    def repond(self) -> bool:
        """Tell whether the server answers, and make sure the database exists."""
        try:
            connexion = psycopg2.connect(self._url("postgres"), connect_timeout=2)
        except psycopg2.OperationalError:
            return False
        with contextlib.closing(connexion):
            connexion.autocommit = True
            with connexion.cursor() as curseur:
                curseur.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BASE])
                if curseur.fetchone() is None:
                    curseur.execute(f'CREATE DATABASE "{BASE}"')
        return True


def version_des_donnees(donnees: Path) -> int | None:
    """Return the major version that wrote this cluster, if there is one."""
    try:
        return int((donnees / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        raise ErreurLanceur(f"{donnees} est abîmé : repartez de zéro avec « make reset ».") from None


def _oublier_un_pid_perdu(donnees: Path) -> None:
    """Remove the pid file of a server that is gone, when its number now belongs to another program.

    PostgreSQL only asks whether the number is alive, and refuses to start after a reboot otherwise.
    """
    fichier = donnees / "postmaster.pid"
    with contextlib.suppress(OSError, IndexError):
        pid = fichier.read_text().split()[0]
        if not Path("/proc", pid, "comm").read_text().startswith("postgres"):
            fichier.unlink()


def _options_de_langue(majeure: int) -> list[str]:
    """Sort by code point, yet know accented letters when changing case (`icontains`)."""
    if majeure >= BUILTIN_DEPUIS:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C", "--lc-ctype=C.UTF-8"] if _c_utf8() else ["--locale=C"]


def _c_utf8() -> bool:
    courante = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, courante)
    return True
