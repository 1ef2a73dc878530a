"""Signing up, confirming, signing in, recovering a password: through the pages, with the codes of the outbox."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches

from ami.comptes.models import Role, Utilisateur
from ami.notifications.models import Courriel
from tests.conftest import ClientLecteur
from tests.fabriques import AttributionFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
PHRASE = "une phrase facile a retenir"
FERME = "redis://127.0.0.1:9/0"


def compte(email: str = "camille@exemple.test") -> Utilisateur:
    utilisateur = Utilisateur.objects.create_user(email, PHRASE, prenom="Camille", nom="Martin")
    EmailAddress.objects.create(user=utilisateur, email=utilisateur.email, verified=True, primary=True)
    return utilisateur


def inscrire(client: ClientLecteur, **champs: str) -> Any:
    donnees = {"prenom": "Zoé", "nom": "Œuvray", "email": "Zoe@Exemple.Test", "password1": PHRASE, **champs}
    return client.post("/comptes/inscription/", donnees)


def connecter(client: ClientLecteur, email: str = "camille@exemple.test", mot_de_passe: str = PHRASE) -> Any:
    return client.post("/comptes/connexion/", {"login": email, "password": mot_de_passe})


def code() -> str:
    trouve = re.search(r"\b([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\b", Courriel.objects.latest("pk").texte)
    assert trouve, Courriel.objects.latest("pk").texte
    return trouve[1]


def est_connecte(client: ClientLecteur) -> bool:
    return "_auth_user_id" in client.session


def test_une_inscription_se_confirme_par_un_code_puis_ouvre_la_session(client: ClientLecteur) -> None:
    reponse = inscrire(client)
    assert reponse.status_code == 302
    assert not est_connecte(client)
    utilisateur = Utilisateur.objects.get()
    assert (utilisateur.prenom, utilisateur.nom, utilisateur.email) == ("Zoé", "Œuvray", "zoe@exemple.test")
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.ephemere, courriel.priorite) == ("zoe@exemple.test", True, 0)

    reponse = client.post(reponse["Location"], {"code": code().lower()})
    assert reponse.status_code == 302
    assert est_connecte(client)
    assert EmailAddress.objects.get().verified
    assert client.get("/comptes/")["Location"] == "/candidatures/"


def test_un_mauvais_code_n_ouvre_rien(client: ClientLecteur) -> None:
    adresse = inscrire(client)["Location"]
    client.post(adresse, {"code": "AAAA-AAAA"})
    assert not est_connecte(client)
    assert not EmailAddress.objects.filter(verified=True).exists()


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"email": "pas une adresse"}, "email"),
        ({"email": "hélène@mairie-x.fr"}, "email"),
        ({"email": "a\x00@exemple.test"}, "email"),
        ({"password1": "court"}, "password1"),
        ({"password1": "123456789012"}, "password1"),
        ({"password1": "zoe@exemple.test"}, "password1"),
        ({"prenom": ""}, "prenom"),
        ({"prenom": "a\x07b"}, "prenom"),
        ({"nom": "a\x01b"}, "nom"),
        ({"nom": "a" * 81}, "nom"),
    ],
    ids=lambda valeur: ascii(valeur)[:40],
)
def test_une_inscription_mal_remplie_ne_cree_rien(
    champs: dict[str, str], fautif: str, client: ClientLecteur, contenus: Any
) -> None:
    avant = contenus()
    reponse = inscrire(client, **champs)
    assert fautif in reponse.context["form"].errors
    assert contenus() == avant


def test_s_inscrire_avec_une_adresse_connue_ne_la_revele_pas(client: ClientLecteur) -> None:
    compte("zoe@exemple.test")
    assert inscrire(client)["Location"] == inscrire(ClientLecteur(), email="autre@exemple.test")["Location"]
    assert Utilisateur.objects.filter(email__iexact="zoe@exemple.test").count() == 1
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {
        "zoe@exemple.test",
        "autre@exemple.test",
    }


@pytest.mark.parametrize("saisie", ["camille@exemple.test", "Camille@Exemple.TEST", " camille@exemple.test "])
def test_la_connexion_ignore_la_casse_de_l_adresse(saisie: str, client: ClientLecteur) -> None:
    compte()
    assert connecter(client, saisie).status_code == 302
    assert est_connecte(client)


@pytest.mark.parametrize(
    ("email", "mot_de_passe"), [("camille@exemple.test", "faux"), ("inconnu@exemple.test", PHRASE)]
)
def test_une_connexion_refusee_ne_dit_pas_si_le_compte_existe(
    email: str, mot_de_passe: str, client: ClientLecteur
) -> None:
    compte()
    reponse = connecter(client, email, mot_de_passe)
    assert not est_connecte(client)
    assert list(reponse.context["form"].errors) == ["__all__"]
    assert "incorrect" in reponse.content.decode()


def test_un_compte_ferme_ne_se_connecte_pas(client: ClientLecteur) -> None:
    utilisateur = compte()
    utilisateur.is_active = False
    utilisateur.save()
    connecter(client)
    assert not est_connecte(client)


def test_la_connexion_ne_mene_pas_hors_du_site(client: ClientLecteur) -> None:
    compte()
    reponse = client.post(
        "/comptes/connexion/?next=https://ailleurs.exemple/",
        {"login": "camille@exemple.test", "password": PHRASE, "next": "https://ailleurs.exemple/"},
    )
    assert reponse["Location"] == "/comptes/"


def test_se_deconnecter_demande_un_post(client: ClientLecteur) -> None:
    client.force_login(compte())
    client.get("/comptes/deconnexion/")
    assert est_connecte(client)
    client.post("/comptes/deconnexion/")
    assert not est_connecte(client)


def test_un_mot_de_passe_oublie_se_change_avec_un_code(client: ClientLecteur) -> None:
    utilisateur, nouveau = compte(), "une autre phrase bien longue"
    reponse = client.post("/comptes/mot-de-passe-oublie/", {"email": "CAMILLE@exemple.test"})
    assert Courriel.objects.get().destinataire == "camille@exemple.test"
    reponse = client.post(reponse["Location"], {"code": code()})
    assert reponse["Location"] == "/comptes/mot-de-passe-oublie/nouveau/"
    client.post(reponse["Location"], {"password1": nouveau, "password2": nouveau})
    utilisateur.refresh_from_db()
    assert utilisateur.check_password(nouveau)


def test_un_mot_de_passe_oublie_pour_une_adresse_inconnue_ne_le_revele_pas(client: ClientLecteur) -> None:
    compte()
    connue = client.post("/comptes/mot-de-passe-oublie/", {"email": "camille@exemple.test"})
    inconnue = ClientLecteur().post("/comptes/mot-de-passe-oublie/", {"email": "inconnu@exemple.test"})
    assert (connue.status_code, connue["Location"]) == (inconnue.status_code, inconnue["Location"])


def test_sans_redis_on_se_connecte_encore(client: ClientLecteur, settings: Any) -> None:
    compte()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": FERME}}
    caches["default"].get("x")
    assert connecter(client).status_code == 302
    assert est_connecte(client)


@pytest.mark.parametrize(
    ("role", "accueil"),
    [
        (None, "/candidatures/"),
        (Role.ADMINISTRATEUR, "/vagues/"),
        (Role.EVALUATEUR, "/evaluation/"),
        (Role.INSTRUCTEUR, "/instruction/"),
        (Role.REFERENT, "/instruction/"),
        (Role.AUDITEUR, "/vagues/"),
    ],
)
def test_chacun_arrive_chez_soi(role: str | None, accueil: str, client: ClientLecteur) -> None:
    utilisateur = UtilisateurFactory()
    if role:
        AttributionFactory(utilisateur=utilisateur, role=role)
    client.force_login(utilisateur)
    assert client.get("/comptes/")["Location"] == accueil
