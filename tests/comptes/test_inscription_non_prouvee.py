"""What was typed under an address that nobody proved does not outlive the proof."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from ami.comptes.models import Attribution, Role, Utilisateur
from ami.comptes.services import oublier_l_inscription
from ami.comptes.tasks import oublier_les_inscriptions
from ami.notifications.models import Courriel
from tests.comptes.outils import (
    ADRESSE,
    AUTRE,
    CODE,
    OUBLI,
    PHRASE,
    VERIFICATION,
    codes,
    compte,
    connecter,
    est_connecte,
    inscrire,
)
from tests.conftest import ClientLecteur

pytestmark = pytest.mark.django_db
ESCROC = {"prenom": "Gros", "nom": "Escroc", "password1": AUTRE}


def escroquer() -> ClientLecteur:
    """Somebody signs up under the address of another person."""
    client = ClientLecteur()
    inscrire(client, **ESCROC)
    return client


def verifier_que_le_compte_est_a_zoe(client: ClientLecteur) -> None:
    assert est_connecte(client)
    assert client.get("/candidatures/").status_code == 200  # and the session holds
    utilisateur = Utilisateur.objects.get()
    assert utilisateur.nom_complet == "Zoé Œuvray"
    assert utilisateur.check_password(PHRASE)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(ADRESSE, True)]
    autre = ClientLecteur()
    connecter(autre, AUTRE)
    assert not est_connecte(autre)


def test_s_inscrire_remplace_un_compte_jamais_prouve(client: ClientLecteur) -> None:
    escroquer()
    inscrire(client)
    assert Utilisateur.objects.get().nom_complet == "Zoé Œuvray"
    client.post(VERIFICATION, {"code": codes()[-1]})
    verifier_que_le_compte_est_a_zoe(client)


def test_une_inscription_venue_entre_temps_ne_prend_pas_le_compte_que_je_prouve(
    client: ClientLecteur,
) -> None:
    inscrire(client)
    mien = codes()[-1]
    escroquer()
    client.post(VERIFICATION, {"code": mien})
    verifier_que_le_compte_est_a_zoe(client)


def test_ni_quand_je_reviens_par_mon_mot_de_passe(client: ClientLecteur) -> None:
    inscrire(ClientLecteur())
    connecter(client)
    mien = codes()[-1]
    escroquer()
    client.post(VERIFICATION, {"code": mien})
    verifier_que_le_compte_est_a_zoe(client)


def test_ni_quand_je_demande_un_nouveau_code(client: ClientLecteur) -> None:
    inscrire(client)
    escroquer()
    client.post(VERIFICATION, {"action": "resend"})
    client.post(VERIFICATION, {"code": codes()[-1]})
    verifier_que_le_compte_est_a_zoe(client)


def test_la_session_de_l_escroc_n_ouvre_rien(client: ClientLecteur) -> None:
    escroc = escroquer()
    inscrire(client)
    client.post(VERIFICATION, {"code": codes()[-1]})
    escroc.post(VERIFICATION, {"code": codes()[-1]})
    assert not est_connecte(escroc)
    verifier_que_le_compte_est_a_zoe(client)


def test_le_mot_de_passe_oublie_ne_prouve_pas_le_compte_d_un_autre(client: ClientLecteur) -> None:
    """For this address there is no account yet: the mail says so, and how to create it."""
    escroquer()
    client.post(OUBLI, {"email": ADRESSE})
    assert Courriel.objects.latest("pk").modele == "account/email/unknown_account"
    client.post(CODE, {"code": codes()[-1]})
    assert not est_connecte(client)
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_un_compte_prouve_n_est_jamais_remplace(client: ClientLecteur) -> None:
    compte()
    inscrire(client, **ESCROC)
    utilisateur = Utilisateur.objects.get()
    assert utilisateur.nom_complet == "Camille Martin"
    assert utilisateur.check_password(PHRASE)
    assert Courriel.objects.get().modele == "account/email/account_already_exists"


def vieillir(**age: int) -> None:
    Utilisateur.objects.update(inscrit_le=timezone.now() - timedelta(**age))


@pytest.mark.parametrize(
    ("age", "restent"), [({"hours": 23, "minutes": 59}, 1), ({"days": 1, "seconds": 1}, 0)]
)
def test_une_inscription_jamais_prouvee_s_efface_apres_un_jour(age: dict[str, int], restent: int) -> None:
    escroquer()
    vieillir(**age)
    oublier_les_inscriptions()
    assert Utilisateur.objects.count() == EmailAddress.objects.count() == restent


def test_l_effacement_laisse_qui_a_prouve_qui_est_entre_qui_a_un_role(contenus: Any) -> None:
    compte()
    entre, agent, sans_adresse = (Utilisateur.objects.create_user(f"{nom}@x.test", None) for nom in "abc")
    for personne in (entre, agent):
        EmailAddress.objects.create(user=personne, email=personne.email, verified=False)
    Attribution.objects.create(utilisateur=agent, role=Role.EVALUATEUR)
    Utilisateur.objects.filter(pk=entre.pk).update(last_login=timezone.now())
    vieillir(days=400)
    avant = contenus()
    oublier_les_inscriptions()
    assert contenus() == avant
    assert Utilisateur.objects.filter(pk=sans_adresse.pk).exists()


def test_une_adresse_prouvee_entre_temps_n_est_pas_effacee(client: ClientLecteur) -> None:
    inscrire(client)
    client.post(VERIFICATION, {"code": codes()[-1]})
    vieillir(days=2)
    oublier_l_inscription(compte_id=Utilisateur.objects.get().pk, maintenant=timezone.now())
    assert Utilisateur.objects.exists()
