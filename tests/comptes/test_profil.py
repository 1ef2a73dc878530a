"""A person reads their address, changes their name, closes an account that holds nothing."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from ami.comptes.models import Attribution, Role, Utilisateur
from tests.comptes.outils import PHRASE, compte, connecter, est_connecte
from tests.conftest import ClientLecteur
from tests.scenarios import brouillon_complet, vague_ouverte

pytestmark = pytest.mark.django_db
PROFIL, FERMER = "/comptes/profil/", "/comptes/profil/fermer/"


def test_le_profil_se_trouve_de_toute_page(client: ClientLecteur) -> None:
    client.force_login(compte("contact@fabrique-numérique.fr"))
    assert f'href="{PROFIL}"' in client.get("/").content.decode()
    page = client.get(PROFIL).content.decode()
    assert "contact@fabrique-numérique.fr" in page
    assert 'href="/comptes/mot-de-passe/"' in page


def test_changer_de_nom(client: ClientLecteur) -> None:
    personne = compte()
    client.force_login(personne)
    assert client.post(PROFIL, {"prenom": " Zoé ", "nom": "L’Été"})["Location"] == PROFIL
    personne.refresh_from_db()
    assert personne.nom_complet == "Zoé L’Été"
    assert "Votre nom est enregistré." in client.get(PROFIL).content.decode()


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"prenom": ""}, "prenom"),
        ({"nom": " \u200b "}, "nom"),
        ({"nom": "a" * 81}, "nom"),
        ({"prenom": "a\x07b"}, "prenom"),
    ],
    ids=ascii,
)
def test_un_nom_mal_ecrit_est_refuse_et_reste(
    champs: dict[str, str], fautif: str, client: ClientLecteur, contenus: Any
) -> None:
    client.force_login(compte())
    avant = contenus()
    reponse = client.post(PROFIL, {"prenom": "Zoé", "nom": "Œuvray", **champs})
    assert reponse.status_code == 422
    assert list(reponse.context["form"].errors) == [fautif]
    assert contenus() == avant


def test_fermer_un_compte_sans_dossier_l_efface(client: ClientLecteur) -> None:
    compte()
    connecter(client)
    assert "c’est définitif" in client.get(FERMER).content.decode()
    assert client.post(FERMER)["Location"] == "/"
    assert not Utilisateur.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not est_connecte(client)
    assert "Votre compte est fermé" in client.get("/").content.decode()


def test_un_compte_lie_a_un_dossier_ne_se_ferme_pas(client: ClientLecteur, contenus: Any) -> None:
    personne = brouillon_complet(vague_ouverte()).cree_par
    client.force_login(personne)
    avant = contenus()
    assert client.post(FERMER)["Location"] == PROFIL
    assert contenus() == avant
    assert "lié à des dossiers" in client.get(PROFIL).content.decode()


def test_un_agent_ne_ferme_pas_son_compte(client: ClientLecteur, contenus: Any) -> None:
    personne = compte()
    Attribution.objects.create(utilisateur=personne, role=Role.EVALUATEUR)
    client.force_login(personne)
    avant = contenus()
    client.post(FERMER)
    assert contenus() == avant
    assert "demandez à un administrateur" in client.get(PROFIL).content.decode()


def test_changer_de_mot_de_passe_ramene_au_compte(client: ClientLecteur) -> None:
    client.force_login(compte())
    donnees = {
        "oldpassword": PHRASE,
        "password1": "encore une autre phrase",
        "password2": "encore une autre phrase",
    }
    assert client.post("/comptes/mot-de-passe/", donnees)["Location"] == PROFIL
