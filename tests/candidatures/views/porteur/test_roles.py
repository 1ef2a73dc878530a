"""What a rédacteur and a lecteur find on the pages of a draft: no link that would refuse them."""

from typing import Any

import pytest
from django.urls import reverse

from candidatures.models import Acces, Candidature
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import FichierFactory, PieceFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


def entrer(client: ClientLecteur, brouillon: Candidature, role: str) -> ClientLecteur:
    compte = UtilisateurFactory()
    Acces.objects.create(candidature=brouillon, utilisateur=compte, role=role)
    return connecter(client, compte)


def page(client: ClientLecteur, brouillon: Candidature, nom: str) -> str:
    reponse = client.get(reverse(f"candidatures:{nom}", args=[brouillon.pk]))
    assert reponse.status_code == 200
    return texte(reponse)


def test_un_lecteur_lit_tout_le_brouillon_sans_lien_qui_refuse(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    entrer(client, brouillon, "lecteur")
    dossier, lecture = page(client, brouillon, "dossier"), page(client, brouillon, "deposer")
    assert "Un lieu ressource pour le quartier." in lecture
    for html in (dossier, lecture):
        assert "/structure/" not in html
        assert "Déposer et signer" not in html
    assert "Lire le dossier" in dossier
    for section in ("structure", "budget"):  # a link that a colleague shared
        adresse = reverse("candidatures:section", args=[brouillon.pk, section])
        assert client.get(adresse)["Location"] == reverse("candidatures:deposer", args=[brouillon.pk])
        assert client.post(adresse, {"sigle": "X"}).status_code == 403


def test_un_redacteur_relit_et_ne_depose_pas(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    entrer(client, brouillon, "redacteur")
    relecture = page(client, brouillon, "deposer")
    assert "Son signataire est seul à pouvoir le déposer" in relecture
    assert "Déposer et signer" not in relecture
    assert "/structure/" in relecture
    avant = contenus()
    assert client.post(reverse("candidatures:deposer", args=[brouillon.pk])).status_code == 403
    assert contenus() == avant


@pytest.mark.parametrize("nom", ["dossier", "deposer"])
def test_un_fichier_refuse_est_signale_avant_le_depot(
    nom: str, client: ClientLecteur, brouillon: Candidature
) -> None:
    fichier = FichierFactory(
        nom="abime.pdf", etat="refuse", motif="Ce fichier est abîmé.", empreinte_servie="", taille_servie=None
    )
    PieceFactory(candidature=brouillon, code="autres", fichier=fichier)
    connecter(client, brouillon.cree_par)
    html = page(client, brouillon, nom)
    assert "« abime.pdf » ne sera lu par personne. Ce fichier est abîmé." in html
