"""The connection to the database is cut in the middle of an act: nothing half-written, the retry works."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidatures.models import Candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.states import EtatCandidature
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.fabriques import APRES, PENDANT
from tests.pannes.outils import vague_du_jour
from tests.scenarios import (
    administrateur,
    brouillon_complet,
    clore,
    decider_pour,
    dossier_depose,
    grille_de_quatre_criteres,
    ouvrir_la_deliberation,
    relue,
    vague_ouverte,
)
from vagues.models import Vague


@dataclass
class Coupure:
    """Kill the backend of this connection just before its n-th statement, from another connection."""

    rang: int
    vus: int = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.vus += 1
        if self.vus == self.rang:
            _couper(context["connection"].connection.info.backend_pid)
        return execute(sql, params, many, context)


def _couper(pid: int) -> None:
    cahier = {**connection.get_connection_params()}
    autre = psycopg2.connect(
        **{nom: v for nom, v in cahier.items() if nom not in ("cursor_factory", "context")}
    )
    with autre.cursor() as curseur:
        curseur.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    autre.close()


def _couper_a_chaque_instruction(
    acte: Callable[[], object], tables: Callable[[], dict[str, int]], instructions: int
) -> None:
    """Cut before each of the statements of ``acte`` in turn: each time an error, and not one row more."""
    avant = tables()
    for rang in range(1, instructions + 1):
        coupure = Coupure(rang)
        with connection.execute_wrapper(coupure), pytest.raises((DatabaseError, InterfaceError)):
            acte()
        connection.close()
        assert coupure.vus == rang
        assert tables() == avant, f"trace après la coupure à l’instruction {rang}"


def _nombre_d_instructions(acte: Callable[[], object]) -> int:
    compteur = Coupure(0)
    with connection.execute_wrapper(compteur):
        acte()
    return compteur.vus


@pytest.mark.lent
def test_un_depot_coupe_a_chaque_instruction_ne_laisse_rien_puis_reussit(tables: Any) -> None:
    volet = vague_ouverte()
    temoin, candidature = (brouillon_complet(volet, rang=rang) for rang in (1, 2))
    instructions = _nombre_d_instructions(_deposer(temoin))

    _couper_a_chaque_instruction(_deposer(candidature), tables, instructions)

    depot = _deposer(candidature)()
    assert depot.numero.endswith("-0002")  # no number was lost either
    candidature.refresh_from_db()
    assert candidature.etat == EtatCandidature.DEPOSEE


def _deposer(candidature: Candidature) -> Callable[[], Any]:
    return partial(
        deposer_candidature, candidature_id=candidature.pk, par=candidature.cree_par, recu_le=PENDANT
    )


def _vague_a_publier() -> Vague:
    volet = vague_ouverte()
    grille_de_quatre_criteres(volet.vague)
    dossiers = [dossier_depose(volet, rang=rang) for rang in (1, 2, 3)]
    vague = clore(volet.vague)
    ouvrir_la_deliberation(vague)
    decider_pour(dossiers[0], Sens.LAUREATE, 100_000)
    for dossier in dossiers[1:]:
        decider_pour(dossier)
    demander_publication(vague_id=vague.pk, par=administrateur(), maintenant=APRES)
    return vague


def _publier(vague: Vague) -> Callable[[], Any]:
    par = administrateur()
    assert par.roles  # read once here: the count of statements is then that of the act alone
    return partial(publier_vague, vague_id=vague.pk, par=par, maintenant=APRES)


@pytest.mark.lent
def test_une_publication_coupee_a_chaque_instruction_ne_publie_rien_a_moitie(tables: Any) -> None:
    """F10: a failure in the middle leaves no half-published wave."""
    instructions = _nombre_d_instructions(_publier(_vague_a_publier()))
    vague = _vague_a_publier()
    publier = _publier(vague)
    etats = list(Candidature.objects.order_by("pk").values_list("etat", flat=True))

    _couper_a_chaque_instruction(publier, tables, instructions)

    assert list(Candidature.objects.order_by("pk").values_list("etat", flat=True)) == etats
    vague.refresh_from_db()
    assert vague.etat == "en_deliberation"
    assert publier().etat == "publiee"


def test_la_page_coupee_repond_par_une_erreur_propre_puis_le_depot_reussit() -> None:
    client = Client(raise_request_exception=False)
    candidature = brouillon_complet(vague_du_jour(), le=timezone.now())
    client.force_login(candidature.cree_par)
    adresse, lue = reverse("candidatures:deposer", args=[candidature.pk]), relue(candidature)

    with connection.execute_wrapper(Coupure(10)):
        reponse = client.post(adresse, {"relue": lue})
    connection.close()

    assert reponse.status_code == 500
    assert settings.DEBUG is False
    texte = reponse.content.decode()
    assert "Traceback" not in texte
    assert "psycopg2" not in texte
    candidature.refresh_from_db()
    assert candidature.etat == EtatCandidature.BROUILLON
    assert client.post(adresse, {"relue": lue}).status_code == 302
    assert candidature.depots.count() == 1
