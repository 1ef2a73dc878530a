"""One mailbox is one account, whatever is typed to name it, on every page that takes an address."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from ami.commun.adresses import ACCENTUEE
from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from tests.conftest import ClientLecteur
from tests.fabriques import UtilisateurFactory

pytestmark = pytest.mark.django_db
PHRASE = "une phrase facile a retenir"
IDN = "contact@xn--fabrique-numrique-mtb.fr"
ECRITURES = ["z@x.test", "z@x\u200b.test", "z@x\u00ad.test", "Z@X.TEST", "ｚ@ｘ．test", "z@x.test\u2060"]
ACCENTS = ["contact@fabrique-numérique.fr", "Contact@Fabrique-Nume\u0301rique.fr", IDN]


def compte(adresse: str) -> Utilisateur:
    utilisateur = Utilisateur.objects.create_user(adresse, PHRASE, prenom="Zoé", nom="Œuvray")
    EmailAddress.objects.create(user=utilisateur, email=utilisateur.email, verified=True, primary=True)
    return utilisateur


def inscrire(client: ClientLecteur, adresse: str) -> Any:
    donnees = {"prenom": "Zoé", "nom": "Œuvray", "email": adresse, "password1": PHRASE}
    return client.post("/comptes/inscription/", donnees)


@pytest.mark.parametrize("ecriture", ECRITURES, ids=ascii)
def test_une_autre_ecriture_n_ouvre_pas_un_second_compte(ecriture: str, client: ClientLecteur) -> None:
    compte("z@x.test")
    assert inscrire(client, ecriture).status_code == 302
    assert Utilisateur.objects.get().email == "z@x.test"
    assert Courriel.objects.get().modele == "account/email/account_already_exists"


@pytest.mark.parametrize("premiere", ACCENTS, ids=ascii)
@pytest.mark.parametrize("seconde", ACCENTS, ids=ascii)
def test_le_punycode_et_ses_accents_sont_un_seul_compte(
    premiere: str, seconde: str, client: ClientLecteur
) -> None:
    inscrire(client, premiere)
    inscrire(ClientLecteur(), seconde)
    assert Utilisateur.objects.get().email == IDN
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {IDN}


@pytest.mark.parametrize("ecriture", ACCENTS, ids=ascii)
def test_on_se_connecte_sous_toutes_les_ecritures(ecriture: str, client: ClientLecteur) -> None:
    compte("contact@fabrique-numérique.fr")
    client.post("/comptes/connexion/", {"login": ecriture, "password": PHRASE})
    assert "contact@fabrique-numérique.fr" in client.get("/candidatures/").content.decode()


@pytest.mark.parametrize("ecriture", ACCENTS, ids=ascii)
def test_on_retrouve_son_mot_de_passe_sous_toutes_les_ecritures(ecriture: str, client: ClientLecteur) -> None:
    compte("contact@fabrique-numérique.fr")
    client.post("/comptes/mot-de-passe-oublie/", {"email": ecriture})
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.modele) == (IDN, "account/email/password_reset_code")


@pytest.mark.parametrize(
    ("page", "champ"),
    [("inscription", "email"), ("connexion", "login"), ("mot-de-passe-oublie", "email")],
)
def test_une_adresse_accentuee_avant_le_signe_est_refusee_avec_sa_phrase(
    page: str, champ: str, client: ClientLecteur, contenus: Any
) -> None:
    UtilisateurFactory()
    avant = contenus()
    donnees = {
        "prenom": "H",
        "nom": "H",
        "password1": PHRASE,
        "password": PHRASE,
        champ: "hélène@mairie-x.fr",
    }
    reponse = client.post(f"/comptes/{page}/", donnees)
    assert reponse.context["form"].errors[champ] == [ACCENTUEE]
    assert contenus() == avant
