"""A complete draft of an open wave."""

import pytest

from ami.comptes.models import Role, Utilisateur
from candidatures.models import Candidature
from tests.scenarios import agent, brouillon_complet, vague_ouverte


@pytest.fixture
def brouillon(db: None) -> Candidature:
    return brouillon_complet(vague_ouverte())


@pytest.fixture
def instructeur(db: None) -> Utilisateur:
    return agent(Role.INSTRUCTEUR)
