"""A programmed wave takes the forms of the tracks where the last one left them, and checks what its page checks."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ami.commun.erreurs import ErreurMetier
from tests.fabriques import AppelFactory, VagueFactory, VoletFactory, VoletOuvertFactory
from tests.scenarios import administrateur
from tests.vagues.services.test_programmer_vague import programmer
from vagues.models import VoletOuvert
from vagues.services import ouvrir_les_volets

pytestmark = pytest.mark.django_db


def test_une_vague_reprend_le_formulaire_de_la_derniere_vague_de_chaque_volet() -> None:
    """But what is about that wave: the years of its budgets, the départements it aimed at."""
    deux, neuf = VoletFactory(code="deux"), VoletFactory(code="neuf", reglages={"plafond_public": 80})
    for numero, reglages in ((11, {"plafond_public": 50}), (12, {"annee_debut": 2027, "champs": {"a": {}}})):
        VoletOuvertFactory(vague__numero=numero, volet=deux, reglages=reglages | {"departements": ["67"]})
    vague = programmer(volets=[neuf, deux])
    ouverts = {ouvert.volet: ouvert.reglages for ouvert in VoletOuvert.objects.filter(vague=vague)}
    assert ouverts == {deux: {"champs": {"a": {}}}, neuf: {"plafond_public": 80}}


@pytest.mark.parametrize("nombre", [1, 3])
def test_reprendre_les_formulaires_coute_une_requete(nombre: int, django_assert_num_queries: Any) -> None:
    volets = [VoletFactory(code=f"v{rang}") for rang in range(nombre)]
    for volet in volets:
        VoletOuvertFactory(volet=volet)
    vague = VagueFactory()
    with django_assert_num_queries(1):
        assert len(ouvrir_les_volets(vague, volets)) == nombre


def test_la_page_dit_ce_qui_est_repris(client: Client) -> None:
    AppelFactory()
    client.force_login(administrateur())
    contenu = client.get(reverse("pilotage:programmer")).content.decode()
    assert "Le formulaire de chaque volet reprend celui de sa dernière vague" in contenu


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"libelle": "a" * 121}, "Ce texte dépasse la limite de 120 caractères"),
        ({"libelle": "a\x00b"}, "caractères invisibles"),
        ({"libelle": "a\nb"}, "une seule ligne"),
        ({"annonce_prevue": "a" * 61}, "Ce texte dépasse la limite de 60 caractères"),
        ({"capacite": 0}, "de 1 à 1\u202f000"),
        ({"capacite": 1001}, "de 1 à 1\u202f000"),
    ],
    ids=ascii,
)
def test_le_service_refuse_ce_que_la_page_refuserait(
    champs: dict[str, Any], phrase: str, contenus: Any
) -> None:
    appel, par = AppelFactory(), administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match=phrase):
        programmer(appel=appel, par=par, **champs)
    assert contenus() == avant
