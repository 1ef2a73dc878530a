"""The codes sent by mail: late, false, used twice, asked by someone else."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from tests.conftest import ClientLecteur

pytestmark = pytest.mark.django_db
PHRASE, NOUVELLE = "une phrase facile a retenir", "une autre phrase bien longue"
OUBLI, CODE, NOUVEAU = (
    "/comptes/mot-de-passe-oublie/",
    "/comptes/mot-de-passe-oublie/code/",
    "/comptes/mot-de-passe-oublie/nouveau/",
)
VERIFICATION, CONNEXION = "/comptes/verification/", "/comptes/connexion/"
MIDI = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
ADRESSE = "camille@exemple.test"


@pytest.fixture(autouse=True)
def hachage_rapide(settings: Any) -> None:
    """A slow hash is what protects people; what is tested here is the codes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def compte(db: None, hachage_rapide: None) -> Utilisateur:
    utilisateur = Utilisateur.objects.create_user(ADRESSE, PHRASE)
    EmailAddress.objects.create(user=utilisateur, email=ADRESSE, verified=True, primary=True)
    return utilisateur


def code() -> str:
    trouve = re.search(r"\b([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\b", Courriel.objects.latest("pk").texte)
    assert trouve, Courriel.objects.latest("pk").texte
    return trouve[1]


def oublier(client: ClientLecteur, adresse: str = ADRESSE) -> Any:
    return client.post(OUBLI, {"email": adresse})


def choisir(client: ClientLecteur, phrase: str = NOUVELLE) -> Any:
    return client.post(NOUVEAU, {"password1": phrase, "password2": phrase})


def est_connecte(client: ClientLecteur) -> bool:
    return "_auth_user_id" in client.session


def test_un_code_de_mot_de_passe_vaut_un_quart_d_heure(compte: Utilisateur, client: ClientLecteur) -> None:
    with time_machine.travel(MIDI, tick=False) as horloge:
        oublier(client)
        horloge.shift(timedelta(minutes=14, seconds=59))
        assert client.post(CODE, {"code": code()})["Location"] == NOUVEAU


def test_un_code_de_mot_de_passe_perime_n_ouvre_rien(
    compte: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    with time_machine.travel(MIDI, tick=False) as horloge:
        oublier(client)
        avant = contenus()
        horloge.shift(timedelta(minutes=15, seconds=1))
        assert client.post(CODE, {"code": code()})["Location"] == CONNEXION
        choisir(client)
    assert contenus() == avant
    assert not est_connecte(client)


def test_trois_codes_faux_ferment_la_demande_et_le_bon_ne_sert_plus(
    compte: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    oublier(client)
    avant = contenus()
    for _ in range(3):
        client.post(CODE, {"code": "AAAA-AAAA"})
    assert client.post(CODE, {"code": code()})["Location"] == CONNEXION
    choisir(client)
    assert contenus() == avant


def test_le_code_ne_sert_que_la_ou_il_a_ete_demande(
    compte: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    """Whoever reads the mail over a shoulder cannot use its code from another browser."""
    oublier(client)
    avant = contenus()
    ailleurs = ClientLecteur()
    assert ailleurs.post(CODE, {"code": code()})["Location"] == CONNEXION
    assert choisir(ailleurs).status_code == 302
    assert contenus() == avant


def test_on_ne_choisit_pas_de_mot_de_passe_sans_code(
    compte: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    oublier(client)
    avant = contenus()
    choisir(client)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("premier", "second", "fautif"),
    [
        ("court", "court", "password1"),
        ("123456789012", "123456789012", "password1"),
        (NOUVELLE, "autre", "password2"),
    ],
)
def test_un_nouveau_mot_de_passe_faible_ou_mal_recopie_est_refuse(
    premier: str, second: str, fautif: str, compte: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    oublier(client)
    client.post(CODE, {"code": code()})
    avant = contenus()
    reponse = client.post(NOUVEAU, {"password1": premier, "password2": second})
    assert fautif in reponse.context["form"].errors
    assert contenus() == avant


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(
    compte: Utilisateur, client: ClientLecteur
) -> None:
    autre = Client()  # its next GET deletes a session, which is no write of ours
    for navigateur in (client, autre):
        navigateur.force_login(compte)
    donnees = {"oldpassword": PHRASE, "password1": NOUVELLE, "password2": NOUVELLE}
    assert client.post("/comptes/mot-de-passe/", donnees).status_code == 302
    assert client.get("/candidatures/").status_code == 200
    assert autre.get("/candidatures/").status_code == 302
    assert Courriel.objects.latest("pk").destinataire == ADRESSE  # told, in case it was somebody else
    assert NOUVELLE not in Courriel.objects.latest("pk").texte


def test_un_ancien_mot_de_passe_faux_ne_change_rien(
    compte: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    client.force_login(compte)
    avant = contenus()
    donnees = {"oldpassword": "faux", "password1": NOUVELLE, "password2": NOUVELLE}
    reponse = client.post("/comptes/mot-de-passe/", donnees)
    assert list(reponse.context["form"].errors) == ["oldpassword"]
    assert contenus() == avant


def test_un_compte_ferme_ne_rentre_pas_par_le_mot_de_passe_oublie(
    compte: Utilisateur, client: ClientLecteur
) -> None:
    Utilisateur.objects.update(is_active=False)
    assert oublier(client)["Location"] == CODE  # as for any address
    assert Courriel.objects.get().modele == "account/email/unknown_account"
    assert client.get("/candidatures/").status_code == 302


def test_un_compte_de_demonstration_ne_rentre_pas_par_le_mot_de_passe_oublie(
    compte: Utilisateur, client: ClientLecteur, settings: Any
) -> None:
    settings.AMI_DEMO = False
    Utilisateur.objects.update(email="porteur@demo.test")
    EmailAddress.objects.update(email="porteur@demo.test")
    oublier(client, "porteur@demo.test")
    client.post(CODE, {"code": code()})
    choisir(client)
    assert client.get("/candidatures/").status_code == 302


def inscrire(client: ClientLecteur, adresse: str = "zoe@exemple.test") -> Any:
    donnees = {"prenom": "Zoé", "nom": "Œuvray", "email": adresse, "password1": PHRASE}
    return client.post("/comptes/inscription/", donnees)


def test_trois_codes_faux_ferment_la_verification(client: ClientLecteur) -> None:
    inscrire(client)
    for _ in range(3):
        client.post(VERIFICATION, {"code": "AAAA-AAAA"})
    client.post(VERIFICATION, {"code": code()})
    assert not est_connecte(client)
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_le_code_de_verification_ne_sert_pas_a_un_autre_navigateur(client: ClientLecteur) -> None:
    inscrire(client)
    ailleurs = ClientLecteur()
    ailleurs.post(VERIFICATION, {"code": code()})
    assert not est_connecte(ailleurs)
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_le_code_d_un_autre_n_ouvre_pas_mon_compte(client: ClientLecteur) -> None:
    """Two people sign up at the same time: each code opens one account only."""
    inscrire(client, "un@exemple.test")
    inscrire(ClientLecteur(), "deux@exemple.test")
    client.post(VERIFICATION, {"code": code()})
    assert not est_connecte(client)


def test_un_code_deja_employe_ne_sert_plus(client: ClientLecteur) -> None:
    inscrire(client)
    premier = code()
    client.post(VERIFICATION, {"code": premier})
    assert est_connecte(client)
    client.post("/comptes/deconnexion/")
    client.post(VERIFICATION, {"code": premier})
    assert not est_connecte(client)


def test_un_compte_sans_adresse_verifiee_n_ouvre_rien(client: ClientLecteur) -> None:
    """The right password alone leads to the code, never inside."""
    inscrire(client)
    ailleurs = ClientLecteur()
    ailleurs.post(CONNEXION, {"login": "zoe@exemple.test", "password": PHRASE})
    assert ailleurs.get("/candidatures/").status_code == 302
    assert not EmailAddress.objects.filter(verified=True).exists()
