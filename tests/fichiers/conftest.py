"""A store of its own for each test; a real clamd for those that ask for it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ami.comptes.models import Utilisateur
from ami.fichiers.adresses import lire_stockage
from ami.local.antivirus import Antivirus, trouver_clamd
from ami.local.superviseur import Superviseur
from tests.fabriques import UtilisateurFactory


@pytest.fixture(autouse=True)
def racine(settings: Any, tmp_path: Path) -> Path:
    """The folder of the stored files."""
    dossier = tmp_path / "fichiers"
    settings.STORAGES = {**settings.STORAGES, "fichiers": lire_stockage(dossier.as_uri())}
    return dossier


@pytest.fixture(scope="session")
def clamd() -> Iterator[str]:
    """Address of a clamd that knows the trial signature only, started by the code of the launcher."""
    binaire = trouver_clamd(os.environ)
    assert binaire, "installez le paquet clamav-daemon"
    dossier = Path(tempfile.mkdtemp(prefix="ami-clamd-"))
    superviseur = Superviseur(dossier, bavard=False)
    serveur = Antivirus(dossier / "antivirus", dossier / "sockets", binaire, dict(os.environ), systeme=None)
    serveur.demarrer(superviseur)
    try:
        superviseur.attendre(serveur.repond, delai=30, quoi="Le démarrage de clamd")
        yield serveur.url
    finally:
        superviseur.arreter(patience=2)
        shutil.rmtree(dossier)


@pytest.fixture
def antivirus(settings: Any, clamd: str) -> None:
    settings.AMI_CLAMD = clamd


@pytest.fixture
def personne(db: None) -> Utilisateur:
    return UtilisateurFactory()


def contenu_du_stockage(racine: Path) -> set[str]:
    """Keys of all that is stored."""
    return {str(chemin.relative_to(racine)) for chemin in racine.rglob("*") if chemin.is_file()}
