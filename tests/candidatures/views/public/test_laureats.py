"""The published laureates: PRODUCT §9, their cost, literal, whatever the number of rows."""

import pytest
from django.urls import reverse

from tests.candidatures.views.pages import compter
from tests.conftest import ClientLecteur
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_laureats(nombre: int, client: ClientLecteur) -> None:
    volet = vague_ouverte()
    for rang in range(nombre):
        dossier = dossier_depose(volet, rang=10 + rang)
        dossier.etat, dossier.montant_accorde = "laureate", 100_000
        dossier.save()
    assert compter(client, reverse("laureats:liste")) == 2
