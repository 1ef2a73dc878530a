"""The back button, two tabs, a double click, a huge paste: what was typed is there, once."""

import re

import pytest
from playwright.sync_api import Page, expect

from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from tests.parcours.navigateur import Ouvrir

pytestmark = pytest.mark.lent


@pytest.fixture
def page(ouvrir: Ouvrir, brouillon: Candidature) -> Page:
    """Signed in by the session's cookie, on the section of governance."""
    onglet = ouvrir().entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/gouvernance/")
    return onglet.page


def taper(page: Page, nom: str, texte: str) -> None:
    page.locator(f"#id_{nom}").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(texte)


def enregistre(page: Page) -> None:
    expect(page.locator("#etat-de-la-saisie")).to_contain_text(re.compile(r"Enregistré\sà"))


def test_le_bouton_precedent_rend_la_page_et_laisse_continuer(page: Page, brouillon: Candidature) -> None:
    taper(page, "instances", "Une assemblée")
    page.locator("button[name=continuer]").click()
    expect(page.locator("h1")).to_contain_text("Modèle économique")
    for morceau in (" ouverte", " à tous"):
        page.go_back()
        expect(page.locator("h1")).to_contain_text("Gouvernance")
        taper(page, "instances", morceau)
        enregistre(page)
        expect(page.locator(".ami-conflit")).to_have_count(0)
        page.go_forward()
        expect(page.locator("h1")).to_contain_text("Modèle économique")
    assert en_l_etat.reponses(brouillon)["instances"] == "Une assemblée ouverte à tous"

    page.go_back()
    taper(page, "instances", ".")
    page.go_forward()  # gone before the pause is over: the last sign leaves with the page, or stays on the device
    expect(page.locator("h1")).to_contain_text("Modèle économique")
    page.go_back()
    expect(page.locator("#id_instances")).to_have_value("Une assemblée ouverte à tous.")


def test_deux_onglets_une_double_pression_et_un_collage_demesure(page: Page, brouillon: Candidature) -> None:
    autre = page.context.new_page()
    autre.goto(page.url)
    taper(page, "instances", "Une assemblée")
    taper(autre, "usagers", "Un collège")
    enregistre(page)
    enregistre(autre)
    assert en_l_etat.reponses(brouillon) == {"instances": "Une assemblée", "usagers": "Un collège"}

    taper(autre, "instances", "Un bureau")  # this tab has not seen the assembly
    conflit = autre.get_by_role("group", name=re.compile("Modifié par vous, sur une autre page"))
    expect(conflit).to_contain_text("Une assemblée")
    expect(autre.locator("#etat-de-la-saisie")).to_contain_text("Une réponse a été modifiée ailleurs")
    conflit.get_by_role("button", name="Garder la mienne").click()
    enregistre(autre)
    assert en_l_etat.reponses(brouillon)["instances"] == "Un bureau"

    autre.locator("#id_communs").fill("é" * 40_000)
    expect(autre.locator("#etat-de-communs")).to_contain_text("Ce texte dépasse la limite")
    assert en_l_etat.reponses(brouillon)["communs"] == "é" * 40_000
    autre.locator("button[name=enregistrer]").dblclick()
    expect(autre.locator("#id_communs")).to_have_value("é" * 40_000)
    expect(autre.locator("#id_instances")).to_have_value("Un bureau")
    expect(autre.locator(".ami-conflit")).to_have_count(0)
