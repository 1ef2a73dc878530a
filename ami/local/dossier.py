"""The data folder: its lock, its secret key, the place of its sockets."""

import fcntl
import hashlib
import os
import re
import secrets
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ami.local.erreurs import ErreurLanceur

# sockaddr_un holds 107 characters; the longest name we add is « pg/.s.PGSQL.5432.lock ».
SOCKETS_MAX = 80
PATIENCE = 15.0


@dataclass(frozen=True)
class Dossier:
    """A data folder held by this process alone while `verrou` stays open."""

    racine: Path
    verrou: int

    @property
    def journaux(self) -> Path:
        return self.racine / "journaux"

    @property
    def courriels(self) -> Path:
        return self.racine / "courriels"

    @property
    def sockets(self) -> Path:
        return dossier_des_sockets(self.racine)

    def cle_secrete(self) -> str:
        """Return the secret key of this folder, made once and readable by its owner only."""
        chemin = self.racine / "cle_secrete"
        if not chemin.exists():
            ecrire_prive(chemin, secrets.token_urlsafe(64))
        return chemin.read_text().strip()


def ecrire_prive(chemin: Path, texte: str) -> None:
    """Write a 0600 file in one move: half a key never exists."""
    provisoire = chemin.with_suffix(".nouveau")
    provisoire.unlink(missing_ok=True)
    descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "w") as fichier:
        fichier.write(texte)
    provisoire.replace(chemin)


def ouvrir(racine: Path) -> Dossier:
    """Create the folder if need be and take its lock.

    Raises `ErreurLanceur` when another launcher holds it, or when the folder belongs to someone
    else: `make reset` empties it, so it must never be a folder that merely happened to be there.
    """
    temoin = racine / "verrou"
    try:
        racine.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not temoin.exists() and any(racine.iterdir()):
            raise ErreurLanceur(f"Le dossier {racine} n’est pas vide et n’appartient pas à ce lanceur.")
        descripteur = os.open(temoin, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as erreur:
        raise ErreurLanceur(f"Le dossier de données est inutilisable : {erreur}.") from erreur
    _verrouiller(descripteur, racine)
    for nom in ("journaux", "courriels"):
        (racine / nom).mkdir(mode=0o700, exist_ok=True)
    return Dossier(racine, descripteur)


def _verrouiller(descripteur: int, racine: Path) -> None:
    """Take the lock, or refuse at once when the launcher that holds it is alive.

    PostgreSQL inherits the lock: after the launcher was killed, its shutdown is waited for.
    """
    limite = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            titulaire = os.pread(descripteur, 20, 0).decode().strip()
            if _vit(titulaire) or time.monotonic() > limite:
                os.close(descripteur)
                raise ErreurLanceur(
                    f"Le dossier {racine} sert déjà à un autre lanceur (processus {titulaire or 'inconnu'}). "
                    "Arrêtez-le, ou choisissez un autre dossier avec AMI_DATA_DIR."
                ) from None
            time.sleep(0.1)
        else:
            os.ftruncate(descripteur, 0)
            os.pwrite(descripteur, str(os.getpid()).encode(), 0)
            return


def _vit(pid: str) -> bool:
    return pid.isdecimal() and Path("/proc", pid).exists()


def dossier_des_sockets(racine: Path) -> Path:
    """Return where the sockets go: in the data folder when its path is short and plain.

    Otherwise a private folder under the run-time or temporary directory, whose name depends on the
    data folder alone: what a killed launcher leaves there is found again and removed by the next one.
    """
    ideal = racine / "sockets"
    if _convient(ideal):
        return ideal
    empreinte = hashlib.sha256(os.fsencode(racine)).hexdigest()[:10]
    for base in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"):  # noqa: S108
        court = Path(base, f"ami-{os.getuid()}-{empreinte}")
        if base and _convient(court) and os.access(base, os.W_OK | os.X_OK):
            return court
    raise ErreurLanceur("Aucun dossier temporaire au chemin assez court pour les sockets : réglez TMPDIR.")


def _convient(chemin: Path) -> bool:
    # PostgreSQL reads a comma-separated list here: only plain characters are beyond doubt.
    return len(str(chemin)) <= SOCKETS_MAX and re.fullmatch(r"[A-Za-z0-9._/-]+", str(chemin)) is not None


def creer_prive(chemin: Path) -> None:
    """Create a 0700 folder, refusing one that someone else prepared in a shared directory."""
    chemin.mkdir(mode=0o700, parents=True, exist_ok=True)
    etat = chemin.lstat()
    if not stat.S_ISDIR(etat.st_mode) or etat.st_uid != os.getuid() or etat.st_mode & 0o022:
        raise ErreurLanceur(f"Le dossier {chemin} appartient à quelqu’un d’autre : supprimez-le.")
