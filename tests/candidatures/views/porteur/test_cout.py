"""PRODUCT §9: the number of SQL statements of each act and page, literal, whatever the number of rows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.remanier import remanier_candidature
from tests.candidatures.views.pages import compter, lues
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, UtilisateurFactory
from tests.scenarios import brouillon_complet, deposer, dossier_depose, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


def test_deposer_coute_neuf_requetes(django_assert_num_queries: Any) -> None:
    candidature = brouillon_complet(vague_ouverte())
    par = candidature.cree_par
    with django_assert_num_queries(9 + 2):  # two for the savepoint of the test itself
        deposer_candidature(candidature_id=candidature.pk, par=par, recu_le=PENDANT)


def test_enregistrer_une_section_coute_toujours_autant(client: ClientLecteur) -> None:
    candidature = brouillon_complet(vague_ouverte())
    client.force_login(candidature.cree_par)
    chemin = reverse("candidatures:section", args=[candidature.pk, "lieu"])
    client.get(chemin)
    couts = {
        compter(client, chemin, {"nom_lieu": "Un", "lues": lues(candidature)}),
        compter(
            client,
            chemin,
            {"nom_lieu": "Deux", "adresse": "2 rue", "commune": "Lyon", "lues": lues(candidature)},
        ),
    }
    assert max(couts) <= 16


@pytest.mark.parametrize("nombre", [1, 3])
def test_mes_dossiers(nombre: int, client: ClientLecteur) -> None:
    volet, compte = vague_ouverte(), UtilisateurFactory()
    for rang in range(nombre):
        dossier_depose(volet, rang=10 + rang, par=compte)
        brouillon_complet(volet, rang=20 + rang, par=compte)
    client.force_login(compte)
    assert compter(client, reverse("candidatures:liste")) == 8  # 3 of them for the drafts


@pytest.mark.parametrize(("nom", "maximum"), [("dossier", 8), ("deposer", 6), ("recepisse", 6)])
def test_un_dossier(nom: str, maximum: int, client: ClientLecteur) -> None:
    candidature = brouillon_complet(vague_ouverte())
    if nom == "recepisse":
        deposer(candidature)
    client.force_login(candidature.cree_par)
    assert compter(client, reverse(f"candidatures:{nom}", args=[candidature.pk])) <= maximum


def test_l_accuse_ne_lit_que_le_contenu_de_la_derniere_version(client: ClientLecteur) -> None:
    candidature = dossier_depose(vague_ouverte())
    par = candidature.cree_par
    for resume in ("Deux.", "Trois."):
        remanier_candidature(candidature_id=candidature.pk, par=par, recu_le=PENDANT)
        enregistrer_reponses(
            candidature_id=candidature.pk, valeurs={"resume": resume}, par=par, recu_le=PENDANT
        )
        deposer(candidature)
    client.force_login(par)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(reverse("candidatures:recepisse", args=[candidature.pk]))
    assert [depot.version for depot in reponse.context["depots"]] == [3, 2, 1]
    (lecture,) = [r["sql"] for r in requetes if '"candidatures_depot"."contenu"' in r["sql"]]
    assert f'"candidatures_depot"."id" = {reponse.context["depot"].pk}' in lecture
