"""PRODUCT §9: the number of SQL statements of the selection's pages, the same at 1 and at 3 rows."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.comptes.models import Role, Utilisateur
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import VagueClose, vague_close
from tests.evaluation.dossiers import dossiers_en_nombre, lectures_en_nombre, vague_a_lire
from tests.partage_du_module import Base
from tests.scenarios import administrateur, affecter, agent, decider_pour, noter, ouvrir_la_deliberation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plus_tard")]


def compter(client: ClientLecteur, compte: Utilisateur, nom: str, *arguments: Any, adresse: str = "") -> int:
    client.force_login(compte)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(reverse(nom, args=arguments) + adresse)
    assert reponse.status_code == 200
    return len(requetes)


@dataclass
class VagueLue:
    close: VagueClose
    lecteur: Utilisateur


def vague_lue(nombre: int) -> VagueLue:
    close, lecteur = vague_close(nombre), agent()
    for dossier in close.dossiers:
        for evaluateur in (lecteur, agent()):
            noter(affecter(dossier, evaluateur), 3, 3, 3, 3)
    return VagueLue(close, lecteur)


@pytest.fixture(scope="module")
def lues_du_module(base_du_module: Base) -> dict[int, VagueLue]:
    """A wave of one dossier and one of three, by this number."""
    with base_du_module():
        return {nombre: vague_lue(nombre) for nombre in (1, 3)}


@pytest.fixture
def lues(db: None, lues_du_module: dict[int, VagueLue]) -> dict[int, VagueLue]:
    return deepcopy(lues_du_module)


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_file_d_un_evaluateur(nombre: int, lues: dict[int, VagueLue], client: ClientLecteur) -> None:
    assert compter(client, lues[nombre].lecteur, "evaluation:file") == 3


def test_une_longue_file_coute_autant(client: ClientLecteur) -> None:
    close, lecteur = vague_a_lire(0), agent()
    lectures_en_nombre(dossiers_en_nombre(close.volet, 300), lecteur)
    for adresse in ("", "?page=2", "?page=6"):
        assert compter(client, lecteur, "evaluation:file", adresse=adresse) == 3


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("pilotage:vague", 9),
        ("affectation:tableau", 9),
        ("selection:deliberation", 6),
        ("selection:publication", 23),
    ],
)
@pytest.mark.parametrize("nombre", [1, 3])
def test_les_pages_d_une_vague(
    nom: str, attendu: int, nombre: int, lues: dict[int, VagueLue], client: ClientLecteur
) -> None:
    close = lues[nombre].close
    if nom in {"selection:deliberation", "selection:publication"}:
        ouvrir_la_deliberation(close.vague)
        for dossier in close.dossiers:
            decider_pour(dossier)
    assert compter(client, administrateur(), nom, close.vague.numero) == attendu


@pytest.mark.parametrize("adresse", ["", "?page=2", "?page=6", "?incomplets=1&page=3"])
def test_une_longue_affectation_coute_autant(adresse: str, client: ClientLecteur) -> None:
    close = vague_a_lire(0)
    lectures_en_nombre(dossiers_en_nombre(close.volet, 300), agent())
    assert compter(client, administrateur(), "affectation:tableau", close.vague.numero, adresse=adresse) == 9


def test_un_tableau_de_trois_cents_dossiers_coute_autant(client: ClientLecteur) -> None:
    close = vague_a_lire(0)
    dossiers_en_nombre(close.volet, 300)
    assert compter(client, administrateur(), "selection:deliberation", close.vague.numero) == 6


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_calendrier_des_vagues(nombre: int, client: ClientLecteur) -> None:
    for _ in range(nombre):
        vague_close(0)
    assert compter(client, agent(Role.AUDITEUR), "pilotage:vagues") == 3


def test_un_dossier_a_lire_et_un_dossier_a_decider_coutent_au_plus_dix(
    lues: dict[int, VagueLue], client: ClientLecteur
) -> None:
    close, lecteur = lues[1].close, lues[1].lecteur
    pk = close.dossiers[0].pk
    assert compter(client, lecteur, "evaluation:evaluer", pk) <= 10
    ouvrir_la_deliberation(close.vague)
    assert compter(client, administrateur(), "selection:decision", close.vague.numero, pk) <= 11
