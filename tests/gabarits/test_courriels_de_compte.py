"""Mails of accounts: a code stands in the body, never in the subject; nobody learns who has an account."""

from collections.abc import Callable

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from tests.fabriques import UtilisateurFactory
from tests.gabarits.page import Page

pytestmark = pytest.mark.django_db
PHRASE = "une phrase bien longue"
SIGNATURE = "L’équipe des Fabriques de territoire"
INSCRIPTION = {"prenom": "Zoé", "nom": "L’Été", "email": "zoe@exemple.test", "password1": PHRASE}


def _inscrire(client: Client) -> Page:
    return _suivre(client, "account_signup", INSCRIPTION)


def _oublier(client: Client) -> Page:
    return _suivre(client, "account_reset_password", {"email": "zoe@exemple.test"})


def _suivre(client: Client, nom: str, donnees: dict[str, str]) -> Page:
    reponse = client.post(reverse(nom), donnees, follow=True)
    assert reponse.status_code == 200
    page = Page(reponse.content.decode())
    page.verifier_les_liens()
    return page


def _courriel() -> Courriel:
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "zoe@exemple.test"
    assert courriel.texte.startswith("Bonjour,\n\n")
    assert courriel.texte.rstrip().endswith(SIGNATURE)
    assert "zoe@exemple.test" not in courriel.texte
    assert "\n\n\n" not in courriel.texte
    return courriel


def _code(courriel: Courriel) -> str:
    codes = [ligne for ligne in courriel.texte.splitlines() if ligne.isupper() and " " not in ligne]
    assert len(codes) == 1
    assert codes[0] not in courriel.objet
    return codes[0]


@pytest.mark.parametrize(
    ("demander", "connu", "objet"),
    [
        (_inscrire, False, "Créer votre compte\u00a0: votre code de vérification – Fabriques de territoire"),
        (_oublier, True, "Votre code pour changer de mot de passe – Fabriques de territoire"),
    ],
)
def test_le_code_n_est_que_dans_le_corps(
    client: Client,
    demander: Callable[[Client], Page],
    connu: bool,
    objet: str,
) -> None:
    if connu:
        UtilisateurFactory(email="zoe@exemple.test")
    demander(client)
    courriel = _courriel()

    assert courriel.objet == objet
    assert _code(courriel)
    assert "://" not in courriel.texte


@pytest.mark.parametrize(
    ("demander", "surprise", "objet", "lien"),
    [
        (_inscrire, True, "Vous avez déjà un compte – Fabriques de territoire", "account_reset_password"),
        (_oublier, False, "Aucun compte avec cette adresse – Fabriques de territoire", "account_signup"),
    ],
)
def test_la_page_ne_dit_pas_si_le_compte_existe(
    demander: Callable[[Client], Page],
    surprise: bool,
    objet: str,
    lien: str,
) -> None:
    pages = []
    for existe in (False, True):
        Courriel.objects.all().delete()
        Utilisateur.objects.all().delete()
        cache.clear()  # rate limits
        if existe:
            UtilisateurFactory(email="zoe@exemple.test", password=make_password(PHRASE))
        pages.append(demander(Client()).un("main").texte)
        courriel = _courriel()
        if existe is surprise:
            assert courriel.objet == objet
            assert reverse(lien) in courriel.texte

    assert pages[0] == pages[1]


def test_mot_de_passe_oublie_va_jusqu_au_bout(client: Client) -> None:
    zoe = UtilisateurFactory(email="zoe@exemple.test", password=make_password(PHRASE))
    EmailAddress.objects.create(user=zoe, email=zoe.email, verified=True, primary=True)
    page = _oublier(client)
    assert page.un("h1").texte == "Changer de mot de passe"
    page = _suivre(client, "account_confirm_password_reset_code", {"code": "AAAA-AAAA"})
    assert page.un("title").texte.startswith("Erreur – ")
    page = _suivre(client, "account_confirm_password_reset_code", {"code": _code(_courriel())})
    assert page.un("h1").texte == "Choisir un nouveau mot de passe"
    Courriel.objects.all().delete()
    nouveau = {"password1": "une autre phrase longue", "password2": "une autre phrase longue"}
    page = _suivre(client, "account_complete_password_reset", nouveau)

    assert page.un("h1").texte == "Mes dossiers"  # signed in: wrong passwords of others keep nobody out
    courriel = _courriel()
    assert courriel.objet == "Votre mot de passe a été changé – Fabriques de territoire"
    assert "(heure de Paris)" in courriel.texte


def test_inscription_va_jusqu_a_mes_dossiers(client: Client) -> None:
    page = _inscrire(client)
    assert page.un("h1").texte == "Vérifier votre adresse électronique"
    page = _suivre(client, "account_email_verification_sent", {"code": _code(_courriel())})

    assert page.un("title").texte.startswith("Mes dossiers")
    assert "L’adresse zoe@exemple.test est vérifiée." in page.un("main").texte


def test_connexion_refusee_garde_l_adresse_et_ne_dit_pas_laquelle_des_deux_est_fausse(client: Client) -> None:
    page = _suivre(client, "account_login", {"login": "zoe@exemple.test", "password": "faux"})

    assert page.par_id("id_login").attributs["value"] == "zoe@exemple.test"
    assert page.par_id("id_password").attributs.get("value") is None
    assert page.un("h2").texte == "Il y a 1 erreur"
    assert page.un("title").texte.startswith("Erreur – Se connecter")


def test_deconnexion_demande_confirmation(client: Client) -> None:
    client.force_login(UtilisateurFactory())
    page = Page(client.get(reverse("account_logout")).content.decode())

    assert page.un("h1").texte == "Se déconnecter"
    assert client.get(reverse("compte_accueil")).status_code == 302
    assert _suivre(client, "account_logout", {}).un("main").texte.startswith("Votre session est fermée.")


@pytest.mark.parametrize(
    ("demander", "connu", "secondes"),
    [
        (_inscrire, False, app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT),
        (_oublier, True, app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT),
    ],
)
def test_la_page_et_le_courriel_disent_la_vraie_duree_du_code(
    client: Client, demander: Callable[[Client], Page], connu: bool, secondes: int
) -> None:
    if connu:
        UtilisateurFactory(email="zoe@exemple.test")
    page = demander(client).un("main").texte
    phrase = f"est valable {secondes // 60} minutes"
    assert phrase in page
    assert phrase in _courriel().texte


@pytest.mark.parametrize(
    ("bouton", "adresse"),
    [
        ("J’ai déjà un compte\u00a0: me connecter", "account_login"),
        ("Corriger mon adresse", "account_signup"),
    ],
)
@pytest.mark.parametrize("connu", [False, True])
def test_une_inscription_commencee_se_quitte(client: Client, bouton: str, adresse: str, connu: bool) -> None:
    if connu:
        UtilisateurFactory(email="zoe@exemple.test", password=make_password(PHRASE))
    sortie = next(b for b in _inscrire(client).tous("button") if b.texte == bouton)
    assert client.get(reverse(adresse)).status_code == 302

    reponse = client.post(reverse("account_logout"), {"next": sortie.attributs["value"]})
    assert reponse["Location"] == reverse(adresse)
    assert client.get(reponse["Location"]).status_code == 200


def test_ce_qui_manque_est_demande_par_son_nom(client: Client) -> None:
    erreurs = _suivre(client, "account_signup", {}).un("section").texte
    for phrase in ("votre prénom", "votre nom", "votre adresse électronique", "votre mot de passe"):
        assert f"Écrivez {phrase}." in erreurs
    erreurs = _suivre(client, "account_login", {"login": "zoe", "password": ""}).un("section").texte
    assert "nom@domaine.fr" in erreurs
    assert "Écrivez votre mot de passe." in erreurs
    erreurs = (
        _suivre(client, "account_login", {"login": "zoe@exemple.test", "password": "x"}).un("section").texte
    )
    assert "L’adresse électronique ou le mot de passe est incorrect." in erreurs


def test_un_code_faux_dit_quoi_faire(client: Client) -> None:
    _inscrire(client)
    page = _suivre(client, "account_email_verification_sent", {"code": "AAAA-AAAA"})
    assert "recopiez celui du dernier courriel reçu" in page.un("section").texte
