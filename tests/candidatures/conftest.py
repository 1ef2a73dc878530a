"""A complete draft of an open wave."""

from copy import deepcopy

import pytest

from ami.comptes.models import Role, Utilisateur
from candidatures.models import Candidature
from tests.partage_du_module import Base
from tests.scenarios import agent, brouillon_complet, vague_ouverte


@pytest.fixture(scope="module")
def brouillon_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return brouillon_complet(vague_ouverte())


@pytest.fixture
def brouillon(db: None, brouillon_du_module: Candidature) -> Candidature:
    return deepcopy(brouillon_du_module)


@pytest.fixture
def instructeur(db: None) -> Utilisateur:
    return agent(Role.INSTRUCTEUR)
