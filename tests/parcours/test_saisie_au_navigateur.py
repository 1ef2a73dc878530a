"""Typing in a real browser: the network cut, the session over, somebody else writing. Nothing is typed twice."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ami.comptes.models import Session
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Reponse, ReponseAnterieure
from candidatures.services.enregistrer import enregistrer_reponses
from tests.attente import attendre
from tests.fabriques import AccesFactory, UtilisateurFactory
from tests.parcours.navigateur import MOT_DE_PASSE, Onglet, Ouvrir

TELEPHONE = {"width": 360, "height": 640}
COPIES = "() => Object.keys(localStorage).filter((cle) => cle.startsWith('ami:saisie:'))"


@pytest.fixture
def onglet(ouvrir: Ouvrir, brouillon: Candidature) -> Onglet:
    """A telephone, signed in by the session's cookie, on the section of governance."""
    onglet = ouvrir()
    onglet.page.set_viewport_size(TELEPHONE)
    onglet.entrer(brouillon.cree_par)
    onglet.aller(chemin(brouillon))
    return onglet


def chemin(brouillon: Candidature) -> str:
    return f"/candidatures/{brouillon.pk}/gouvernance/"


def taper(page: Page, nom: str, texte: str) -> None:
    page.locator(f"#id_{nom}").focus()
    page.keyboard.press("End")
    page.keyboard.insert_text(texte)


def dit(page: Page, mots: str) -> None:
    expect(page.locator("#etat-de-la-saisie")).to_contain_text(re.compile(mots.replace(" ", r"\s")))


def enregistre(brouillon: Candidature, page: Page, **textes: str) -> None:
    dit(page, "Enregistré à [0-9]+ h [0-9]+")
    assert {nom: en_l_etat.reponses(brouillon).get(nom) for nom in textes} == textes


@pytest.mark.lent
def test_rien_n_est_retape_malgre_les_coupures_la_session_et_les_autres(
    onglet: Onglet, brouillon: Candidature
) -> None:
    page, reseau = onglet.page, onglet.page.context
    taper(page, "instances", "Une assemblée")
    enregistre(brouillon, page, instances="Une assemblée")
    assert page.evaluate(COPIES) == []

    reseau.set_offline(True)  # cut for a while
    taper(page, "instances", " de tous les usagers.")
    dit(page, "Hors ligne : votre texte est gardé sur cet appareil")
    reseau.set_offline(False)
    enregistre(brouillon, page, instances="Une assemblée de tous les usagers.")

    reseau.set_offline(True)  # cut, and the page is left
    taper(page, "usagers", "Un collège d’usagers.")
    dit(page, "Hors ligne")
    revenir(onglet, brouillon)
    expect(page.locator("#saisie-retablie")).to_contain_text("Une réponse gardée sur cet appareil")
    expect(page.locator("#id_usagers")).to_have_value("Un collège d’usagers.")
    enregistre(brouillon, page, usagers="Un collège d’usagers.")

    reseau.set_offline(True)  # cut in a block
    ajouter_un_poste(page, "Animatrice")
    dit(page, "Hors ligne")
    revenir(onglet, brouillon)
    expect(page.locator("[name=postes-0-poste]")).to_have_value("Animatrice")
    attendre(lambda: page.evaluate(COPIES) == [], quoi="l’appareil oublie ce qui est enregistré")
    assert en_l_etat.reponses(brouillon)["postes"] == [{"poste": "Animatrice"}]

    Session.objects.all().delete()  # the session is over
    taper(page, "usagers", " Ils votent.")
    dit(page, "Session expirée : votre texte est gardé sur cet appareil")
    page.get_by_role("link", name="Se reconnecter").click()
    page.get_by_label("Adresse électronique").fill(brouillon.cree_par.email)
    page.locator("input[type=password]").fill(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    expect(page.locator("#id_usagers")).to_have_value("Un collège d’usagers. Ils votent.")
    expect(page.locator("#id_usagers")).to_be_focused()
    enregistre(brouillon, page, usagers="Un collège d’usagers. Ils votent.")

    rose = ecrire_en_meme_temps(brouillon, usagers="Écrit par Rose.")
    taper(page, "usagers", " Deux fois par an.")
    conflit = page.get_by_role("group", name=re.compile("Modifié par Rose Weil"))
    expect(conflit).to_contain_text("Écrit par Rose.")
    conflit.get_by_role("button", name="Garder la mienne").focus()
    page.keyboard.press("Enter")
    mienne = "Un collège d’usagers. Ils votent. Deux fois par an."
    enregistre(brouillon, page, usagers=mienne, instances="Une assemblée de tous les usagers.")
    assert ReponseAnterieure.objects.get(par=rose).valeur == "Écrit par Rose."
    assert page.evaluate(COPIES) == []


@pytest.mark.lent
def test_une_reconnexion_ailleurs_et_les_choix_d_un_conflit(onglet: Onglet, brouillon: Candidature) -> None:
    page = onglet.page
    Session.objects.all().delete()
    taper(page, "instances", "Une assemblée.")
    dit(page, "Session expirée")
    onglet.entrer(brouillon.cree_par)  # in another tab: the token of the forms changes with the session
    jeton = {"name": "csrftoken", "value": "b" * 32, "url": onglet.racine}
    page.context.add_cookies([jeton])
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    enregistre(brouillon, page, instances="Une assemblée.")

    rose = ecrire_en_meme_temps(brouillon, instances="Écrit par Rose.", postes=[{"poste": "Comptable"}])
    taper(page, "instances", " Et un bureau.")
    conflit = page.get_by_role("group", name=re.compile("Modifié par Rose Weil"))
    expect(conflit).to_contain_text("Une assemblée. Et un bureau.")
    assert onglet.examiner() == []
    conflit.get_by_role("button", name="Prendre l’autre").click()
    expect(page.locator("#id_instances")).to_have_value("Écrit par Rose.")
    expect(conflit).to_have_count(0)
    expect(page.locator("#etat-de-instances")).to_have_text("Autre réponse reprise.")

    ajouter_un_poste(page, "Animatrice")
    conflit.get_by_role("button", name="Garder les deux").click()
    expect(page.locator("[name=postes-1-poste]")).to_have_value("Comptable")
    assert en_l_etat.reponses(brouillon)["postes"] == [{"poste": "Animatrice"}, {"poste": "Comptable"}]
    assert en_l_etat.reponses(brouillon)["instances"] == "Écrit par Rose."

    taper(page, "usagers", "Un collège.")
    page.locator("button[name=continuer]").click()
    expect(page.get_by_text("Des réponses de cette page restent à corriger")).to_be_visible()
    assert en_l_etat.reponses(brouillon)["usagers"] == "Un collège."
    attendre(lambda: page.evaluate(COPIES) == [], quoi="l’appareil oublie ce qui est enregistré")
    assert Reponse.objects.get(champ="instances").par == rose


def test_ce_qui_reste_sur_l_appareil_n_est_qu_a_son_compte(onglet: Onglet, brouillon: Candidature) -> None:
    page = onglet.page
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('coupé')); }")
    taper(page, "instances", "Texte de Camille")
    dit(page, "Hors ligne")
    autre = AccesFactory(
        candidature=brouillon, utilisateur=UtilisateurFactory(), role="redacteur"
    ).utilisateur
    onglet.entrer(autre)
    onglet.aller(chemin(brouillon))
    expect(page.locator("#id_instances")).to_have_value("")
    assert len(page.evaluate(COPIES)) == 1

    onglet.entrer(brouillon.cree_par)
    onglet.aller(chemin(brouillon))
    enregistre(brouillon, page, instances="Texte de Camille")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('coupé')); }")
    taper(page, "instances", " encore")
    dit(page, "Hors ligne")
    page.set_viewport_size({"width": 1280, "height": 900})
    questions = []
    page.on("dialog", lambda question: (questions.append(question.message), question.accept()))
    page.get_by_role("button", name="Se déconnecter").first.click()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    assert "ne sont que sur cet appareil" in questions[0]
    assert page.evaluate(COPIES) == []


@pytest.mark.parametrize("coupe", [0, 1])
def test_ce_que_dit_la_page_ne_pousse_pas_la_question_hors_de_vue(
    coupe: int, onglet: Onglet, brouillon: Candidature
) -> None:
    """At the very bottom of the screen, whole or cut by a pixel."""
    page = onglet.page
    page.set_viewport_size({"width": 375, "height": 667})
    onglet.aller(chemin(brouillon).replace("gouvernance", "structure"))
    page.locator("#id_sigle").focus()
    page.context.set_offline(True)
    page.keyboard.type("ALX")
    page.keyboard.press("Tab")  # « Adresse du siège »
    bas = "document.activeElement.getBoundingClientRect().bottom - innerHeight"
    page.evaluate(f"() => scrollBy(0, {bas} - {coupe})")
    dit(page, "Hors ligne")
    expect(page.locator("#id_adresse_siege")).to_be_focused()
    expect(page.locator("#id_adresse_siege")).to_be_in_viewport(ratio=1)
    page.context.set_offline(False)
    enregistre(brouillon, page, sigle="ALX")


def revenir(onglet: Onglet, brouillon: Candidature) -> None:
    """Leave the page while the network is down, come back once it is up.

    Chromium lets what a page sends while it is left go through its own « offline »: the page itself loses its network.
    """
    onglet.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('coupé')); }")
    onglet.page.goto("about:blank")
    onglet.page.context.set_offline(False)
    onglet.aller(chemin(brouillon))


def ajouter_un_poste(page: Page, poste: str) -> None:
    if not page.locator("[name=postes-0-poste]").count():
        page.locator("button[name=ajouter][value=postes]").click()
    page.locator("[name=postes-0-poste]").fill(poste)


def ecrire_en_meme_temps(brouillon: Candidature, **valeurs: str) -> Any:
    rose = UtilisateurFactory(prenom="Rose", nom="Weil")
    AccesFactory(candidature=brouillon, utilisateur=rose, role="redacteur")
    enregistrer_reponses(candidature_id=brouillon.pk, valeurs=valeurs, par=rose, recu_le=timezone.now())
    return rose
