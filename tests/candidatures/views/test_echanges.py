"""The thread in the pages, from both sides."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ami.comptes.models import Role, Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.models import Candidature, Cote, Message
from candidatures.services.echanger import FICHIERS_MAX, MESSAGES_PAR_JOUR
from tests.candidatures.echanges import PLUS_TARD, dossier_numerote, ecrire, envoyer_beaucoup, preparer
from tests.candidatures.views.pages import texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, FichierFactory
from tests.gabarits.page import Page
from tests.partage_du_module import Base
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_numerote()


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    return deepcopy(depose_du_module)


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
    with django_assert_num_queries(9):
        assert porteur.get(adresse(depose)).status_code == 200


def lien_de(reponse: Any, mots: str) -> str:
    (lien,) = [lien for lien in Page(reponse.content.decode()).tous("a") if lien.texte == mots]
    return str(lien.attributs["href"])


def test_la_page_montre_les_cinquante_derniers_messages(
    porteur: ClientLecteur, depose: Candidature, instructeur: Utilisateur, django_assert_num_queries: Any
) -> None:
    envoyer_beaucoup(depose, 1)  # the oldest of all is one's own
    Message.objects.update(envoye_le=PENDANT - timedelta(days=1))
    mien = Message.objects.get()
    envoyer_beaucoup(depose, 60, auteur=instructeur, cote=Cote.SERVICE)
    with django_assert_num_queries(9):
        premiere = porteur.get(adresse(depose))
    assert [m.texte for m in premiere.context["echanges"]] == [f"Message {rang}." for rang in range(11, 61)]
    html = texte(premiere)
    assert "61 messages – page 1 sur 2" in html
    assert "50 messages non lus sur cette page" in html
    assert "Dans tous les échanges, 60 messages non lus : voyez aussi les autres pages." in html
    assert "Messages plus récents" not in html
    assert f'name="apres" value="{mien.pk}"' in html  # one's last message, wherever it is
    seconde = porteur.get(adresse(depose) + lien_de(premiere, "Messages plus anciens"))
    assert [m.texte for m in seconde.context["echanges"]] == [
        "Message 1.",
        *(f"Message {rang}." for rang in range(1, 11)),
    ]
    assert "Messages plus anciens" not in texte(seconde)
    revenue = porteur.get(adresse(depose) + lien_de(seconde, "Messages plus récents"))
    assert revenue.context["echanges"] == premiere.context["echanges"]


def test_un_message_de_trop_reste_en_brouillon_avec_ses_fichiers(
    porteur: ClientLecteur, depose: Candidature
) -> None:
    envoyer_beaucoup(depose, MESSAGES_PAR_JOUR)
    envoi = {"texte": "De trop.", "envoyer": "1", "fichiers": [SimpleUploadedFile("a.pdf", PDF)]}
    reponse = porteur.post(adresse(depose), envoi)
    assert (reponse.status_code, "50 messages dans ce dossier en 24 heures" in texte(reponse)) == (422, True)
    brouillon = Message.objects.get(envoye_le=None)
    assert (brouillon.texte, brouillon.fichiers.get().nom) == ("De trop.", "a.pdf")


def test_un_fichier_dont_le_message_ne_veut_pas_est_oublie(
    porteur: ClientLecteur, depose: Candidature
) -> None:
    preparer(depose, "Texte de l’autre onglet")
    envoi = {"texte": "Le mien", "lu": "perime", "envoyer": "1"}
    reponse = porteur.post(adresse(depose), {**envoi, "fichiers": [SimpleUploadedFile("a.pdf", PDF)]})
    assert reponse.status_code == 409
    assert "Choisissez aussi de nouveau vos fichiers" in texte(reponse)
    assert not Fichier.objects.filter(depose_par=depose.cree_par, nom="a.pdf").exists()


def test_un_message_deja_envoye_ne_garde_pas_deux_fois_ses_fichiers(
    porteur: ClientLecteur, depose: Candidature
) -> None:
    for _ in range(2):
        fichiers = [SimpleUploadedFile("a.pdf", PDF)]
        envoi = {"texte": "Voici.", "envoyer": "1", "apres": "0", "fichiers": fichiers}
        assert porteur.post(adresse(depose), envoi).status_code == 302
    assert Message.objects.get().fichiers.get() == Fichier.objects.get(nom="a.pdf")


def test_au_dela_de_dix_fichiers_rien_n_est_recu(porteur: ClientLecteur, depose: Candidature) -> None:
    deja = FichierFactory.create_batch(FICHIERS_MAX - 1)
    preparer(depose, "Voici.", fichiers=deja)
    fichiers = [SimpleUploadedFile(nom, PDF) for nom in ("a.pdf", "b.pdf")]
    reponse = porteur.post(adresse(depose), {"texte": "Voici.", "envoyer": "1", "fichiers": fichiers})
    assert "« b.pdf » n’est pas joint : 10 fichiers au plus" in texte(reponse)
    assert Message.objects.get().fichiers.count() == FICHIERS_MAX
    assert not Fichier.objects.filter(nom="b.pdf").exists()
    place = {"texte": "Voici.", "retirer": str(deja[0].pk), "fichiers": [SimpleUploadedFile("c.pdf", PDF)]}
    assert porteur.post(adresse(depose), place).status_code == 302
    assert Message.objects.get().fichiers.filter(nom="c.pdf").exists()
