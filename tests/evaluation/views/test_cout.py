"""PRODUCT §9: the number of SQL statements of the selection's pages, the same at 1 and at 3 rows."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.comptes.models import Role, Utilisateur
from candidatures.models import Candidature
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.scenarios import administrateur, affecter, agent, decider_pour, noter, ouvrir_la_deliberation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plus_tard() -> Any:
    with time_machine.travel(PLUS_TARD, tick=False):
        yield


def compter(client: ClientLecteur, compte: Utilisateur, nom: str, *arguments: Any) -> int:
    client.force_login(compte)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(reverse(nom, args=arguments))
    assert reponse.status_code == 200
    return len(requetes)


def vague_lue(nombre: int) -> tuple[VagueClose, Utilisateur]:
    close, lecteur = vague_close(nombre), agent()
    for dossier in close.dossiers:
        for evaluateur in (lecteur, agent()):
            noter(affecter(dossier, evaluateur), 3, 3, 3, 3)
    return close, lecteur


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_file_d_un_evaluateur(nombre: int, client: ClientLecteur) -> None:
    _, lecteur = vague_lue(nombre)
    assert compter(client, lecteur, "evaluation:file") == 4


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("pilotage:vague", 9),
        ("affectation:tableau", 9),
        ("selection:deliberation", 5),
        ("selection:publication", 13),
    ],
)
@pytest.mark.parametrize("nombre", [1, 3])
def test_les_pages_d_une_vague(nom: str, attendu: int, nombre: int, client: ClientLecteur) -> None:
    close, _ = vague_lue(nombre)
    if nom in {"selection:deliberation", "selection:publication"}:
        ouvrir_la_deliberation(close.vague)
        for dossier in Candidature.objects.all():
            decider_pour(dossier)
    assert compter(client, administrateur(), nom, close.vague.numero) == attendu


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_calendrier_des_vagues(nombre: int, client: ClientLecteur) -> None:
    for _ in range(nombre):
        vague_close(0)
    assert compter(client, agent(Role.AUDITEUR), "pilotage:vagues") == 4


def test_un_dossier_a_lire_et_un_dossier_a_decider_coutent_au_plus_douze(client: ClientLecteur) -> None:
    close, lecteur = vague_lue(1)
    pk = close.dossiers[0].pk
    assert compter(client, lecteur, "evaluation:evaluer", pk) <= 12
    ouvrir_la_deliberation(close.vague)
    assert compter(client, administrateur(), "selection:decision", close.vague.numero, pk) <= 12
