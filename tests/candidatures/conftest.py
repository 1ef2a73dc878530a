"""One dossier of each kind that most tests start from, built once in a module; and who instructs it."""

from copy import deepcopy

import pytest

from ami.comptes.models import Role, Utilisateur
from candidatures.models import Candidature
from tests.candidatures.complements import dossier_clos
from tests.partage_du_module import Base
from tests.scenarios import agent, brouillon_complet, dossier_depose, vague_ouverte


@pytest.fixture(scope="module")
def brouillon_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return brouillon_complet(vague_ouverte())


@pytest.fixture
def brouillon(db: None, brouillon_du_module: Candidature) -> Candidature:
    """A complete draft of an open wave."""
    return deepcopy(brouillon_du_module)


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_depose(vague_ouverte(numero=13))


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    """The first filed dossier of an open wave."""
    return deepcopy(depose_du_module)


@pytest.fixture(scope="module")
def clos_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_clos()


@pytest.fixture
def clos(db: None, clos_du_module: Candidature) -> Candidature:
    """The first filed dossier of a closed and sealed wave."""
    return deepcopy(clos_du_module)


@pytest.fixture
def instructeur(db: None) -> Utilisateur:
    return agent(Role.INSTRUCTEUR)
