"""One account in a browser: refused, signed up with a domain that has accents, renamed, closed; by keyboard, without JavaScript too."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from tests.comptes.outils import PHRASE, codes
from tests.parcours.navigateur import MOBILE, Onglet
from tests.scenarios import administrateur, brouillon_complet, vague_ouverte

pytestmark = pytest.mark.django_db(transaction=True)
ADRESSE, EN_ASCII = "contact@fabrique-numérique.fr", "contact@xn--fabrique-numrique-mtb.fr"


def remplir(page: Page, **champs: str) -> None:
    for libelle, texte in champs.items():
        page.get_by_label(libelle.replace("_", " "), exact=False).first.fill(texte)


@pytest.mark.lent
@pytest.mark.parametrize("script", [True, False])
def test_un_compte_du_debut_a_la_fin(script: bool, ouvrir: Any) -> None:
    onglet: Onglet = ouvrir(java_script_enabled=script)
    page = onglet.page
    if not script:
        page.set_viewport_size(MOBILE)
    onglet.aller(reverse("account_signup"))
    remplir(page, Prénom="Zoé", Adresse_électronique="hélène@mairie-x.fr", Mot_de_passe=PHRASE)
    page.locator("#id_nom").fill("Œuvray")
    page.get_by_role("button", name="Créer mon compte").click()
    page.get_by_text("sans accent ni signe particulier avant le signe @").first.wait_for()
    if script:
        onglet.verifier()
    remplir(page, Adresse_électronique=ADRESSE, Mot_de_passe=PHRASE)
    page.get_by_role("button", name="Créer mon compte").click()
    page.locator("main").get_by_text(ADRESSE).wait_for()
    page.get_by_label("Code reçu par courriel").fill(codes(EN_ASCII)[-1])
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("est vérifiée").wait_for()

    onglet.aller(reverse("plan_du_site"))
    page.get_by_role("main").get_by_role("link", name="Mon compte").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Mon compte").wait_for()
    remplir(page, Prénom="")
    page.get_by_role("button", name="Enregistrer mon nom").click()
    page.get_by_text("Écrivez votre prénom.").first.wait_for()
    if script:
        onglet.verifier()  # with the summary of errors
    page.locator("#id_prenom").fill("Zoélie")
    page.keyboard.press("Enter")
    page.get_by_text("Votre nom est enregistré.").wait_for()
    assert Utilisateur.objects.get().nom_complet == "Zoélie Œuvray"
    if script:
        onglet.verifier()
    page.get_by_role("link", name="Fermer mon compte").click()
    page.get_by_role("button", name="Fermer mon compte").press("Enter")
    page.get_by_text("Votre compte est fermé").wait_for()
    assert not Utilisateur.objects.exists()


@pytest.mark.lent
def test_ce_qui_n_a_pas_ete_remis_se_lit(ouvrir: Any) -> None:
    dossier = brouillon_complet(vague_ouverte())
    Courriel.objects.create(
        cle="perdu",
        modele="recepisse_copie",
        concerne=str(dossier.pk),
        destinataire=f"{'presidence-de-l-association' * 2}@xn--fabrique-numrique-mtb.fr",
        objet="Copie de l’accusé de réception",
        texte="Bonjour",
        etat=EtatCourriel.EN_ECHEC,
        derniere_erreur="SMTPRecipientsRefused 550",
    )
    porteur = ouvrir().entrer(dossier.cree_par)
    porteur.aller(reverse("candidatures:dossier", args=[dossier.pk]))
    porteur.page.get_by_role("heading", name="Un message n’a pas pu être remis").wait_for()
    porteur.verifier()
    agent = ouvrir().entrer(administrateur())
    agent.aller(reverse("pilotage:vague", args=[dossier.vague.numero]))
    agent.page.get_by_role("link", name="voir lesquels").click()
    agent.page.get_by_role("heading", name="Courriels non remis").wait_for()
    agent.verifier()
    agent.page.get_by_role("button", name="Envoyer de nouveau tous ces courriels").press("Enter")
    agent.page.get_by_text("Ces courriels sont de nouveau à envoyer.").wait_for()
    assert Courriel.objects.get(cle="perdu").etat == EtatCourriel.A_ENVOYER
