"""What each person may do from the porteur's pages, once or twice, early or late."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from candidatures.models import Acces, Candidature, Depot, RoleAcces
from tests.candidatures.views.pages import adresse, connecter, lues, poster, texte
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, AccesFactory, UtilisateurFactory, siret
from tests.gabarits.page import Page
from tests.scenarios import brouillon_complet, deposer, dossier_depose, relue, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


def _adresses(candidature: Candidature) -> list[str]:
    noms = ("dossier", "deposer", "recepisse")
    return [
        *(reverse(f"candidatures:{nom}", args=[candidature.pk]) for nom in noms),
        adresse(candidature),
    ]


def test_le_dossier_d_un_autre_compte_est_introuvable(client: ClientLecteur, contenus: Any) -> None:
    depose, intrus = dossier_depose(vague_ouverte()), UtilisateurFactory()
    connecter(client, intrus)
    avant = contenus()
    for chemin in _adresses(depose):
        assert client.get(chemin).status_code == 404
    for chemin in (adresse(depose), reverse("candidatures:deposer", args=[depose.pk])):
        assert client.post(chemin, {"siret": siret(3)}).status_code == 404
    assert contenus() == avant


@pytest.mark.parametrize(
    ("role", "ecrire", "deposer_"), [(RoleAcces.LECTEUR, 403, 403), (RoleAcces.REDACTEUR, 302, 403)]
)
def test_chaque_role_n_a_que_ses_gestes(
    role: str, ecrire: int, deposer_: int, client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    invite = AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role=role).utilisateur
    connecter(client, invite)
    avant = contenus()
    assert client.get(reverse("candidatures:dossier", args=[brouillon.pk])).status_code == 200
    assert client.post(reverse("candidatures:deposer", args=[brouillon.pk])).status_code == deposer_
    assert contenus() == avant
    assert client.post(adresse(brouillon), {"siret": siret(4), "lues": lues(brouillon)}).status_code == ecrire


def test_un_formulaire_rejoue_apres_le_depot_est_refuse(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    deposer(brouillon)
    avant = contenus()
    reponse = poster(client, brouillon, "structure", siret=siret(5), raison_sociale="Rejoué")
    assert reponse.status_code == 409
    assert "déjà déposé" in texte(reponse)
    assert contenus() == avant


def test_deposer_mene_au_recepisse_et_le_rejouer_ne_depose_rien_de_plus(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    chemin = reverse("candidatures:deposer", args=[brouillon.pk])
    for _ in range(2):
        reponse = client.post(chemin, {"relue": relue(brouillon)})
        assert (reponse.status_code, reponse["Location"]) == (302, f"/candidatures/{brouillon.pk}/recepisse/")
    depot = Depot.objects.get()
    page = texte(client.get(reponse["Location"]))
    assert depot.numero in page
    assert depot.empreinte in page
    assert "1er février 2027 à 10 h 30 min 00 s (heure de Paris)" in page


def test_la_signature_nomme_la_structure_dans_une_phrase(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    reponse = connecter(client, brouillon.cree_par).get(reverse("candidatures:deposer", args=[brouillon.pk]))
    lue = " ".join(Page(reponse.content.decode()).un("section", id="deposer").texte.split())
    assert f"vous engagez la structure « {brouillon.porteur} » sur l’exactitude" in lue


def test_deposer_un_dossier_incomplet_dit_ce_qui_manque(client: ClientLecteur, contenus: Any) -> None:
    brouillon = brouillon_complet(vague_ouverte(), nom_lieu="", equipe="")
    connecter(client, brouillon.cree_par)
    avant = contenus()
    reponse = client.post(reverse("candidatures:deposer", args=[brouillon.pk]))
    assert reponse.status_code == 422
    for phrase in ("votre dossier n’est pas déposé", "Nom du lieu", "Équipe d’animation"):
        assert phrase in texte(reponse)
    assert contenus() == avant


def test_deposer_a_la_cloture_est_refuse_et_les_textes_restent(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    avant = contenus()
    with time_machine.travel(CLOTURE, tick=False):
        connecter(client, brouillon.cree_par)
        reponse = client.post(reverse("candidatures:deposer", args=[brouillon.pk]))
    assert reponse.status_code == 422
    assert "15 février 2027 à 23 h 59 (heure de Paris)" in texte(reponse)
    assert "La Halle 1" in texte(reponse)
    assert contenus() == avant


@pytest.mark.parametrize("volet", ["", "abc", "-1", "999999", "9" * 30, "²", "1\x00"])
def test_un_volet_inconnu_ne_cree_rien(volet: str, client: ClientLecteur, contenus: Any) -> None:
    vague_ouverte()
    connecter(client, UtilisateurFactory())
    avant = contenus()
    assert client.post(reverse("candidatures:nouvelle"), {"volet_ouvert": volet}).status_code == 404
    assert contenus() == avant


def test_un_volet_d_une_vague_close_est_refuse(client: ClientLecteur, contenus: Any) -> None:
    volet = vague_ouverte(etat="close", close_le=CLOTURE)
    connecter(client, UtilisateurFactory())
    avant = contenus()
    reponse = client.post(reverse("candidatures:nouvelle"), {"volet_ouvert": volet.pk})
    assert reponse.status_code == 422
    assert "ne reçoit plus de candidatures" in texte(reponse)
    assert contenus() == avant


def test_un_nouveau_dossier_mene_a_sa_premiere_section(client: ClientLecteur) -> None:
    volet, compte = vague_ouverte(), UtilisateurFactory()
    reponse = connecter(client, compte).post(reverse("candidatures:nouvelle"), {"volet_ouvert": volet.pk})
    candidature = Candidature.objects.get()
    assert reponse["Location"] == adresse(candidature)
    assert Acces.objects.get().role == RoleAcces.SIGNATAIRE


def test_un_formulaire_sans_jeton_est_refuse(brouillon: Candidature, contenus: Any) -> None:
    client = ClientLecteur(enforce_csrf_checks=True)
    connecter(client, brouillon.cree_par)
    avant = contenus()
    reponse = client.post(adresse(brouillon), {"siret": siret(6)})
    assert reponse.status_code == 403
    assert "<h1" in texte(reponse)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("nom", "arguments", "page"),
    [
        ("joindre", ["statuts"], "pieces/"),
        ("preremplir", [], "structure/"),
        ("remanier", [], ""),
    ],
)
def test_l_adresse_d_un_bouton_mene_a_sa_page(
    nom: str, arguments: list[str], page: str, client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    reponse = client.get(reverse(f"candidatures:{nom}", args=[brouillon.pk, *arguments]))
    assert (reponse.status_code, reponse["Location"]) == (302, f"/candidatures/{brouillon.pk}/{page}")
