"""What is wrong in a repeatable block, said as one types: under each cell, once its row is left, and never of another row."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from candidatures.models import Candidature
from tests.parcours.navigateur import Onglet, Ouvrir
from tests.scenarios import remplir

pytestmark = pytest.mark.lent
ETROIT = {"width": 375, "height": 700}
A_COMPLETER = "Complétez cette case, ou retirez la ligne."
VIDES = ("#id_membres-{}-a_un_siret", "#id_membres-{}-role", "#id_membres-{}-competences")
# What shows, names or holds an error, wherever it is in the block.
FAUTES = """() => [...document.querySelectorAll("[data-bloc=membres]")].flatMap((bloc) => [...bloc.querySelectorAll(
  ".fr-message--error, [aria-invalid], [class$=--error], [class*='--error '], [aria-describedby*=_error]")])
  .map((e) => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def onglet(ouvrir: Ouvrir, brouillon: Candidature) -> Onglet:
    """A telephone, on the section of the consortium, whose first member has a name and nothing else, just saved."""
    remplir(brouillon, {"porte_par_un_consortium": "oui"}, le=brouillon.cree_le)
    onglet = ouvrir().entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/consortium/")
    onglet.page.set_viewport_size(ETROIT)
    onglet.page.locator("#id_membres-0-nom").focus()
    onglet.page.keyboard.type("Les Ateliers")
    onglet.page.keyboard.press("Tab")
    expect(note(onglet.page)).to_have_text(re.compile("^Enregistré à [^.]*\\.$"))
    return onglet


def ajouter(page: Page) -> Locator:
    return page.locator("button[name=ajouter][value=membres]")


def note(page: Page) -> Locator:
    return page.locator("#etat-de-membres")


def dites(page: Page, rang: int, *cases: str) -> None:
    """These cells of the row, and no other of the block, have their sentence, seen and read with the cell."""
    for case in cases:
        cible = page.locator(case.format(rang))
        expect(cible).to_have_accessible_description(re.compile(A_COMPLETER))
        expect(page.locator(f"{case.format(rang)}_error")).to_be_visible()
    expect(page.locator("[data-bloc=membres] .fr-message--error")).to_have_count(len(cases))


def test_une_ligne_en_cours_n_est_dite_fausse_qu_une_fois_quittee(onglet: Onglet) -> None:
    page, envois = onglet.page, []
    assert page.evaluate(FAUTES) == []
    annonce = page.locator("#annonce-de-la-saisie")
    expect(annonce).not_to_contain_text("Complétez")

    page.on("request", lambda requete: envois.append(requete.url) if requete.method == "POST" else None)
    page.locator("#id_territoire_commun").focus()
    dites(page, 0, *VIDES)
    expect(annonce).to_contain_text(A_COMPLETER)
    expect(note(page)).to_contain_text(re.compile(f"{A_COMPLETER} Et 2 autres cases à corriger\\.$"))
    assert envois == []
    assert onglet.examiner() == []

    page.set_viewport_size(ETROIT)
    page.locator("#id_membres-0-competences").fill(
        "Médiation"
    )  # what was told stays told in the row one is in
    dites(page, 0, *VIDES[:2])
    expect(page.locator("#id_membres-0-competences")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_membres-0-competences")).to_have_accessible_description(re.compile("caractères"))


def test_ce_qui_est_dit_d_une_ligne_la_suit(onglet: Onglet) -> None:
    page = onglet.page
    ajouter(page).click()
    dites(page, 0, *VIDES)  # the row is left for the next one
    page.keyboard.type("La Fabrique")
    page.get_by_role("button", name="Monter le membre 2").click()
    dites(page, 1, *VIDES)
    page.get_by_role("button", name="Retirer le membre 2").click()
    assert [faute for faute in page.evaluate(FAUTES) if "_error" in faute] == []
    page.get_by_role("button", name="Remettre le membre 2").click()
    dites_des_deux = page.locator("[data-bloc=membres] .fr-message--error")
    page.locator("#id_territoire_commun").focus()
    expect(dites_des_deux).to_have_count(6)
    assert onglet.examiner() == []
    for _ in range(2):
        page.get_by_role("button", name="Retirer le membre 1").click()
    expect(note(page)).to_have_text(re.compile("^Enregistré à [^.]*\\.$"))
    assert page.evaluate(FAUTES) == []


def test_une_phrase_ajoutee_ne_detourne_pas_un_clic_lent(onglet: Onglet) -> None:
    page = onglet.page
    ajouter(page).scroll_into_view_if_needed()
    page.locator("#id_membres-0-nom").evaluate("(e) => e.focus({ preventScroll: true })")
    boite = ajouter(page).bounding_box()
    assert boite is not None
    page.mouse.move(boite["x"] + 20, boite["y"] + boite["height"] - 2)
    page.mouse.down()
    page.wait_for_function("() => new Promise((suite) => setTimeout(() => suite(true), 600))")
    assert page.evaluate(FAUTES) == []
    page.mouse.up()
    expect(page.locator("[data-bloc=membres] [data-ligne]")).to_have_count(2)
    dites(page, 0, *VIDES)
