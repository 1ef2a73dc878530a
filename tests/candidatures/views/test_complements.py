"""Compléments in the pages, from the request to the return."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from candidatures.lectures.complements import fin_de
from candidatures.models import Candidature, Complement
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from tests.candidatures.complements import ECHEANCE, PLUS_TARD, demander, etat, repondre
from tests.conftest import ClientLecteur
from tests.fichiers.fabrication import honnete
from tests.scenarios import clore, dossier_depose, vague_ouverte
from tests.test_pages import verifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients(clos: Candidature, instructeur: Utilisateur) -> Any:
    with time_machine.travel(PLUS_TARD, tick=False):
        par_role = {"porteur": ClientLecteur(), "instructeur": ClientLecteur()}
        par_role["porteur"].force_login(clos.cree_par)
        par_role["instructeur"].force_login(instructeur)
        yield par_role


def lire(client: ClientLecteur, route: str, dossier: Candidature) -> str:
    reponse = client.get(reverse(route, args=[dossier.pk]))
    assert reponse.status_code == 200
    verifier(reponse)
    html: str = reponse.content.decode()
    return html.replace("\xa0", " ")


def test_la_page_de_la_demande_dit_ce_qui_y_est_obligatoire(
    clients: dict[str, ClientLecteur], clos: Candidature
) -> None:
    lue = clients["instructeur"].get(reverse("instruction:complements", args=[clos.pk])).content.decode()
    assert "Cochez au moins une réponse ou une pièce." in lue
    assert "tous les champs sont obligatoires" not in lue


def test_de_la_demande_au_retour_dans_les_pages(clients: dict[str, ClientLecteur], clos: Candidature) -> None:
    agent_, porteur = clients["instructeur"], clients["porteur"]
    demande = {
        "demandes_projet": ["resume"],
        "demandes_pieces": ["piece:statuts"],
        "message": "Le résumé est trop court.",
        "echeance": "2027-03-05",
    }
    page = reverse("instruction:complements", args=[clos.pk])
    refusee = agent_.post(page, demande | {"demandes_projet": [], "demandes_pieces": []})
    assert refusee.status_code == 422
    assert "Le résumé est trop court." in refusee.content.decode()
    assert agent_.post(page, demande).status_code == 302
    assert Complement.objects.get().echeance == fin_de(datetime(2027, 3, 5).date())  # noqa: DTZ001 - a day
    lue = lire(porteur, "candidatures:complements", clos)
    assert "À renvoyer jusqu’au 5 mars 2027 à 23 h 59 (heure de Paris)" in lue
    assert "Le résumé est trop court." in lue
    assert "Rien pour le moment" in lue
    assert "À compléter jusqu’au 5 mars 2027 à 23 h 59" in lire(porteur, "candidatures:dossier", clos)
    liste = porteur.get(reverse("candidatures:liste")).content.decode().replace("\xa0", " ")
    assert "À compléter et à renvoyer jusqu’au 5 mars 2027 à 23 h 59" in liste
    section = porteur.get(reverse("candidatures:section", args=[clos.pk, "projet"]))
    assert section.status_code == 200
    assert 'name="resume"' in section.content.decode()
    assert 'name="ambition"' not in section.content.decode()
    assert "Cela ne renvoie pas le dossier." in section.content.decode()
    assert porteur.get(reverse("candidatures:section", args=[clos.pk, "lieu"])).status_code == 404
    pieces = lire(porteur, "candidatures:pieces", clos)
    assert 'id="id_piece:statuts"' in pieces
    assert 'id="id_piece:comptes"' not in pieces
    suite = {
        "resume": "Un lieu ressource pour tout le quartier.",
        "continuer": "1",
        "lues": section.context["lues"],
    }
    saisie = porteur.post(reverse("candidatures:section", args=[clos.pk, "projet"]), suite, follow=True)
    assert saisie.redirect_chain == [(reverse("candidatures:complements", args=[clos.pk]), 302)]
    assert "n’est pas encore renvoyé" in saisie.content.decode()
    lue = lire(porteur, "candidatures:complements", clos)
    assert "tout" in lue
    assert "<ins>" in lue
    page = reverse("candidatures:complements", args=[clos.pk])
    renvoi = porteur.post(page, {"relue": porteur.get(page).context["relue"]})
    assert (renvoi.status_code, renvoi["Location"]) == (
        302,
        reverse("candidatures:dossier", args=[clos.pk]),
    )
    depot = clos.depots.get(version=1)
    assert porteur.get(renvoi["Location"]).context["depose_le"] == depot.recu_le
    assert ", complété le 17 février 2027" in lire(porteur, "candidatures:dossier", clos)
    suivi = lire(agent_, "instruction:complements", clos)
    assert "Ce qui a changé dans la version 2" in suivi
    assert "Demande du 17 février 2027 – Rendu" in suivi
    assert "1 différence avec" in lire(agent_, "instruction:comparer", clos)
    assert porteur.get(reverse("candidatures:complements", args=[clos.pk])).status_code == 302


def test_tout_ce_qui_manque_a_la_demande_se_dit_en_une_fois(
    clients: dict[str, ClientLecteur], clos: Candidature
) -> None:
    page = reverse("instruction:complements", args=[clos.pk])
    refus = clients["instructeur"].post(page, {"message": " ", "echeance": "2027-01-01"})
    assert refus.status_code == 422
    verifier(refus)
    html = refus.content.decode().replace("\xa0", " ")
    for phrase in (
        "Cochez au moins une question ou une pièce à compléter.",
        "Écrivez au porteur ce que vous attendez.",
        "Choisissez une date dans les 120 jours à venir.",
    ):
        assert phrase in html
    assert not Complement.objects.exists()


def test_un_renvoi_refuse_dit_pourquoi_sur_la_page(
    clients: dict[str, ClientLecteur], clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur)
    page = reverse("candidatures:complements", args=[clos.pk])
    reponse = clients["porteur"].post(page, {"relue": clients["porteur"].get(page).context["relue"]})
    assert reponse.status_code == 422
    assert "Rien n’a changé" in reponse.content.decode()
    with time_machine.travel(ECHEANCE, tick=False):
        clients["porteur"].force_login(clos.cree_par)
        reponse = clients["porteur"].post(reverse("candidatures:complements", args=[clos.pk]))
    assert reponse.status_code == 422
    assert "Le délai est passé" in reponse.content.decode()


@pytest.mark.parametrize("donnees", [{}, {"relue": ""}], ids=str)
def test_un_renvoi_sans_relecture_est_refuse(
    donnees: dict[str, str],
    clients: dict[str, ClientLecteur],
    clos: Candidature,
    instructeur: Utilisateur,
    contenus: Any,
) -> None:
    demander(clos, instructeur)
    repondre(clos, resume="Un premier texte.")
    clients["porteur"].get(reverse("candidatures:complements", args=[clos.pk]))
    avant = contenus()
    refus = clients["porteur"].post(reverse("candidatures:complements", args=[clos.pk]), donnees)
    assert refus.status_code == 409
    assert "n’est pas renvoyé" in refus.content.decode()
    assert contenus() == avant


def test_ce_qui_change_apres_la_relecture_se_relit_avant_le_renvoi(
    clients: dict[str, ClientLecteur], clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur)
    page = reverse("candidatures:complements", args=[clos.pk])
    repondre(clos, resume="Un premier texte.")
    lue = clients["porteur"].get(page).context["relue"]
    repondre(clos, resume="Un second texte, d’un autre.")
    refus = clients["porteur"].post(page, {"relue": lue})
    assert refus.status_code == 409
    assert "il n’est pas renvoyé" in refus.content.decode()
    assert clos.depots.count() == 1
    assert clients["porteur"].post(page, {"relue": refus.context["relue"]}).status_code == 302
    assert contenu_de(clos.depots.first()).reponses["resume"] == "Un second texte, d’un autre."


def test_une_piece_demandee_a_qui_n_en_doit_pas_se_joint(
    clients: dict[str, ClientLecteur], instructeur: Utilisateur
) -> None:
    """An agent may ask a town hall for a document that the form only asks of associations."""
    dossier = dossier_depose(vague_ouverte(numero=2), rang=7, type_porteur="collectivite")
    clore(dossier.vague)
    demander(dossier, instructeur, demandes=("piece:statuts",))
    porteur = clients["porteur"]
    porteur.force_login(dossier.cree_par)
    html = lire(porteur, "candidatures:pieces", dossier)
    assert 'id="id_piece:statuts"' in html
    assert 'id="id_piece:consortium"' not in html
    assert 'name="fichiers"' in html


def test_l_instructeur_annule_depuis_la_page(
    clients: dict[str, ClientLecteur], clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur)
    clients["instructeur"].post(
        reverse("instruction:annuler_complements", args=[clos.pk]), {"motif": "Reçu."}
    )
    assert etat(clos) == EtatCandidature.DEPOSEE
    assert "Annulé" in lire(clients["instructeur"], "instruction:complements", clos)


def test_un_texte_envoye_a_l_echeance_est_rendu_sur_la_page_et_n_est_pas_enregistre(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur)
    section = reverse("candidatures:section", args=[clos.pk, "projet"])
    with time_machine.travel(ECHEANCE, tick=False):
        client = ClientLecteur()
        client.force_login(clos.cree_par)
        avant = contenus()
        reponse = client.post(section, {"resume": "Écrit une seconde trop tard."})
        page = reponse.content.decode()
        assert reponse.status_code == 409
        verifier(reponse)
        assert "Le délai pour compléter ce dossier est passé" in page
        assert "Écrit une seconde trop tard." in page
        assert 'name="ambition"' not in page
        envoi = {"champs": "resume", "resume": "Encore plus tard.", "lues": "{}"}
        refus = client.post(reverse("candidatures:autosave", args=[clos.pk, "projet"]), envoi)
        assert (refus.status_code, refus.json()["erreur"]) == (409, "refus")
        assert contenus() == avant
        for route in ("section", "pieces"):
            arguments = [clos.pk, "projet"] if route == "section" else [clos.pk]
            lue = client.get(reverse(f"candidatures:{route}", args=arguments))
            assert (lue.status_code, lue["Location"]) == (
                302,
                reverse("candidatures:dossier", args=[clos.pk]),
            )


def test_une_piece_envoyee_a_l_echeance_est_refusee_sur_sa_page(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur)
    with time_machine.travel(ECHEANCE, tick=False):
        client = ClientLecteur()
        client.force_login(clos.cree_par)
        adresse = reverse("candidatures:joindre", args=[clos.pk, "statuts"])
        envoye = SimpleUploadedFile("statuts.pdf", honnete("pdf"))
        reponse = client.post(adresse, {"fichiers": [envoye]})
    assert reponse.status_code == 422
    assert "Le délai pour compléter ce dossier est passé" in reponse.content.decode()
    assert 'id="id_piece:statuts"' in reponse.content.decode()
    assert clos.pieces.filter(code="statuts").count() == 1


def test_la_page_mene_a_ce_qu_une_reponse_rend_obligatoire_ailleurs(
    clients: dict[str, ClientLecteur], clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur, demandes=("type_porteur",))
    repondre(clos, type_porteur="collectivite")
    lue = lire(clients["porteur"], "candidatures:complements", clos)
    pieces = reverse("candidatures:section", args=[clos.pk, "pieces"])
    assert f'href="{pieces}#id_piece:pouvoir"' in lue
    assert 'id="id_piece:pouvoir"' in lire(clients["porteur"], "candidatures:pieces", clos)


def test_le_dernier_jour_possible_est_ecrit_sur_le_champ(
    clients: dict[str, ClientLecteur], clos: Candidature
) -> None:
    """One hundred and twenty days after 17 February 2027."""
    page = reverse("instruction:complements", args=[clos.pk])
    assert 'max="2027-06-17"' in clients["instructeur"].get(page).content.decode()
    demande = {"demandes_projet": ["resume"], "message": "Précisez.", "echeance": "2027-06-17"}
    assert clients["instructeur"].post(page, demande).status_code == 302
    assert Complement.objects.get().echeance == fin_de(datetime(2027, 6, 17).date())  # noqa: DTZ001 - a day


def test_le_courriel_dit_ce_qui_est_demande_sans_rien_de_ce_qui_est_repondu(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur)
    courriel = Courriel.objects.get(modele="complements_demandes")
    for texte in (courriel.texte.replace("\xa0", " "), courriel.html.replace("\xa0", " ")):
        assert "Résumé du projet" in texte
        assert "Statuts" in texte
        assert "au plus tard" in texte
        assert "Ambition" not in texte
        assert "Précisez le résumé." not in texte
        assert "Un lieu ressource pour le quartier." not in texte
