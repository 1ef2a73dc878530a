"""Acts that are not undone: each has a page that says what it does, asks for a gesture, and writes nothing without it."""

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ami.comptes.models import Role, Utilisateur
from candidatures.models import Scelle
from tests.conftest import ClientLecteur
from tests.evaluation.dossiers import dossier_numerote, lecture, mettre_a, vague_a_lire
from tests.fabriques import CLOTURE, OUVERTURE, PENDANT, AccesFactory, CandidatureFactory
from tests.gabarits.page import Page
from tests.scenarios import administrateur, agent, vague_ouverte, vague_programmee
from vagues.models import DemandeDeCloture, Vague
from vagues.services import demander_cloture
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db
MOTIF = "Enveloppe épuisée."
# Each page: the state from which it is reached.
PAGES = {
    "ouvrir": "programmee",
    "corriger": "programmee",
    "supprimer": "programmee",
    "cloturer": "ouverte",
    "anticiper": "ouverte",
    "confirmer_anticipation": "ouverte",
    "ouvrir_deliberation": "close",
}


@pytest.fixture(autouse=True)
def horloge() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PENDANT, tick=False) as voyage:
        yield voyage


@pytest.fixture
def admin(client: ClientLecteur) -> Utilisateur:
    compte = administrateur()
    client.force_login(compte)
    return compte


def texte(reponse: Any) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\xa0", " ").split())


def adresse(nom: str, vague: Vague) -> str:
    return reverse(f"pilotage:{nom}", args=[vague.numero])


def vague_a(etat: str) -> Vague:
    vague: Vague = vague_programmee().vague
    return mettre_a(vague, etat)


def demandee(vague: Vague, par: Utilisateur | None = None) -> DemandeDeCloture:
    return demander_cloture(vague_id=vague.pk, motif=MOTIF, par=par or administrateur(), maintenant=PENDANT)


@pytest.mark.parametrize("nom", PAGES)
def test_la_page_dit_ce_qu_elle_fait_et_n_ecrit_rien_sans_geste(
    nom: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague = vague_a(PAGES[nom])
    if nom == "confirmer_anticipation":
        demandee(vague)
    avant = contenus()
    lue = client.get(adresse(nom, vague))
    assert lue.status_code == 200
    Page(lue.content.decode()).verifier_les_liens()
    for donnees in ({}, {"confirmation": ""}, {"motif": "Sans geste."}):
        refus = client.post(adresse(nom, vague), donnees)
        assert refus.status_code == 422
        Page(refus.content.decode()).verifier_les_liens()
    assert contenus() == avant


@pytest.mark.parametrize("nom", PAGES)
@pytest.mark.parametrize("etat", EtatVague.values)
def test_hors_de_son_etat_la_page_mene_a_la_vague(
    etat: str, nom: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    if etat == PAGES[nom]:
        return
    vague = vague_a(etat)
    avant = contenus()
    assert client.get(adresse(nom, vague))["Location"] == adresse("vague", vague)
    if nom != "corriger":
        donnees = {"confirmation": "on", "motif": MOTIF, "demande": "x"}
        assert client.post(adresse(nom, vague), donnees)["Location"] == adresse("vague", vague)
    assert contenus() == avant


@pytest.mark.parametrize("nom", PAGES)
def test_qui_a_un_interet_dans_la_vague_lit_pourquoi_il_n_y_agit_pas(
    nom: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague = vague_a(PAGES[nom])
    AccesFactory(candidature=CandidatureFactory(vague=vague), utilisateur=admin, role="redacteur")
    avant = contenus()
    reponse = client.get(adresse(nom, vague), follow=True)
    assert reponse.redirect_chain == [(adresse("vague", vague), 302)]
    assert "un autre administrateur doit le faire" in texte(reponse)
    for autre in PAGES:
        assert f'href="{adresse(autre, vague)}"' not in reponse.content.decode()
    if nom != "corriger":
        donnees = {"confirmation": "on", "motif": MOTIF}
        assert "un autre administrateur doit" in texte(client.post(adresse(nom, vague), donnees, follow=True))
    assert contenus() == avant


@pytest.mark.parametrize("nom", PAGES)
def test_une_vague_inconnue_est_introuvable(nom: str, admin: Utilisateur, client: ClientLecteur) -> None:
    assert client.get(reverse(f"pilotage:{nom}", args=[9999])).status_code == 404


@pytest.mark.parametrize("nom", [*PAGES, "retirer_anticipation"])
@pytest.mark.parametrize("role", [r for r in Role.values if r != Role.ADMINISTRATEUR])
def test_aucun_autre_role_n_y_vient(role: str, nom: str, client: ClientLecteur) -> None:
    vague = vague_a(PAGES.get(nom, "ouverte"))
    client.force_login(agent(role))
    assert client.post(adresse(nom, vague), {"confirmation": "on", "motif": MOTIF}).status_code == 403
    assert client.get(adresse(nom, vague)).status_code == 403


def test_deux_administrateurs_avancent_une_cloture(admin: Utilisateur, client: ClientLecteur) -> None:
    vague = vague_a("ouverte")
    CandidatureFactory(vague=vague)
    page = texte(client.get(adresse("anticiper", vague)))
    assert "1 brouillon ne pourrait plus être déposé" in page
    donnees = {"motif": " Enveloppe \r\n épuisée. ", "confirmation": "on"}
    demande = client.post(adresse("anticiper", vague), donnees, follow=True)
    assert "un autre administrateur doit la confirmer" in texte(demande)
    assert "Retirer ma demande" in texte(demande)
    assert DemandeDeCloture.objects.get().motif == MOTIF

    client.force_login(administrateur())
    assert "Retirer ma demande" not in texte(client.get(adresse("vague", vague)))
    lue = client.get(adresse("confirmer_anticipation", vague))
    assert MOTIF in texte(lue)
    assert "au lieu du 15 février 2027 à 23 h 59" in texte(lue)
    (marque,) = Page(lue.content.decode()).tous("input", name="demande")
    donnees = {"confirmation": "on", "demande": marque.attributs["value"] or ""}
    close = client.post(adresse("confirmer_anticipation", vague), donnees, follow=True)
    assert f"{vague} est close par anticipation." in texte(close)
    vague.refresh_from_db()
    assert (vague.etat, vague.cloture, vague.cloture_annoncee) == ("close", PENDANT, CLOTURE)


def test_la_demande_se_retire_d_un_geste(admin: Utilisateur, client: ClientLecteur) -> None:
    vague = vague_a("ouverte")
    demandee(vague, admin)
    reponse = client.post(adresse("retirer_anticipation", vague), follow=True)
    assert "est retirée : la vague reste ouverte" in texte(reponse)
    assert not DemandeDeCloture.objects.exists()


@pytest.mark.parametrize("demande", ["", "x"])
def test_une_confirmation_sans_la_demande_lue_est_refusee(
    demande: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague = vague_a("ouverte")
    demandee(vague)
    avant = contenus()
    donnees = {"confirmation": "on", "demande": demande}
    reponse = client.post(adresse("confirmer_anticipation", vague), donnees, follow=True)
    assert "relisez-la" in texte(reponse)
    assert contenus() == avant


def test_ouvrir_montre_ce_qui_sera_fige(admin: Utilisateur, client: ClientLecteur) -> None:
    page = texte(client.get(adresse("ouvrir", vague_a("programmee"))))
    assert "Fabrique de territoire : de 75 000 € à 150 000 €" in page.replace("\u202f", " ")
    assert page.count("(poids 1)") == 4


def test_deliberer_montre_ce_qui_sera_fige(admin: Utilisateur, client: ClientLecteur) -> None:
    close = vague_a_lire(4)
    lecture(close.dossiers[0], "remise")
    lecture(close.dossiers[1], "brouillon")
    lecture(close.dossiers[2], "a_faire")
    close.dossiers[0].__class__.objects.filter(pk=close.dossiers[0].pk).update(etat="recevable")
    dossier_numerote(close.volet, 9, etat="a_completer")
    dossier_numerote(close.volet, 8, etat="retiree")
    page = client.get(adresse("ouvrir_deliberation", close.vague))
    lue = texte(page)
    for titre, nombre in (
        ("Évaluations non remises, qui ne compteront pas", 2),
        ("Dossiers sans aucune évaluation remise", 3),
        ("Dossiers jamais déclarés recevables, décidés comme les autres", 3),
        ("Dossiers à compléter, hors de la sélection tant que leurs compléments sont attendus", 1),
    ):
        assert f"{titre} : <strong>{nombre}</strong>" in lue
    assert "4 dossiers entrent en délibération" in lue
    for dossier in close.dossiers[1:]:
        assert reverse("instruction:dossier", args=[dossier.pk]) in page.content.decode()


@pytest.mark.parametrize("nom", ["ouvrir_deliberation"])
def test_la_page_coute_autant_a_trois_dossiers_qu_a_un(
    nom: str, admin: Utilisateur, client: ClientLecteur, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for nombre in (1, 3):
        close = vague_a_lire(nombre)
        for dossier in close.dossiers:
            lecture(dossier, "a_faire")
        with django_assert_num_queries(5):
            client.get(adresse(nom, close.vague))


def test_les_chiffres_du_scelle_sont_ceux_du_scelle_et_d_eux_seuls(
    admin: Utilisateur, client: ClientLecteur, horloge: time_machine.Traveller
) -> None:
    """Eight filed, one of them withdrawn before the seal, another since: each figure says of what instant it is."""
    volet = vague_ouverte()
    for rang in range(1, 9):
        dossier_numerote(volet, rang, etat="retiree" if rang <= 2 else "deposee")
    vague = mettre_a(volet.vague, "close")
    Scelle.objects.create(vague=vague, le=CLOTURE, depots=7, brouillons=3, empreinte="a" * 64)
    horloge.move_to(CLOTURE + timedelta(days=1))
    client.force_login(admin)
    lue = Page(client.get(adresse("vague", vague)).content.decode())
    lignes = [(t.texte, d.texte) for t, d in zip(lue.tous("dt"), lue.tous("dd"), strict=True)]
    assert ("Dossiers déposés, retirés compris", "8") in lignes
    assert [ligne for ligne in lignes if ligne[0] == "dont retirés"] == [("dont retirés", "2")]
    assert ("Dossiers déposés et non retirés, au scellé", "7") in lignes
    assert ("Brouillons jamais déposés, au scellé", "3") in lignes
    assert len({nom for nom, _ in lignes}) == len(lignes)


def test_ouvrir_a_l_heure_ne_demande_que_le_geste(
    admin: Utilisateur, client: ClientLecteur, horloge: time_machine.Traveller
) -> None:
    vague = vague_a("programmee")
    horloge.move_to(OUVERTURE)
    client.force_login(admin)
    assert "id_motif" not in texte(client.get(adresse("ouvrir", vague)))
    client.post(adresse("ouvrir", vague), {"confirmation": "on"})
    vague.refresh_from_db()
    assert vague.etat == "ouverte"
