"""A complete draft of an open wave."""

import pytest

from candidatures.models import Candidature
from tests.scenarios import brouillon_complet, vague_ouverte


@pytest.fixture
def brouillon(db: None) -> Candidature:
    return brouillon_complet(vague_ouverte())
