"""Administrators' page of assignment: several dossiers at once, each refusal told, none stopping the others."""

import html
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from candidatures.models import Candidature
from evaluation.models import Evaluation, GrilleVague
from evaluation.tasks import annoncer_affectations_oubliees
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose
from tests.evaluation.dossiers import (
    dossiers_en_nombre,
    lecture,
    lectures_en_nombre,
    mettre_a,
    vague_a_lire,
)
from tests.fabriques import AccesFactory
from tests.gabarits.page import Page
from tests.scenarios import agent, ecrire_l_etat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plus_tard")]


def page(close: VagueClose) -> str:
    return reverse("affectation:tableau", args=[close.vague.numero])


def affecter(client: ClientLecteur, close: VagueClose, lecteur: Utilisateur, nombre: int) -> str:
    """Assign the first dossiers; return what the next page says."""
    coches = [str(dossier.pk) for dossier in close.dossiers[:nombre]]
    reponse = client.post(page(close), {"evaluateur": lecteur.pk, "candidatures": coches})
    assert (reponse.status_code, reponse["Location"]) == (302, page(close))
    return html.unescape(client.get(page(close)).content.decode()).replace("\xa0", " ")


@pytest.mark.parametrize(("nombre", "phrase"), [(1, "1 dossier affecté."), (3, "3 dossiers affectés.")])
def test_affecter_compte_ce_qui_est_fait(
    nombre: int, phrase: str, admin: Utilisateur, client: ClientLecteur
) -> None:
    close, lecteur = vague_a_lire(3), agent()
    assert phrase in affecter(client, close, lecteur, nombre)
    faites = Evaluation.objects.filter(evaluateur=lecteur, affectee_par=admin, etat="a_faire")
    assert set(faites.values_list("candidature", flat=True)) == {d.pk for d in close.dossiers[:nombre]}


def test_un_refus_n_arrete_pas_les_autres(admin: Utilisateur, client: ClientLecteur) -> None:
    close, lecteur = vague_a_lire(3), agent()
    lecture(close.dossiers[0], "a_faire", evaluateur=lecteur)
    AccesFactory(candidature=close.dossiers[1], utilisateur=lecteur, role="lecteur")
    lue = affecter(client, close, lecteur, 3)
    assert f"{close.dossiers[0].numero} : {lecteur} a déjà reçu ce dossier." in lue
    assert f"{close.dossiers[1].numero} : {lecteur} candidate ou a candidaté pour cette structure" in lue
    assert "1 dossier affecté." in lue
    assert Evaluation.objects.filter(evaluateur=lecteur).count() == 2


@pytest.mark.parametrize("etat", ["programmee", "ouverte", "en_deliberation", "publiee", "archivee"])
def test_hors_de_la_phase_rien_ne_s_affecte(
    etat: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    close, lecteur = vague_a_lire(), agent()
    mettre_a(close.vague, etat)
    avant = contenus()
    assert "entre la clôture de la vague et sa délibération" in affecter(client, close, lecteur, 1)
    assert contenus() == avant


def test_sans_grille_rien_ne_s_affecte(admin: Utilisateur, client: ClientLecteur, contenus: Any) -> None:
    close, lecteur = vague_a_lire(), agent()
    mettre_a(close.vague, "programmee")
    GrilleVague.objects.all().delete()
    mettre_a(close.vague, "close")
    avant = contenus()
    assert "Attachez d’abord une grille" in affecter(client, close, lecteur, 1)
    assert contenus() == avant


def test_un_dossier_qui_me_concerne_ne_m_est_ni_montre_ni_laisse(
    admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    close, lecteur = vague_a_lire(2), agent()
    AccesFactory(candidature=close.dossiers[0], utilisateur=admin, role="lecteur")
    lue = Page(client.get(page(close)).content.decode())
    texte = lue.un("main").texte
    assert (str(close.dossiers[0].numero) in texte, str(close.dossiers[1].numero) in texte) == (False, True)
    assert "un autre administrateur doit le faire" in texte
    assert lue.tous("input", name="candidatures") == []
    avant = contenus()
    for dossier, statut in zip(close.dossiers, (422, 302), strict=True):
        donnees = {"evaluateur": lecteur.pk, "candidatures": [str(dossier.pk)]}
        assert client.post(page(close), donnees).status_code == statut
    assert contenus() == avant


def test_un_seul_courriel_annonce_les_dossiers_d_un_lot(admin: Utilisateur, client: ClientLecteur) -> None:
    close, lecteur = vague_a_lire(3), agent()
    affecter(client, close, lecteur, 3)
    courriel = Courriel.objects.get(modele="affectation")
    assert courriel.destinataire == lecteur.email
    assert courriel.objet.startswith("3 dossiers à évaluer")
    assert all(str(dossier.numero) in courriel.texte for dossier in close.dossiers)
    annoncer_affectations_oubliees()
    assert Courriel.objects.filter(modele="affectation").count() == 1


def test_ce_qu_un_lot_interrompu_n_a_pas_annonce_l_est_plus_tard(admin: Utilisateur) -> None:
    close, lecteur = vague_a_lire(2), agent()
    for dossier in close.dossiers:
        lecture(dossier, "a_faire", evaluateur=lecteur)
    annoncer_affectations_oubliees()
    assert not Courriel.objects.filter(modele="affectation").exists()
    with time_machine.travel(PLUS_TARD + timedelta(minutes=6), tick=False):
        annoncer_affectations_oubliees()
    assert Courriel.objects.get(modele="affectation").objet.startswith("2 dossiers à évaluer")


def test_un_dossier_a_completer_reste_en_vue_sans_case(admin: Utilisateur, client: ClientLecteur) -> None:
    close = vague_a_lire(2)
    ecrire_l_etat(Candidature.objects.filter(pk=close.dossiers[0].pk), "a_completer")
    lue = Page(client.get(page(close)).content.decode())
    assert [case.attributs["value"] for case in lue.tous("input", name="candidatures")] == [
        str(close.dossiers[1].pk)
    ]
    texte = client.get(page(close)).content.decode()
    assert str(close.dossiers[0].numero) in texte
    assert "1 dossier à compléter" in texte


def coches(lue: Page) -> list[str]:
    return [case.attributs["value"] for case in lue.tous("input", name="candidatures")]


def test_on_affecte_une_page_et_on_y_revient(admin: Utilisateur, client: ClientLecteur) -> None:
    close, lecteur = vague_a_lire(0), agent()
    dossiers = dossiers_en_nombre(close.volet, 60)
    premiere = Page(client.get(page(close)).content.decode())
    assert coches(premiere) == [str(dossier.pk) for dossier in dossiers[:25]]
    (suivante,) = (lien for lien in premiere.tous("a") if lien.texte == "Page suivante")
    adresse = page(close) + suivante.attributs["href"]
    deuxieme = Page(client.get(adresse).content.decode())
    assert coches(deuxieme) == [str(dossier.pk) for dossier in dossiers[25:50]]
    assert adresse in {form.attributs["action"] for form in deuxieme.tous("form")}
    assert len(json.loads(deuxieme.un("input", name="lues").attributs["value"])) == 25
    envoi = {"evaluateur": lecteur.pk, "candidatures": coches(deuxieme)[:2]}
    reponse = client.post(adresse, envoi)
    assert (reponse.status_code, reponse["Location"]) == (302, adresse)
    assert coches(Page(client.get(adresse).content.decode())) == coches(deuxieme)
    assert set(Evaluation.objects.values_list("candidature", flat=True)) == {d.pk for d in dossiers[25:27]}


def test_ceux_a_qui_il_manque_un_lecteur_se_voient_seuls(admin: Utilisateur, client: ClientLecteur) -> None:
    close, lecteur = vague_a_lire(0), agent()
    dossiers = dossiers_en_nombre(close.volet, 3)
    for _ in range(3):
        lectures_en_nombre(dossiers[:1], agent())
    toute = Page(client.get(page(close)).content.decode())
    assert "2 dossiers sur 3 ont moins de 3 évaluateurs." in toute.un("main").texte
    (lien,) = (lien for lien in toute.tous("a") if lien.texte == "Ne voir que ceux-là")
    adresse = str(lien.attributs["href"])
    assert coches(Page(client.get(adresse).content.decode())) == [str(d.pk) for d in dossiers[1:]]
    for _ in range(2):
        lectures_en_nombre(dossiers[1:2], agent())
    # Somebody else has given the second one meanwhile: it has left this list, and is not refused for that.
    lectures_en_nombre(dossiers[1:2], agent())
    envoi = {"evaluateur": lecteur.pk, "candidatures": [str(d.pk) for d in dossiers[1:]], "lues": ""}
    suite = client.get(client.post(adresse, envoi)["Location"])
    dite = html.unescape(suite.content.decode()).replace("\xa0", " ")
    assert f"{dossiers[1].numero} : les évaluateurs de ce dossier ont changé" in dite
    assert "1 dossier affecté." in dite


def test_une_case_inventee_est_refusee(admin: Utilisateur, client: ClientLecteur, contenus: Any) -> None:
    close, ailleurs, lecteur = vague_a_lire(), vague_a_lire(), agent()
    avant = contenus()
    for coche in ("x", str(ailleurs.dossiers[0].pk)):
        reponse = client.post(page(close), {"evaluateur": lecteur.pk, "candidatures": [coche]})
        assert reponse.status_code == 422
    assert contenus() == avant
