"""The list of filed dossiers: PRODUCT §9, its cost, literal, whatever the number of rows."""

import pytest
from django.db import connection
from django.urls import reverse

from ami.comptes.models import Role
from candidatures.lectures.listes import dossiers_instruits
from tests.candidatures.views.pages import compter
from tests.conftest import ClientLecteur
from tests.evaluation.dossiers import dossier_numerote
from tests.fabriques import CandidatureFactory
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_file_d_instruction(nombre: int, client: ClientLecteur) -> None:
    volet = vague_ouverte()
    for rang in range(nombre):
        dossier_depose(volet, rang=10 + rang)
    client.force_login(agent(Role.INSTRUCTEUR))
    assert compter(client, reverse("instruction:liste")) == 3


@pytest.mark.parametrize("adresse", ["", "?page=2", "?page=9"])
def test_chaque_page_coute_autant(adresse: str, client: ClientLecteur) -> None:
    volet = vague_ouverte()
    for rang in range(1, 61):
        dossier_numerote(volet, rang)
    client.force_login(agent(Role.INSTRUCTEUR))
    assert compter(client, reverse("instruction:liste") + adresse) == 3


def test_la_vague_la_plus_recente_vient_d_abord_puis_les_numeros() -> None:
    volets = [vague_ouverte(), vague_ouverte()]
    attendus = [dossier_numerote(volet, rang) for volet in reversed(volets) for rang in (1, 2)]
    CandidatureFactory(vague=volets[1].vague)  # a draft
    assert list(dossiers_instruits(agent(Role.INSTRUCTEUR))) == attendus


def test_l_ordre_de_la_liste_est_celui_d_un_index() -> None:
    """However deep the page, its rows are read where the index has them, and no others are sorted."""
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    dossiers = dossiers_instruits(agent(Role.INSTRUCTEUR)).select_related(None)
    plan = dossiers[:25].explain()
    assert "candidature_deposees" in plan
    assert "Sort" not in plan
