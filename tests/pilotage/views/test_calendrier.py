"""Calendar of the waves: reading it, programming a wave through its form."""

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from ami.comptes.models import Role, Utilisateur
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, OUVERTURE, PENDANT, AppelFactory, VagueFactory, VoletFactory
from tests.gabarits.page import Page
from tests.scenarios import administrateur, agent
from vagues.models import Vague

pytestmark = pytest.mark.django_db
NOUVELLE = "/vagues/nouvelle/"


@pytest.fixture(autouse=True)
def la_veille() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(OUVERTURE - timedelta(days=1), tick=False) as voyage:
        yield voyage


@pytest.fixture
def admin(client: ClientLecteur) -> Utilisateur:
    compte = administrateur()
    client.force_login(compte)
    return compte


def saisie(**champs: Any) -> dict[str, Any]:
    return {
        "libelle": "Vague d’hiver",
        "ouverture": "2027-01-11T09:00",
        "cloture": "2027-02-16T00:00",
        "annonce_prevue": "mars 2027",
        "capacite": "30",
        "volets": [VoletFactory().pk],
        **champs,
    }


def test_programmer_mene_a_la_vague(admin: Utilisateur, client: ClientLecteur) -> None:
    VagueFactory(numero=6)
    reponse = client.post(NOUVELLE, saisie())
    assert reponse["Location"] == "/vagues/7/"
    assert "Vague d’hiver est programmée." in html.unescape(client.get("/vagues/7/").content.decode())
    vague = Vague.objects.get(numero=7)
    assert (vague.ouverture, vague.cloture, vague.capacite, vague.annonce_prevue) == (
        OUVERTURE,
        CLOTURE,
        30,
        "mars 2027",
    )


@pytest.mark.parametrize(
    ("champs", "fautif", "phrase"),
    [
        ({"cloture": ""}, "cloture", "Indiquez une date et une heure."),
        ({"cloture": "2027-01-11T09:00"}, "cloture", "La clôture doit suivre l’ouverture."),
        ({"cloture": "2026-06-01T00:00", "ouverture": "2026-05-01T00:00"}, "cloture", "déjà passée"),
        ({"volets": []}, "volets", "Cochez au moins un volet."),
        ({"capacite": "0"}, "capacite", "au moins 1"),
    ],
    ids=str,
)
def test_une_vague_mal_saisie_le_dit_et_garde_la_saisie(
    champs: dict[str, Any], fautif: str, phrase: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    donnees = saisie(**champs)
    avant = contenus()
    reponse = client.post(NOUVELLE, donnees)
    assert reponse.status_code == 422
    assert list(reponse.context["form"].errors) == [fautif]
    assert phrase in reponse.context["form"].errors[fautif][0]
    lue = Page(reponse.content.decode())
    lue.verifier_les_liens()
    assert lue.un("input", name="libelle").attributs["value"] == "Vague d’hiver"
    assert contenus() == avant


def test_la_vague_se_programme_pour_le_dernier_appel(admin: Utilisateur, client: ClientLecteur) -> None:
    VoletFactory(appel=AppelFactory(code="ancien", ouvert_le=PENDANT.date() - timedelta(days=9000)))
    recent = VoletFactory(appel=AppelFactory(code="recent", ouvert_le=PENDANT.date()))
    client.post(NOUVELLE, saisie(volets=[recent.pk]))
    assert Vague.objects.get().appel == recent.appel


def test_sans_appel_rien_ne_se_programme(admin: Utilisateur, client: ClientLecteur) -> None:
    assert client.get(NOUVELLE).status_code == 404


@pytest.mark.parametrize("role", [r for r in Role.values if r != Role.ADMINISTRATEUR])
def test_aucun_autre_role_ne_programme(role: str, client: ClientLecteur, contenus: Any) -> None:
    client.force_login(agent(role))
    donnees = saisie()
    avant = contenus()
    assert (client.get(NOUVELLE).status_code, client.post(NOUVELLE, donnees).status_code) == (403, 403)
    assert contenus() == avant


@pytest.mark.parametrize(("role", "bouton"), [(Role.ADMINISTRATEUR, 1), (Role.AUDITEUR, 0)])
def test_le_calendrier_va_de_la_derniere_vague_a_la_premiere(
    role: str, bouton: int, client: ClientLecteur
) -> None:
    for numero in (2, 3, 1):
        VagueFactory(numero=numero)
    client.force_login(agent(role))
    lue = Page(client.get("/vagues/").content.decode())
    assert [th.texte for th in lue.tous("th", scope="row")] == ["Vague 3", "Vague 2", "Vague 1"]
    assert len(lue.tous("a", href=NOUVELLE)) == bouton


def test_un_calendrier_vide_le_dit(admin: Utilisateur, client: ClientLecteur) -> None:
    lue = Page(client.get("/vagues/").content.decode())
    assert "Aucune vague n’est encore programmée." in lue.un("main").texte
