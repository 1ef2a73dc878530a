"""Repeatable blocks and the budget without JavaScript: what their buttons do, and where one comes back to."""

from typing import Any

import pytest

from candidatures.formulaire.catalogue.champs import Champ, Section
from candidatures.formulaire.controle.budget import totaux
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.saisie import SectionForm
from candidatures.formulaire.saisie.mots import mots_de
from tests.candidatures.formulaire.cas import FNT
from tests.candidatures.views.navigateur_sans_script import envoyer, page_de
from tests.gabarits.page import Page

LIGNE = (Champ("nom", "Nom"), Champ("montant", "Montant", "montant"), Champ("sur", "Sûr ?", "case"))
PARTENAIRES = Champ(
    "partenaires", "Partenaires", "liste", sous_champs=LIGNE, ligne="un partenaire", lignes_max=3
)
SECTION = Section("s", "S", (Champ("avant", "Avant"), PARTENAIRES))
TROIS: list[dict[str, Any]] = [{"nom": "A"}, {"nom": "B", "montant": "12.00"}, {"nom": "C", "sur": True}]
BUDGET = Champ("budget", "Budget", "budget", annees=3)


def presser(reponses: dict[str, Any], **boutons: str) -> SectionForm:
    return SectionForm(SECTION, reponses, envoyer(SectionForm(SECTION, reponses), **boutons))


def noms(form: SectionForm) -> list[str]:
    return [ligne["nom"] for ligne in form.valeurs()["partenaires"] or []]


@pytest.mark.parametrize(
    ("bouton", "valeur", "attendus", "ancre"),
    [
        ("retirer", "partenaires-0", ["B", "C"], "id_partenaires"),
        ("retirer", "partenaires-2", ["A", "B"], "id_partenaires"),
        ("monter", "partenaires-2", ["A", "C", "B"], "id_partenaires-1"),
        ("monter", "partenaires-0", ["A", "B", "C"], "id_partenaires-0"),
        ("descendre", "partenaires-0", ["B", "A", "C"], "id_partenaires-1"),
        ("descendre", "partenaires-2", ["A", "B", "C"], "id_partenaires-2"),
        ("retirer", "partenaires-9", ["A", "B", "C"], "id_partenaires"),
    ],
)
def test_un_bouton_de_ligne_agit_et_ramene_a_la_ligne(
    bouton: str, valeur: str, attendus: list[str], ancre: str
) -> None:
    form = presser({"partenaires": TROIS}, **{bouton: valeur})
    assert (noms(form), form.ancre()) == (attendus, ancre)
    assert f'id="{ancre}"' in page_de(SectionForm(SECTION, form.valeurs()))


def test_ajouter_ramene_a_la_premiere_case_de_la_ligne_suivante() -> None:
    form = presser({"partenaires": TROIS[:1]}, ajouter="partenaires")
    assert (noms(form), form.ancre()) == (["A"], "id_partenaires-1-nom")
    assert Page(page_de(SectionForm(SECTION, form.valeurs()))).par_id(form.ancre()).nom == "input"


def test_ce_qui_est_ecrit_dans_la_ligne_libre_est_garde_par_ajouter() -> None:
    form = presser({}, **{"partenaires-0-nom": "A", "ajouter": "partenaires"})
    assert (noms(form), form.ancre()) == (["A"], "id_partenaires-1-nom")


def test_au_maximum_ajouter_ramene_au_titre_du_bloc() -> None:
    form = presser({"partenaires": TROIS}, ajouter="partenaires")
    assert (noms(form), form.ancre()) == (["A", "B", "C"], "id_partenaires")


def test_une_ligne_vide_disparait_et_une_case_vide_aussi() -> None:
    form = presser({"partenaires": TROIS}, **{"partenaires-0-nom": " ", "partenaires-1-montant": ""})
    assert form.valeurs()["partenaires"] == [{"nom": "B"}, {"nom": "C", "sur": True}]


def test_vider_la_derniere_ligne_vide_la_reponse() -> None:
    assert presser({"partenaires": TROIS[:1]}, retirer="partenaires-0").valeurs()["partenaires"] is None


@pytest.mark.parametrize(
    "valeur", ["", "inconnu-0", "avant-0", "partenaires", "partenaires-x", "partenaires-99999"]
)
def test_un_bouton_etranger_ne_fait_rien(valeur: str) -> None:
    form = presser({"partenaires": TROIS}, retirer=valeur)
    assert (noms(form), form.geste(), form.ancre()) == (["A", "B", "C"], None, "")


def test_plus_de_lignes_que_permis_sont_gardees_et_dites() -> None:
    form = SectionForm(SECTION, {"partenaires": [*TROIS, {"nom": "D"}]})
    assert form.erreurs["partenaires"] == ["Au plus 3 lignes : retirez-en 1."]
    assert next(lien.attributs["href"] for lien in Page(page_de(form)).tous("a")) == "#id_partenaires"


def test_une_erreur_de_ligne_nomme_sa_ligne_et_y_mene() -> None:
    page = Page(page_de(SectionForm(SECTION, {"partenaires": [{"nom": "A", "montant": "abc", "sur": True}]})))
    (lien,) = page.tous("a")
    assert lien.attributs["href"] == "#id_partenaires-0-montant"
    assert lien.texte.startswith("Partenaire 1, Montant – Écrivez un montant")
    page.verifier_les_liens()


def test_chaque_bouton_dit_sa_ligne() -> None:
    page = Page(page_de(SectionForm(SECTION, {"partenaires": TROIS[:2]})))
    visibles = [b.texte for b in page.tous("button") if "hidden" not in b.attributs]
    assert visibles[:4] == [
        "Descendre le partenaire 1",
        "Retirer le partenaire 1",
        "Monter le partenaire 2",
        "Retirer le partenaire 2",
    ]
    assert visibles[-1] == "Ajouter un partenaire"


@pytest.mark.parametrize(
    ("ligne", "le", "titre"),
    [
        ("un membre", "le membre", "Membre"),
        ("une aide", "l’aide", "Aide"),
        ("une demande", "la demande", "Demande"),
        ("un équipement", "l’équipement", "Équipement"),
        ("", "la ligne", "Ligne"),
    ],
)
def test_une_ligne_se_nomme_en_francais(ligne: str, le: str, titre: str) -> None:
    mots = mots_de(Champ("x", "X", "liste", ligne=ligne))
    assert (mots.le, mots.titre) == (le, titre)


def test_le_budget_se_lit_par_cellule() -> None:
    section = Section("b", "B", (BUDGET,))
    saisies = {"budget-charges-60-1": "1 200,50", "budget-produits-70-3": "abc", "budget-charges-99-1": "5"}
    form = SectionForm(section, {}, envoyer(SectionForm(section, {}), **saisies))
    assert form.valeurs()["budget"] == {
        "charges": {"60": ["1200.50", None, None]},
        "produits": {"70": [None, None, "abc"]},
    }
    assert list(form.erreurs) == ["budget-produits-70-3"]


def test_un_budget_plus_long_que_l_appel_garde_ses_annees_de_trop() -> None:
    tableau_budgetaire = {"charges": {"60": ["1.00", None, None, "4.00"]}}
    form = SectionForm(Section("b", "B", (BUDGET,)), {"budget": tableau_budgetaire})
    assert Page(page_de(form)).un("input", name="budget-charges-60-4").attributs["type"] == "hidden"
    assert SectionForm(form.section, {}, envoyer(form)).valeurs()["budget"] == tableau_budgetaire


def test_les_sommes_du_tableau_sont_celles_du_budget() -> None:
    tableau_budgetaire = {"charges": {"60": ["100.00", "50.50", "abc"], "86": ["7.00", None, None]}, "produits": {"70": ["100.00", None, None]}}  # fmt: skip
    economie = next(section for section in sections(FNT) if section.code == "budget")
    page = Page(page_de(SectionForm(economie, {"budget": tableau_budgetaire, "montant_an_1": "25.00"})))
    sorties = {
        cle: e.texte for e in page.tous("output") for cle in e.attributs.items() if cle[0] != "aria-live"
    }
    assert sorties["data-solde", "1"] == "équilibré"
    assert sorties["data-solde", "2"] == "il manque 50,50 € de produits".replace(" €", "\xa0€")
    assert sorties["data-solde", "3"] == sorties["data-solde-a-part", "2"] == "–"
    assert sorties["data-solde-a-part", "1"] == "il manque 7\xa0€ de contributions volontaires (87)"
    assert (sorties["data-part", "demandee"], sorties["data-demande", None]) == ("25,0\xa0%", "25\xa0€")
    assert totaux(tableau_budgetaire, 3).total_des_charges == 150.5


def test_chaque_case_du_budget_se_nomme_par_sa_ligne_et_son_annee() -> None:
    page = Page(page_de(SectionForm(Section("b", "B", (BUDGET,)), {})))
    noms_lus = [
        page.par_id(i).texte for i in page.un("input", name="budget-charges-60-2").mots("aria-labelledby")
    ]
    assert noms_lus == ["60 – Achats", "Année 2"]
    page.verifier_les_liens()
