"""What tests of the porteur's pages share."""

import json
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.comptes.models import Utilisateur
from candidatures.formulaire.concurrence import marque
from candidatures.models import Candidature
from tests.conftest import ClientLecteur


def connecter(client: ClientLecteur, compte: Utilisateur) -> ClientLecteur:
    client.force_login(compte)
    return client


def adresse(candidature: Candidature, section: str = "structure") -> str:
    return reverse("candidatures:section", args=[candidature.pk, section])


def lues(candidature: Candidature) -> str:
    """Marks of a page that was opened now."""
    return json.dumps({r.champ: marque(r.valeur, r.version) for r in candidature.reponses.all()})


def poster(client: ClientLecteur, candidature: Candidature, section: str, **champs: Any) -> Any:
    connecter(client, candidature.cree_par)
    return client.post(adresse(candidature, section), {"lues": lues(candidature), **champs})


def compter(client: ClientLecteur, chemin: str, donnees: dict[str, str] | None = None) -> int:
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(chemin) if donnees is None else client.post(chemin, donnees)
    assert reponse.status_code in {200, 302}
    return len(requetes)


def texte(reponse: Any) -> str:
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ")
