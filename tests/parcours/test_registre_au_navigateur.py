"""Filling the structure from the register, with the keyboard."""

from playwright.sync_api import expect

from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from tests.parcours.navigateur import Ouvrir
from tests.registre.pair import ASSOCIATION, Pair, registre

__all__ = ["registre"]


def test_le_registre_remplit_la_structure_au_clavier(
    ouvrir: Ouvrir, brouillon: Candidature, registre: Pair
) -> None:
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par).aller(f"/candidatures/{brouillon.pk}/structure/")
    page = onglet.page
    page.get_by_label("Numéro SIRET", exact=True).fill("998 123 459 00013")
    page.get_by_label("Nom de la structure", exact=True).fill("La Halle")
    page.get_by_label("Nom de la structure", exact=True).press("Enter")
    expect(page.get_by_text("Déclaré\u00a0: nous vérifierons ces informations")).to_be_visible()
    assert registre.appels == []  # the Enter key saves, it does not ask

    page.get_by_role("button", name="Remplir depuis le registre des entreprises").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rempli d’après le registre des entreprises")).to_be_visible()
    expect(page.get_by_label("Nom de la structure", exact=True)).to_have_value("La Halle")
    expect(page.locator("#id_sigle")).to_have_value("ATLEX")
    expect(page.get_by_text("ne dit pas la même chose que vous")).to_be_visible()
    assert registre.sirets == [ASSOCIATION]
    onglet.verifier()
    assert en_l_etat.reponses(brouillon)["siret"] == ASSOCIATION
