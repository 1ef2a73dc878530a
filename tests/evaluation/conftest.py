"""A closed wave with its grid, ready to be read."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from evaluation.models import Critere
from evaluation.notes import NoteSaisie
from tests.conftest import ClientLecteur
from tests.fabriques import APRES
from tests.partage_du_module import Base
from tests.scenarios import administrateur, clore, dossier_depose, grille_de_quatre_criteres, vague_ouverte
from vagues.models import Vague, VoletOuvert

PLUS_TARD = APRES + timedelta(hours=2)


@dataclass
class VagueClose:
    volet: VoletOuvert
    vague: Vague
    criteres: list[Critere]
    dossiers: list[Candidature]

    def saisies(self, *notes: int | None, justification: str = "Parce que.") -> dict[int, NoteSaisie]:
        """Return one line per criterion: a note, or None for « ne se prononce pas »."""
        return {
            critere.pk: NoteSaisie(note, note is None, justification)
            for critere, note in zip(self.criteres, notes, strict=True)
        }


def vague_close(nombre: int = 1, poids: tuple[int, ...] = (1, 1, 1, 1)) -> VagueClose:
    volet = vague_ouverte()
    criteres = grille_de_quatre_criteres(volet.vague, poids)
    dossiers = [dossier_depose(volet, rang=rang) for rang in range(1, nombre + 1)]
    return VagueClose(volet, clore(volet.vague), criteres, dossiers)


@pytest.fixture(scope="module")
def close_du_module(base_du_module: Base) -> VagueClose:
    with base_du_module():
        return vague_close()


@pytest.fixture
def close(db: None, close_du_module: VagueClose) -> VagueClose:
    return deepcopy(close_du_module)


@pytest.fixture
def plus_tard() -> Iterator[None]:
    """The clock is stopped after the closing."""
    with time_machine.travel(PLUS_TARD, tick=False):
        yield


@pytest.fixture
def admin(client: ClientLecteur) -> Utilisateur:
    """An administrator, signed in."""
    compte = administrateur()
    client.force_login(compte)
    return compte
