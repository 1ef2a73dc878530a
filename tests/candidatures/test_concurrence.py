"""Two tabs, two people: nothing that was not read is overwritten."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from candidatures import lecture
from candidatures.concurrence import departager, marque, relire_marques
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT
from tests.scenarios import brouillon_complet, vague_ouverte

Compter = Callable[[], dict[str, int]]


@pytest.mark.parametrize(
    ("lu", "saisi", "stocke", "garde", "conflit"),
    [
        ("a", "a", "a", "a", False),
        ("a", "b", "a", "b", False),  # changed here alone
        ("a", "a", "c", "c", False),  # changed elsewhere alone: left alone
        ("a", "c", "c", "c", False),  # the same change twice
        ("a", "b", "c", "b", True),  # two different changes
        (None, "b", None, "b", False),
        ("a", None, "a", None, False),  # emptied here
        ("a", None, "c", None, True),
    ],
)
def test_departager(lu: Any, saisi: Any, stocke: Any, garde: Any, conflit: bool) -> None:
    a_garder, conflits = departager({"x": saisi}, {"x": stocke}, {"x": marque(lu)})
    assert (a_garder, bool(conflits)) == ({"x": garde}, conflit)


@pytest.mark.parametrize("texte", ["", "{", "[]", "null", "1"])
def test_des_marques_abimees_valent_aucune_marque(texte: str) -> None:
    assert relire_marques(texte) == {}


class Onglet:
    """One tab: what it shows, and what it sends back."""

    def __init__(self, client: ClientLecteur, adresse: str) -> None:
        self.client, self.adresse = client, adresse
        self.lire(client.get(adresse))

    def lire(self, reponse: Any) -> None:
        form = reponse.context["form"]
        self.champs = {champ.name: champ.value() or "" for champ in form}
        self.champs["lues"] = reponse.context["lues"]

    def envoyer(self, **changements: str) -> Any:
        return self.client.post(self.adresse, {**self.champs, **changements})


@pytest.fixture
def onglets(client: ClientLecteur, db: None) -> Any:
    with time_machine.travel(PENDANT, tick=False):
        candidature = brouillon_complet(vague_ouverte())
        client.force_login(candidature.cree_par)
        adresse = reverse("candidatures:section", args=[candidature.pk, "gouvernance"])
        yield candidature, Onglet(client, adresse), Onglet(client, adresse)


def test_deux_onglets_sur_deux_questions_gardent_les_deux_textes(onglets: Any) -> None:
    candidature, premier, second = onglets

    assert premier.envoyer(instances="Texte du premier").status_code == 302
    assert second.envoyer(usagers="Texte du second").status_code == 302

    reponses = lecture.reponses(candidature)
    assert (reponses["instances"], reponses["usagers"]) == ("Texte du premier", "Texte du second")


def test_deux_onglets_sur_la_meme_question_le_disent_et_n_ecrasent_rien(onglets: Any) -> None:
    candidature, premier, second = onglets
    premier.envoyer(instances="Texte du premier")

    refus = second.envoyer(instances="Texte du second")

    page = refus.content.decode()
    assert refus.status_code == 409
    assert "modifiée ailleurs" in page
    assert "Texte du premier" in page
    assert "Texte du second" in page
    assert lecture.reponses(candidature)["instances"] == "Texte du premier"

    second.lire(refus)
    assert json.loads(second.champs["lues"])["instances"] == marque("Texte du premier")
    assert second.envoyer(instances="Texte du second").status_code == 302
    assert lecture.reponses(candidature)["instances"] == "Texte du second"
