"""The closing instant through real HTTP requests, with neither Celery nor beat: the clock alone decides."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from ami.territoires.heures import echeance
from candidatures.models import Candidature
from tests.candidatures.views.pages import lues
from tests.fabriques import CLOTURE, PENDANT
from tests.partage_du_module import Base
from tests.scenarios import brouillon_complet, relue, vague_ouverte

pytestmark = pytest.mark.django_db
SECONDE = timedelta(seconds=1)

# Closing instants, département of the porteur, and the deadline as people read it.
CAS = {
    "hiver": (CLOTURE, "67", "15 février 2027 à 23 h 59 (heure de Paris)"),
    "veille du passage à l’heure d’été": (
        datetime.fromisoformat("2027-03-28T00:00+01:00"),
        "67",
        "27 mars 2027 à 23 h 59 (heure de Paris)",
    ),
    "première minute de l’heure d’été": (
        datetime.fromisoformat("2027-03-28T03:00+02:00"),
        "67",
        "28 mars 2027 à 1 h 59 (heure de Paris)",
    ),
    "2 h 30, première fois": (
        datetime.fromisoformat("2027-10-31T02:30+02:00"),
        "67",
        "31 octobre 2027 à 2 h 29, heure d’été (heure de Paris)",
    ),
    "2 h 30, seconde fois": (
        datetime.fromisoformat("2027-10-31T02:30+01:00"),
        "67",
        "31 octobre 2027 à 2 h 29, heure d’hiver (heure de Paris)",
    ),
    "La Réunion": (
        CLOTURE,
        "974",
        "15 février 2027 à 23 h 59 (heure de Paris), soit le 16 février 2027 à 2 h 59 à La Réunion",
    ),
    "Martinique": (
        CLOTURE,
        "972",
        "15 février 2027 à 23 h 59 (heure de Paris), soit 18 h 59 en Martinique",
    ),
    "La Réunion, heure d’été": (
        datetime.fromisoformat("2027-03-28T03:00+02:00"),
        "974",
        "28 mars 2027 à 1 h 59 (heure de Paris), soit 4 h 59 à La Réunion",
    ),
    "Martinique, 2 h 30 seconde fois": (
        datetime.fromisoformat("2027-10-31T02:30+01:00"),
        "972",
        "31 octobre 2027 à 2 h 29, heure d’hiver (heure de Paris), soit le 30 octobre 2027 à 21 h 29 en Martinique",
    ),
}


@pytest.fixture(scope="module")
def brouillons_du_module(base_du_module: Base) -> dict[str, Candidature]:
    """A draft for each case, each in its own wave."""
    with base_du_module():
        return {
            nom: brouillon_complet(vague_ouverte(cloture=cloture.astimezone(UTC)), departement=departement)
            for nom, (cloture, departement, _) in CAS.items()
        }


@pytest.fixture(params=CAS, ids=list(CAS))
def cas(
    request: pytest.FixtureRequest, db: None, brouillons_du_module: dict[str, Candidature]
) -> tuple[Candidature, datetime, str]:
    cloture, _, lue = CAS[request.param]
    return deepcopy(brouillons_du_module[request.param]), cloture, lue


def _poster(client: Client, candidature: Candidature, instant: datetime) -> Any:
    """File as the signatory does: the clock of the machine is stopped at ``instant``."""
    with time_machine.travel(instant.astimezone(UTC), tick=False):
        client.force_login(candidature.cree_par)
        corps = {"relue": relue(candidature)}
        return client.post(reverse("candidatures:deposer", args=[candidature.pk]), corps)


def _texte(reponse: Any) -> str:
    return " ".join(reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


def test_une_seconde_avant_la_cloture_le_depot_est_recu(
    client: Client, cas: tuple[Candidature, datetime, str]
) -> None:
    candidature, cloture, _ = cas

    reponse = _poster(client, candidature, cloture - SECONDE)

    assert reponse.status_code == 302
    assert reponse.headers["Location"] == reverse("candidatures:recepisse", args=[candidature.pk])
    candidature.refresh_from_db()
    assert (candidature.etat, candidature.depose_le) == ("deposee", cloture - SECONDE)
    assert candidature.depots.get().recu_le == cloture - SECONDE


@pytest.mark.parametrize("retard", [timedelta(0), SECONDE, timedelta(hours=1)], ids=str)
def test_a_la_cloture_ou_apres_le_depot_est_refuse_et_le_texte_reste(
    client: Client,
    cas: tuple[Candidature, datetime, str],
    retard: timedelta,
    tables: Any,
) -> None:
    candidature, cloture, lue = cas
    avant = tables()

    reponse = _poster(client, candidature, cloture + retard)

    assert reponse.status_code == 422
    texte = _texte(reponse)
    assert "Votre dossier n’a pas été déposé" in texte
    assert f"La clôture était fixée au {lue}." in texte
    for mots in ("La Halle 1", "Un lieu ressource pour le quartier.", "Coworking, atelier partagé."):
        assert mots in texte
    assert tables() == avant
    candidature.refresh_from_db()
    assert candidature.etat == "brouillon"
    assert candidature.reponses.get(champ="ambition").valeur == "Soutenir les autres lieux."


def test_chaque_page_du_brouillon_dit_l_echeance_et_l_heure_locale(
    client: Client, cas: tuple[Candidature, datetime, str]
) -> None:
    candidature, cloture, lue = cas
    with time_machine.travel((cloture - SECONDE).astimezone(UTC), tick=False):
        client.force_login(candidature.cree_par)
        for nom, options in (("dossier", []), ("section", ["lieu"]), ("deposer", [])):
            reponse = client.get(reverse(f"candidatures:{nom}", args=[candidature.pk, *options]))
            assert reponse.status_code == 200
            assert lue in _texte(reponse), nom
            assert "minuit" not in _texte(reponse).lower()


def test_les_deux_2_h_30_du_31_octobre_sont_deux_instants(client: Client) -> None:
    """The hour that comes twice: between the two, a wave that closes at the second one is still open."""
    premiere, seconde = (CAS[f"2 h 30, {rang} fois"][0] for rang in ("première", "seconde"))
    assert seconde - premiere == timedelta(hours=1)
    close, ouverte = (
        brouillon_complet(vague_ouverte(cloture=cloture.astimezone(UTC)), rang=rang)
        for rang, cloture in enumerate((premiere, seconde), start=1)
    )
    entre_les_deux = premiere + timedelta(minutes=30)

    assert _poster(client, close, entre_les_deux).status_code == 422
    assert _poster(client, ouverte, entre_les_deux).status_code == 302


@pytest.mark.parametrize("jour", range(7))
def test_la_cloture_tient_chaque_jour_de_la_semaine_et_au_nouvel_an(client: Client, jour: int) -> None:
    """Seven closings at 00:00 Paris from 28 December 2026, the change of year among them."""
    cloture = datetime.fromisoformat("2026-12-28T00:00+01:00") + timedelta(days=jour)
    volet = vague_ouverte(ouverture=PENDANT - timedelta(days=90), cloture=cloture.astimezone(UTC))
    a_temps, en_retard = (
        brouillon_complet(volet, rang=rang, le=cloture - timedelta(days=2)) for rang in (1, 2)
    )

    assert _poster(client, a_temps, cloture - SECONDE).status_code == 302
    reponse = _poster(client, en_retard, cloture)
    assert reponse.status_code == 422
    assert escape(echeance(cloture)) in reponse.content.decode()


def test_un_texte_tape_pendant_la_derniere_minute_n_est_pas_perdu(client: Client) -> None:
    """The wave closes while a section is being typed: the words are kept, and the page says it is over."""
    candidature = brouillon_complet(vague_ouverte())
    adresse = reverse("candidatures:section", args=[candidature.pk, "gouvernance"])
    saisie = {"instances": "Écrit à 23 h 59.", "usagers": "Oui.", "equipe": "Deux.", "enregistrer": "1"}
    saisie["lues"] = lues(candidature)
    with time_machine.travel(CLOTURE + SECONDE, tick=False):
        client.force_login(candidature.cree_par)
        reponse = client.post(adresse, saisie, follow=True)
        assert "Écrit à 23 h 59." in _texte(reponse)
    assert candidature.reponses.get(champ="instances").valeur == "Écrit à 23 h 59."
    candidature.refresh_from_db()
    assert candidature.etat == "brouillon"
