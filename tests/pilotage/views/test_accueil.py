"""Home page: everything it says comes from the database, in a bounded number of queries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.fabriques import (
    CLOTURE,
    PENDANT,
    AppelFactory,
    CritereFactory,
    GrilleFactory,
    GrilleVagueFactory,
    VagueFactory,
    VoletFactory,
    VoletOuvertFactory,
)
from tests.gabarits.page import Page
from vagues.models import Appel, ObjectifAppel, RoleDuLieu
from vagues.states import EtatVague

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]
REQUETES = 6  # call, waves, objective, roles, tracks, criteria


@pytest.fixture
def appel() -> Appel:
    appel: Appel = AppelFactory()
    ObjectifAppel.objects.create(appel=appel, du=date(2019, 7, 11), laureats=300, enveloppe=45_000_000)
    ObjectifAppel.objects.create(appel=appel, du=date(2028, 1, 1), laureats=360, enveloppe=54_000_000)
    RoleDuLieu.objects.create(appel=appel, ordre=1, titre="Lieu ressource", texte="Tête de réseau.")
    return appel


def _accueil(client: Client) -> Page:
    reponse = client.get("/")
    assert reponse.status_code == 200
    page = Page(reponse.content.decode())
    page.verifier_les_liens()
    return page


def test_accueil_sans_appel_le_dit(client: Client) -> None:
    page = _accueil(client)

    assert "Aucun appel n’est publié pour le moment." in page.un("main").texte
    assert page.tous("table") == []


def test_accueil_sans_vague_le_dit(client: Client, appel: Appel) -> None:
    VoletFactory(appel=appel)
    texte = _accueil(client).un("main").texte

    assert "Aucune vague n’est ouverte" in texte
    assert "de 75\u202f000\u00a0€ à 150\u202f000\u00a0€ au total, sur 3 ans" in texte
    assert "50\u202f000\u00a0€ au plus par an" in texte
    assert "Déposer une candidature" not in texte


def test_accueil_dit_l_objectif_en_vigueur_et_non_le_suivant(client: Client, appel: Appel) -> None:
    texte = _accueil(client).un("main").texte

    assert "300 Fabriques, pour une enveloppe de 45\u202f000\u202f000\u00a0€" in texte
    assert "360" not in texte


def test_accueil_montre_la_vague_ouverte_avec_ses_propres_montants(client: Client, appel: Appel) -> None:
    ouvert = VoletOuvertFactory(
        vague__appel=appel, vague__numero=7, prime_investissement_max=Decimal(100_000)
    )
    ouvert.volet.montant_max_total = Decimal(999_000)
    ouvert.volet.save(update_fields=["montant_max_total"])
    page = _accueil(client)
    texte = page.un("main").texte

    assert "Vague 7\u00a0: les candidatures sont ouvertes" in texte
    assert "15\u00a0février\u00a02027 à 23\u00a0h\u00a059 (heure de Paris)" in texte
    assert "Il reste 14\u00a0jours et 13\u00a0heures" in texte
    assert "prime d’investissement de 100\u202f000\u00a0€ au plus" in texte
    assert "999" not in texte
    assert page.un("a", href="/candidatures/nouvelle/").texte == "Déposer une candidature"
    rebours = next(e for e in page.elements if "data-instant" in e.attributs)
    assert rebours.attributs["data-instant"] == "2027-02-16T00:00:00+01:00"
    assert "aria-live" not in rebours.attributs


def test_accueil_croit_l_horloge_et_non_celery(
    client: Client, appel: Appel, pendant_la_vague: time_machine.Traveller
) -> None:
    VoletOuvertFactory(vague__appel=appel)
    pendant_la_vague.move_to(CLOTURE)
    texte = _accueil(client).un("main").texte

    assert "les candidatures sont ouvertes" not in texte
    assert "Close, sélection en cours" in texte


def test_accueil_annonce_la_prochaine_vague(client: Client, appel: Appel) -> None:
    VagueFactory(
        appel=appel,
        numero=8,
        etat=EtatVague.PROGRAMMEE,
        ouverture=PENDANT + timedelta(days=30),
        cloture=PENDANT + timedelta(days=60),
    )
    texte = _accueil(client).un("main").texte

    assert "Vague 8\u00a0: bientôt ouverte" in texte
    assert "Les candidatures ouvrent le 3\u00a0mars\u00a02027" in texte


def test_calendrier_dit_les_mots_du_public(client: Client, appel: Appel) -> None:
    VagueFactory(
        appel=appel, numero=1, etat=EtatVague.ARCHIVEE, laureats_annonces=80, annoncee_le=date(2020, 2, 1)
    )
    VagueFactory(
        appel=appel, numero=2, etat=EtatVague.EN_DELIBERATION, close_le=CLOTURE, annonce_prevue="mars 2027"
    )
    page = _accueil(client)

    assert [th.texte for th in page.tous("th", scope="row")] == ["Vague 2", "Vague 1"]
    cases = [td.texte for td in page.tous("td")]
    assert cases[0] == "Close, sélection en cours"
    assert cases[3] == "mars 2027 (indicatif)"
    assert [cases[4], cases[9]] == ["à venir", "80"]
    assert (cases[5], cases[8], cases[9]) == ("Terminée", "1er\u00a0février\u00a02020", "80")
    assert "délibération" not in page.un("main").texte


def test_criteres_sont_ceux_de_la_vague_ouverte(client: Client, appel: Appel) -> None:
    anciens, nouveaux = GrilleFactory(code="2019"), GrilleFactory(code="2020")
    CritereFactory(grille=anciens, libelle="Ancien critère")
    CritereFactory(grille=nouveaux, libelle="Nouveau critère")
    GrilleVagueFactory(vague=VoletOuvertFactory(vague__appel=appel, vague__numero=3).vague, grille=nouveaux)
    GrilleVagueFactory(vague=VagueFactory(appel=appel, numero=9, etat=EtatVague.PROGRAMMEE), grille=anciens)
    texte = _accueil(client).un("main").texte

    assert "Nouveau critère" in texte
    assert "Ancien critère" not in texte


@pytest.mark.parametrize("vagues", [1, 3])
def test_accueil_tient_en_peu_de_requetes(
    client: Client, appel: Appel, vagues: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CritereFactory()
    for _ in range(vagues):
        ouvert = VoletOuvertFactory(vague__appel=appel)
        GrilleVagueFactory(vague=ouvert.vague)

    with django_assert_num_queries(REQUETES):
        _accueil(client)
