"""Filling a dossier: errors that take the focus, and a browser without JavaScript."""

import pytest

from candidatures.formulaire.questionnaire import sections
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from tests.parcours.navigateur import Ouvrir
from tests.parcours.pages.porteur import Dossier, PageSection


def test_le_resume_des_erreurs_prend_le_focus_et_mene_au_champ(
    ouvrir: Ouvrir, brouillon: Candidature
) -> None:
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/structure/")
    page = PageSection(onglet)
    onglet.page.get_by_label("Numéro SIRET").fill("123")
    onglet.page.get_by_label("Nom de la structure").fill("Les Voisins")
    page.enregistrer()

    page = PageSection(onglet)
    page.resume_des_erreurs_a_le_focus()
    page.dit("Un numéro SIRET compte 14 chiffres")
    assert onglet.page.get_by_label("Nom de la structure").input_value() == "Les Voisins"
    assert en_l_etat.reponses(brouillon) == {"siret": "123", "raison_sociale": "Les Voisins"}


@pytest.mark.lent
def test_chaque_page_du_brouillon_dit_qu_il_n_est_pas_depose(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    """F4: state in the title and in a banner, on every page of a draft."""
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    codes = [section.code for section in sections(en_l_etat.cahier(brouillon))]
    for chemin in ("", *(f"{code}/" for code in codes), "deposer/"):
        onglet.aller(f"/candidatures/{brouillon.pk}/{chemin}")
        page = Dossier.sans_controle(onglet)  # checked in the journey of the whole wave
        page.dit("Brouillon – non déposé")
        page.dit("Ce dossier peut être déposé jusqu’au")
        assert onglet.page.title().startswith("Brouillon – non déposé")
