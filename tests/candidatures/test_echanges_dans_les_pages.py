"""The thread in the pages, from both sides."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ami.comptes.models import Role, Utilisateur
from ami.fichiers.states import EtatFichier
from candidatures.models import Candidature, Cote, Message
from tests.candidatures.echanges import PLUS_TARD, dossier_numerote, ecrire, preparer
from tests.conftest import ClientLecteur
from tests.fabriques import FichierFactory
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture
def depose() -> Candidature:
    return dossier_numerote()


@pytest.fixture
def porteur(depose: Candidature) -> Any:
    client = ClientLecteur()
    with time_machine.travel(PLUS_TARD, tick=False):
        client.force_login(depose.cree_par)
        yield client


def adresse(depose: Candidature, route: str = "echanges", espace: str = "candidatures") -> str:
    return reverse(f"{espace}:{route}", args=[depose.pk])


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_la_page_garde_un_texte_refuse_et_les_fichiers_recus(
    porteur: ClientLecteur, depose: Candidature
) -> None:
    envoi = {
        "texte": "Voici les comptes.",
        "envoyer": "1",
        "fichiers": [SimpleUploadedFile("comptes.pdf", PDF), SimpleUploadedFile("vide.pdf", b"")],
    }
    reponse = porteur.post(adresse(depose), envoi)
    assert reponse.status_code == 422
    assert "« vide.pdf » est vide" in reponse.content.decode().replace("\xa0", " ")
    brouillon = Message.objects.get()
    assert (brouillon.texte, brouillon.envoye_le) == ("Voici les comptes.", None)
    assert [fichier.nom for fichier in brouillon.fichiers.all()] == ["comptes.pdf"]
    retrait = {"texte": "Voici.", "retirer": str(brouillon.fichiers.get().pk)}
    assert porteur.post(adresse(depose), retrait).status_code == 302
    brouillon.refresh_from_db()
    assert (brouillon.texte, brouillon.fichiers.count()) == ("Voici.", 0)
    assert porteur.post(adresse(depose), {"texte": "Voici.", "envoyer": "1"}).status_code == 302
    brouillon.refresh_from_db()
    assert brouillon.envoye_le == PLUS_TARD


def test_la_page_montre_les_deux_textes_d_un_conflit(porteur: ClientLecteur, depose: Candidature) -> None:
    preparer(depose, "Texte de l’autre onglet")
    reponse = porteur.post(adresse(depose), {"texte": "Le mien", "lu": "perime", "envoyer": "1"})
    texte = reponse.content.decode()
    assert reponse.status_code == 409
    assert "Texte de l’autre onglet" in texte
    assert "Le mien" in texte
    assert Message.objects.get().texte == "Texte de l’autre onglet"


def test_l_agent_ne_dit_pas_son_nom_et_ne_voit_que_le_fil(
    porteur: ClientLecteur, depose: Candidature
) -> None:
    instructeur = agent(Role.INSTRUCTEUR, utilisateur__nom="Nomdagent")
    ecrire(depose, "Il manque une signature.", par=instructeur, cote=Cote.SERVICE)
    html = porteur.get(adresse(depose)).content.decode()
    assert "Il manque une signature." in html
    assert "Service instructeur" in html
    assert "Nomdagent" not in html
    assert "1 message non lu" in html
    assert "1 message non lu" in porteur.get("/candidatures/").content.decode()
    porteur.post(adresse(depose, "echanges_lus"), {"messages": [Message.objects.get().pk, "x", "9" * 30]})
    assert Message.objects.get().lu_le == PLUS_TARD
    assert "non lu" not in porteur.get("/candidatures/").content.decode()
    client = ClientLecteur()
    client.force_login(instructeur)
    vu = client.get(adresse(depose, espace="instruction")).content.decode()
    assert "Nomdagent" in vu
    assert "Lu le 1er février 2027" in vu.replace("\xa0", " ")
    assert "Un lieu ressource" not in vu


def test_un_fichier_ne_se_telecharge_que_verifie_et_par_ceux_qui_lisent_le_fil(
    porteur: ClientLecteur, depose: Candidature, instructeur: Utilisateur
) -> None:
    fichier = FichierFactory(
        depose_par=depose.cree_par, etat=EtatFichier.RECU, empreinte_servie="", taille_servie=None
    )
    preparer(depose, "Voici.", fichiers=[fichier])
    lecture = reverse("instruction:echanges_fichier", args=[depose.pk, fichier.pk])
    client = ClientLecteur()
    client.force_login(instructeur)
    assert client.get(lecture).status_code == 404  # still a draft
    ecrire(depose, "Voici.", le=PLUS_TARD)
    reponse = client.get(lecture)
    assert (reponse.status_code, reponse["Location"]) == (302, adresse(depose, espace="instruction"))
    autre = dossier_depose(vague_ouverte(), rang=2)
    client.force_login(autre.cree_par)
    for pk in (depose.pk, autre.pk):
        assert client.get(reverse("candidatures:echanges_fichier", args=[pk, fichier.pk])).status_code == 404


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_fil_ne_coute_pas_plus_cher_avec_le_nombre(
    nombre: int,
    porteur: ClientLecteur,
    depose: Candidature,
    instructeur: Utilisateur,
    django_assert_num_queries: Any,
) -> None:
    for rang in range(nombre):
        message = ecrire(depose, f"Message {rang}.", par=instructeur, cote=Cote.SERVICE)
        message.fichiers.add(FichierFactory())
    with django_assert_num_queries(8):
        assert porteur.get(adresse(depose)).status_code == 200
