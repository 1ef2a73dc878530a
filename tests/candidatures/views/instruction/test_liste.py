"""The list of filed dossiers: PRODUCT §9, its cost, literal, whatever the number of rows."""

import pytest
from django.urls import reverse

from ami.comptes.models import Role
from tests.candidatures.views.pages import compter
from tests.conftest import ClientLecteur
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_file_d_instruction(nombre: int, client: ClientLecteur) -> None:
    volet = vague_ouverte()
    for rang in range(nombre):
        dossier_depose(volet, rang=10 + rang)
    client.force_login(agent(Role.INSTRUCTEUR))
    assert compter(client, reverse("instruction:liste")) == 3
