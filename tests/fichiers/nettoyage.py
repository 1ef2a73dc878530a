"""Cleaning as the tests call it."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ami.fichiers.bac import copie_propre
from ami.fichiers.nettoyage import enfant
from ami.fichiers.nettoyage.refus import Raison, Refus
from ami.fichiers.nettoyage.retraits import Retrait
from tests.fichiers.inertie import verifier


def nettoyer(genre: str, contenu: bytes) -> bytes:
    """Clean in this very process: the child is tried apart, and costs half a second."""
    with TemporaryDirectory() as dossier:
        source, cible = Path(dossier, "source"), Path(dossier, "cible")
        source.write_bytes(contenu)
        enfant.nettoyer(genre, source, cible)
        return cible.read_bytes()


def nettoyer_a_part(genre: str, contenu: bytes) -> bytes:
    with copie_propre(genre, BytesIO(contenu)) as copie:
        return copie.chemin.read_bytes()


def retraits(genre: str, contenu: bytes) -> set[Retrait]:
    """What the copy no longer has, as the child tells it to its parent."""
    with copie_propre(genre, BytesIO(contenu)) as copie:
        verifier(genre, copie.chemin.read_bytes())
        return set(copie.retraits)


def raison(genre: str, contenu: bytes) -> Raison:
    with pytest.raises(Refus) as refus:
        nettoyer(genre, contenu)
    return refus.value.raison
