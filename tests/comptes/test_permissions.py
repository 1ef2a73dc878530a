"""Roles, perimeters, and the view decorator that asks for one."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from ami.comptes.models import Attribution, Perimetre, Role, Utilisateur
from ami.comptes.permissions import departements_suivis, est_administrateur, est_evaluateur, role_requis
from tests.fabriques import UtilisateurFactory
from tests.scenarios import agent

pytestmark = pytest.mark.django_db
GRAND_EST = ["08", "10", "51", "52", "54", "55", "57", "67", "68", "88"]


@pytest.mark.parametrize("role", [None, *Role.values])
def test_chaque_predicat_repond_a_un_seul_role(role: str | None) -> None:
    compte = agent(role) if role else UtilisateurFactory()
    assert (est_administrateur(compte), est_evaluateur(compte)) == (
        role == Role.ADMINISTRATEUR,
        role == Role.EVALUATEUR,
    )


def referent(*perimetres: tuple[str, str]) -> Utilisateur:
    compte: Utilisateur = UtilisateurFactory()
    for perimetre, code in perimetres:
        Attribution.objects.create(utilisateur=compte, role=Role.REFERENT, perimetre=perimetre, code=code)
    return compte


@pytest.mark.parametrize(
    ("perimetres", "suivis"),
    [
        ([], []),
        ([(Perimetre.REGION, "44")], GRAND_EST),
        ([(Perimetre.REGION, "44"), (Perimetre.DEPARTEMENT, "67")], GRAND_EST),
        ([(Perimetre.DEPARTEMENT, "67"), (Perimetre.DEPARTEMENT, "2A")], ["2A", "67"]),
        ([(Perimetre.REGION, "94"), (Perimetre.DEPARTEMENT, "974")], ["2A", "2B", "974"]),
        # Guadeloupe is région 01; 01 is also the Ain: the kind of perimeter tells them apart.
        ([(Perimetre.REGION, "01"), (Perimetre.DEPARTEMENT, "01")], ["01", "971"]),
        ([(Perimetre.DEPARTEMENT, "999")], []),
    ],
)
def test_plusieurs_perimetres_s_ajoutent(perimetres: list[tuple[str, str]], suivis: list[str]) -> None:
    assert sorted(departements_suivis(referent(*perimetres))) == suivis


@pytest.mark.parametrize("role", [r for r in Role.values if r != Role.REFERENT])
def test_un_autre_role_ne_suit_aucun_departement(role: str) -> None:
    assert departements_suivis(agent(role)) == []


def test_le_perimetre_d_un_collegue_n_est_pas_le_mien() -> None:
    referent((Perimetre.DEPARTEMENT, "974"))
    assert departements_suivis(referent((Perimetre.DEPARTEMENT, "67"))) == ["67"]


def test_dix_perimetres_se_lisent_en_une_requete(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    compte = referent(*((Perimetre.DEPARTEMENT, code) for code in GRAND_EST))
    with django_assert_num_queries(1):
        assert departements_suivis(compte) == GRAND_EST


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
def vue(request: Any, numero: int, *, suffixe: str = "") -> HttpResponse:
    """What a guarded view answers."""
    return HttpResponse(f"{request.user.pk} {numero}{suffixe}")


def demander(compte: Utilisateur, methode: str = "get") -> HttpResponse:
    requete = getattr(RequestFactory(), methode)("/")
    requete.user = compte
    reponse: HttpResponse = vue(requete, 7, suffixe="!")
    return reponse


@pytest.mark.parametrize("methode", ["get", "head", "post", "put", "delete"])
@pytest.mark.parametrize("role", [None, *Role.values])
def test_une_vue_gardee_ne_repond_qu_a_ses_roles(role: str | None, methode: str) -> None:
    compte = agent(role) if role else UtilisateurFactory()
    if role in {Role.ADMINISTRATEUR, Role.AUDITEUR}:
        assert demander(compte, methode).content.decode() == f"{compte.pk} 7!"
    else:
        with pytest.raises(PermissionDenied):
            demander(compte, methode)


def test_un_role_de_plus_n_ouvre_que_ce_qu_il_ouvre() -> None:
    compte = agent(Role.EVALUATEUR)
    Attribution.objects.create(utilisateur=compte, role=Role.INSTRUCTEUR)
    with pytest.raises(PermissionDenied):
        demander(Utilisateur.objects.get(pk=compte.pk))


def test_une_vue_gardee_garde_son_nom() -> None:
    """Routes, logs and the tables of tests name views by it."""
    assert (vue.__name__, vue.__doc__) == ("vue", "What a guarded view answers.")


def test_un_role_retire_ferme_des_la_requete_suivante() -> None:
    compte = agent(Role.ADMINISTRATEUR)
    assert demander(Utilisateur.objects.get(pk=compte.pk)).status_code == 200
    Attribution.objects.all().delete()
    with pytest.raises(PermissionDenied):
        demander(Utilisateur.objects.get(pk=compte.pk))
