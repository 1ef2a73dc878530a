"""What the tests of accounts do through the pages."""

import re
from typing import Any

from allauth.account.models import EmailAddress

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from tests.conftest import ClientLecteur

PHRASE, AUTRE = "une phrase facile a retenir", "une autre phrase bien longue"
ADRESSE = "camille@exemple.test"
CONNEXION, VERIFICATION = "/comptes/connexion/", "/comptes/verification/"
OUBLI, CODE, NOUVEAU = (
    "/comptes/mot-de-passe-oublie/",
    "/comptes/mot-de-passe-oublie/code/",
    "/comptes/mot-de-passe-oublie/nouveau/",
)


def compte(adresse: str = ADRESSE) -> Utilisateur:
    utilisateur = Utilisateur.objects.create_user(adresse, PHRASE, prenom="Camille", nom="Martin")
    EmailAddress.objects.create(user=utilisateur, email=utilisateur.email, verified=True, primary=True)
    return utilisateur


def inscrire(client: ClientLecteur, adresse: str = ADRESSE, **champs: str) -> Any:
    donnees = {"prenom": "Zoé", "nom": "Œuvray", "email": adresse, "password1": PHRASE, **champs}
    return client.post("/comptes/inscription/", donnees)


def connecter(client: ClientLecteur, phrase: str = PHRASE, adresse: str = ADRESSE, **entetes: Any) -> Any:
    return client.post(CONNEXION, {"login": adresse, "password": phrase}, **entetes)


def codes(adresse: str = ADRESSE) -> list[str]:
    """Those mailed to an address, the oldest first."""
    textes = Courriel.objects.filter(destinataire=adresse).order_by("pk").values_list("texte", flat=True)
    return [trouve[1] for texte in textes if (trouve := re.search(r"\n([A-Z0-9]{4}-[A-Z0-9]{4})\n", texte))]


def est_connecte(client: ClientLecteur) -> bool:
    return "_auth_user_id" in client.session
