"""One filed dossier read by an agent: PRODUCT §9, its cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.comptes.models import Perimetre, Role
from tests.candidatures.views.pages import connecter
from tests.conftest import ClientLecteur
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


def test_le_perimetre_d_un_referent_se_lit_une_fois(client: ClientLecteur) -> None:
    dossier = dossier_depose(vague_ouverte(), rang=1, departement="01")
    connecter(client, agent(Role.REFERENT, perimetre=Perimetre.DEPARTEMENT, code="01"))
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(reverse("instruction:dossier", args=[dossier.pk])).status_code == 200
    assert len([r for r in requetes if '"comptes_attribution"."perimetre"' in r["sql"]]) == 1
    assert len(requetes) == 10
