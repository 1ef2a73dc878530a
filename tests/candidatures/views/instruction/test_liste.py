"""The list of filed dossiers: PRODUCT §9, its cost, literal, whatever the number of rows."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.comptes.models import Role
from tests.candidatures.views.pages import compter
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pendant_la_vague() -> Any:
    with time_machine.travel(PENDANT, tick=False):
        yield


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_file_d_instruction(nombre: int, client: ClientLecteur) -> None:
    volet = vague_ouverte()
    for rang in range(nombre):
        dossier_depose(volet, rang=10 + rang)
    client.force_login(agent(Role.INSTRUCTEUR))
    assert compter(client, reverse("instruction:liste")) == 5
