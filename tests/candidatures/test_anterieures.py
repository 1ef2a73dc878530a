"""Former texts: which are kept, how they are read and taken back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from candidatures import lecture
from candidatures.models import Candidature, ReponseAnterieure
from tests.candidatures.pages import connecter
from tests.candidatures.test_autosave import envoyer
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pendant_la_vague() -> Any:
    with time_machine.travel(PENDANT, tick=False) as horloge:
        yield horloge


def test_ecrire_sans_arret_ne_garde_pas_chaque_mot(
    client: ClientLecteur, brouillon: Candidature, pendant_la_vague: Any
) -> None:
    connecter(client, brouillon.cree_par)
    for rang in range(5):
        envoyer(client, brouillon, instances="mot " * (rang + 1))
    assert not ReponseAnterieure.objects.exists()
    envoyer(client, brouillon, instances="")
    pendant_la_vague.shift(timedelta(minutes=10))
    envoyer(client, brouillon, instances="neuf")
    pendant_la_vague.shift(timedelta(minutes=10))
    envoyer(client, brouillon, instances="neuf et plus")
    assert list(ReponseAnterieure.objects.order_by("version").values_list("version", "valeur")) == [
        (6, ("mot " * 5).strip()),
        (8, "neuf"),
    ]


def test_la_version_anterieure_se_lit_et_se_reprend(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    premier = lecture.reponses(brouillon)["instances"]
    envoyer(client, brouillon, instances="")
    envoyer(client, brouillon, instances="Tout autre chose")
    chemin = reverse("candidatures:anterieures", args=[brouillon.pk, "gouvernance", "instances"])
    page = client.get(chemin)
    assert [(v.numero, v.texte, v.actuelle) for v in page.context["versions"]] == [
        (3, "Tout autre chose", True),
        (1, premier, False),
    ]

    reponse = client.post(chemin, {"version": "1"})

    assert (
        reponse["Location"]
        == reverse("candidatures:section", args=[brouillon.pk, "gouvernance"]) + "#id_instances"
    )
    assert lecture.reponses(brouillon)["instances"] == premier
    assert ReponseAnterieure.objects.get(version=3).valeur == "Tout autre chose"


@pytest.mark.parametrize("version", ["", "7", "x", "-1"])
def test_une_version_inconnue_est_introuvable(
    version: str, client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    connecter(client, brouillon.cree_par)
    chemin = reverse("candidatures:anterieures", args=[brouillon.pk, "gouvernance", "instances"])
    avant = contenus()
    assert client.post(chemin, {"version": version}).status_code == 404
    assert contenus() == avant
