"""The form in a real browser: blocks, budget, conditions, links, by keyboard and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from tests.parcours.navigateur import Onglet, Ouvrir
from tests.parcours.pages.clavier import Clavier, lignes
from tests.scenarios import remplir, reponses_completes

PARTENAIRES = [
    {"nom": "Mairie", "type": "collectivite", "soutien": ["usage"], "statut": "acquis"},
    {"nom": "Fablab", "type": "association", "soutien": ["technique", "lettre"], "statut": "sollicite"},
]
ORDRE = (
    "() => [...document.querySelectorAll('[name^=partenaires-][name$=-nom]')].map((e) => [e.name, e.value])"
)
SORTIES = """() => [...document.querySelectorAll('[data-budget] output')].map((e) =>
  [e.closest('tr, div').textContent.trim().slice(0, 12), e.textContent])"""


@pytest.fixture
def entrer(ouvrir: Ouvrir, brouillon: Candidature) -> Callable[..., Onglet]:
    """Return a function that opens a section, signed in by the session's cookie; what is typed is saved by buttons."""

    def entrer(section: str, **options: Any) -> Onglet:
        onglet = ouvrir(**options)
        onglet.page.route("**/sauvegarde.js", lambda r: r.fulfill(body="", content_type="text/javascript"))
        onglet.entrer(brouillon.cree_par).aller(f"/candidatures/{brouillon.pk}/{section}")
        return onglet

    return entrer


def garder(brouillon: Candidature, **reponses: Any) -> None:
    remplir(brouillon, reponses, le=brouillon.cree_le)


def presser(page: Page, nom: str) -> None:
    """Press a button with the keyboard."""
    page.get_by_role("button", name=nom, exact=True).focus()
    page.keyboard.press("Enter")


def test_un_bloc_se_remplit_et_se_range_au_clavier(
    entrer: Callable[..., Onglet], brouillon: Candidature
) -> None:
    onglet = entrer("ancrage/")
    page = onglet.page
    expect(page.locator("[data-bloc=partenaires] [data-ligne]")).to_have_count(0)
    Clavier(page).remplir(lignes("partenaires", PARTENAIRES))

    presser(page, "Monter le partenaire 2")
    assert page.evaluate(ORDRE) == [["partenaires-0-nom", "Fablab"], ["partenaires-1-nom", "Mairie"]]
    expect(page.locator("[data-bloc=partenaires] [data-annonce]")).to_have_text(
        "Déplacé en position 1 sur 2."
    )
    expect(page.get_by_role("button", name="Descendre le partenaire 1")).to_be_focused()
    presser(page, "Retirer le partenaire 1")
    expect(page.locator("#id_partenaires")).to_be_focused()
    assert page.evaluate(ORDRE) == [["partenaires-0-nom", "Mairie"]]
    presser(page, "Remettre le partenaire 1")
    assert page.evaluate(ORDRE) == [["partenaires-0-nom", "Fablab"], ["partenaires-1-nom", "Mairie"]]
    onglet.verifier()

    page.locator("button[name=enregistrer]").click()
    expect(page.locator("main")).to_contain_text("Brouillon enregistré")
    assert en_l_etat.reponses(brouillon)["partenaires"] == [PARTENAIRES[1], PARTENAIRES[0]]


def test_un_bloc_se_remplit_et_se_range_sans_javascript(
    entrer: Callable[..., Onglet], brouillon: Candidature
) -> None:
    onglet = entrer("ancrage/", java_script_enabled=False)
    page = onglet.page
    Clavier(page).remplir(lignes("partenaires", PARTENAIRES))
    page.get_by_label("Précisions sur cette position").fill("Par délibération.")
    page.keyboard.press("Tab")
    page.locator("[name=partenaires-1-nom]").press("Enter")  # saves, and presses no button of a row
    page.get_by_role("button", name="Monter le partenaire 2").click()
    expect(page.locator("#id_partenaires-0")).to_be_focused()
    assert en_l_etat.reponses(brouillon)["partenaires"] == [PARTENAIRES[1], PARTENAIRES[0]]
    assert en_l_etat.reponses(brouillon)["collectivite_texte"] == "Par délibération."
    page.get_by_role("button", name="Retirer le partenaire 1").click()
    assert en_l_etat.reponses(brouillon)["partenaires"] == [PARTENAIRES[0]]


def test_les_sommes_du_navigateur_sont_celles_du_serveur(
    entrer: Callable[..., Onglet], brouillon: Candidature
) -> None:
    garder(brouillon, **reponses_completes())
    onglet = entrer("budget/")
    page = onglet.page
    serveur = page.evaluate(SORTIES)
    cases = {
        "charges-60-1": "12 345,67 €",
        "charges-63-2": "abc",
        "produits-70-2": "-5",
        "charges-86-3": "0,5",
    }
    for nom, montant in (cases | {"produits-74-3": "999999999999"}).items():
        page.locator(f"[name=budget-{nom}]").fill(montant)
    page.locator("[name=montant_an_1]").fill("33 333")
    page.locator("[name=plan_financement-0-montant_2]").fill("1,10")
    direct = page.evaluate(SORTIES)
    assert direct != serveur

    page.locator("[name=budget-charges-60-1]").press("Enter")
    expect(page.locator("[name=budget-charges-61-1]")).to_be_focused()
    page.locator("button[name=enregistrer]").click()
    expect(page.locator("main")).to_contain_text("restent à corriger")
    sans_script = onglet.page.request.get(page.url).text()
    assert all(texte in sans_script for _, texte in direct)
    assert page.evaluate(SORTIES) == direct


def test_les_questions_suivent_leur_condition_et_gardent_leur_texte(
    entrer: Callable[..., Onglet], brouillon: Candidature
) -> None:
    onglet = entrer("lieu/")
    page = onglet.page
    expect(page.locator("#id_activites")).to_be_hidden()
    page.locator("[name=situation][value=existant]").check(force=True)
    page.locator("#id_activites").fill("Coworking.")
    page.locator("[name=situation][value=projet]").check(force=True)
    expect(page.locator("#id_activites")).to_be_hidden()
    expect(page.locator("#id_avancement")).to_be_visible()
    onglet.verifier()
    page.locator("button[name=enregistrer]").click()
    expect(page.locator("main")).to_contain_text("Brouillon enregistré")
    assert en_l_etat.reponses(brouillon)["activites"] == "Coworking."


def test_chaque_manque_mene_dans_son_champ(entrer: Callable[..., Onglet], brouillon: Candidature) -> None:
    membre = {"nom": "B", "a_un_siret": "oui", "siret": "12", "role": "associe", "competences": "c"}
    garder(brouillon, siret="123", porte_par_un_consortium="oui", membres=[membre])
    onglet = entrer("")
    for manque, id_vise in (
        ("SIRET compte 14 chiffres", "id_siret"),
        ("Type de structure", "id_type_porteur"),
    ):
        onglet.page.get_by_role("link", name=manque).first.click()
        expect(onglet.page.locator(f"#{id_vise}")).to_be_focused()
        onglet.page.go_back()
    onglet.page.get_by_role("link", name="ligne 1, Numéro SIRET").click()
    expect(onglet.page.locator("#id_membres-0-siret")).to_be_focused()


@pytest.mark.lent
def test_les_sections_remplies_sont_accessibles_a_toute_largeur(
    entrer: Callable[..., Onglet], brouillon: Candidature
) -> None:
    """Those with blocks, conditions, the budget, and errors in each; the others hold nothing else."""
    membre = {"nom": "B", "a_un_siret": "oui", "siret": "12", "role": "associe", "competences": "c"}
    reponses = reponses_completes(porte_par_un_consortium="oui", membres=[membre], partenaires=PARTENAIRES)
    reponses["budget"]["charges"]["61"] = ["abc", None, None]
    garder(brouillon, **reponses)
    onglet = entrer("")
    onglet.verifier()
    for code in ("consortium", "lieu", "ancrage", "budget"):
        onglet.aller(f"/candidatures/{brouillon.pk}/{code}/")
        onglet.verifier()
