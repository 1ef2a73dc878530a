"""Tables on a telephone: each row is a card, and assistive technologies still meet a table."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.parcours.navigateur import BUREAU, Ouvrir
from tests.roles import monde

pytestmark = pytest.mark.django_db(transaction=True)
TELEPHONE = {"width": 375, "height": 800}
ETIQUETTE = "cellule => getComputedStyle(cellule, '::before').content"


@pytest.fixture
def liste(ouvrir: Ouvrir) -> Page:
    """The list of an instructeur: nine columns."""
    un_monde, onglet = monde(), ouvrir()
    compte = un_monde.gens["instructeur"]
    assert compte
    onglet.entrer(compte).aller(reverse("instruction:liste"))
    return onglet.page


def test_sur_un_telephone_chaque_ligne_est_une_carte_dont_rien_ne_depasse(liste: Page) -> None:
    liste.set_viewport_size(TELEPHONE)
    cellules = liste.locator("tbody td")
    assert cellules.count() >= 8
    for cellule in cellules.all():
        boite = cellule.bounding_box()
        assert boite
        assert boite["x"] >= 0
        assert boite["x"] + boite["width"] <= TELEPHONE["width"]
        entete = cellule.get_attribute("data-entete")
        assert entete
        assert entete in cellule.evaluate(ETIQUETTE)


def test_une_cellule_vide_d_une_carte_ne_montre_ni_intitule_ni_place(liste: Page) -> None:
    liste.set_viewport_size(TELEPHONE)
    premiere, seconde = liste.locator("tbody td").all()[:2]
    avant = premiere.bounding_box()
    premiere.evaluate("cellule => cellule.replaceChildren()")
    assert premiere.evaluate(ETIQUETTE) == "none"
    assert seconde.bounding_box() == avant
    expect(liste.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(8)


def test_une_carte_commence_par_son_titre(ouvrir: Ouvrir) -> None:
    """The waves are numbered before they are named: above its title, a number would seem to end the card before."""
    un_monde, onglet = monde(), ouvrir()
    compte = un_monde.gens["administrateur"]
    assert compte
    onglet.entrer(compte).aller(reverse("pilotage:vagues"))
    onglet.page.set_viewport_size(TELEPHONE)
    carte = onglet.page.locator("tbody tr").first
    hauts = [(boite.bounding_box() or {})["y"] for boite in carte.locator("th, td").all()]
    titre = (carte.locator("th").bounding_box() or {})["y"]
    assert len(hauts) == 7
    assert titre == min(hauts)
    assert hauts.count(titre) == 1


def test_une_carte_est_encore_la_ligne_d_un_tableau(liste: Page) -> None:
    liste.set_viewport_size(TELEPHONE)
    tableau = liste.get_by_role("table", name="Dossiers déposés")
    expect(tableau.get_by_role("columnheader")).to_have_count(9)
    expect(tableau.get_by_role("columnheader", name="Montant demandé")).to_have_count(1)
    lignes = tableau.get_by_role("row")
    assert lignes.count() >= 2
    derniere = lignes.last
    expect(derniere.get_by_role("rowheader")).to_have_count(1)
    expect(derniere.get_by_role("cell")).to_have_count(8)


def test_sur_un_ecran_large_la_ligne_est_sur_une_ligne_sans_etiquette(liste: Page) -> None:
    liste.set_viewport_size(BUREAU)
    cellules = liste.locator("tbody tr").first.locator("th, td").all()
    hauts = {round((cellule.bounding_box() or {})["y"]) for cellule in cellules}
    assert len(hauts) == 1
    assert {cellule.evaluate(ETIQUETTE) for cellule in cellules} == {"none"}
