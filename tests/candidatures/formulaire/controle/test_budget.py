"""Sums of the provisional budget. No database."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.formulaire.controle import budget
from candidatures.formulaire.controle.budget import (
    desequilibres,
    equilibre,
    part,
    plan_par_annee,
    solde,
    subventions_du_plan,
    totaux,
)
from tests.textes import CARACTERES

GRILLE = {
    "charges": {"60": ["10.00", "20.00", "x"], "64": ["5.50", "", None], "86": ["7.00"]},
    "produits": {"70": ["15.50", "20.00"], "87": ["7.00", "1.00"]},
}
PLAN = [
    {"type": "region", "montant_1": "8000.00", "montant_2": "1000.00"},
    {"type": "prive", "montant_1": "2000.00"},
    {"type": "autofinancement", "montant_1": "500.00", "montant_2": "abc"},
    {},
    "illisible",
]


def test_les_totaux_par_annee_laissent_les_contributions_volontaires_a_part() -> None:
    sommes = totaux(GRILLE, 3)
    assert sommes.charges == (Decimal("15.50"), Decimal(20), Decimal(0))
    assert sommes.produits == (Decimal("15.50"), Decimal(20), Decimal(0))
    assert sommes.emplois_volontaires == (Decimal(7), Decimal(0), Decimal(0))
    assert sommes.contributions_volontaires == (Decimal(7), Decimal(1), Decimal(0))
    assert sommes.ecarts == (0, 0, 0)
    assert sommes.ecarts_volontaires == (0, Decimal(1), 0)
    assert (sommes.total_des_charges, sommes.total_des_produits) == (Decimal("35.50"), Decimal("35.50"))


def test_chaque_ligne_a_son_total() -> None:
    lignes = totaux(GRILLE, 3).lignes
    assert lignes["charges"]["60"] == 30
    assert lignes["charges"]["64"] == Decimal("5.50")
    assert lignes["produits"]["74"] == 0


def test_une_annee_hors_du_volet_ne_compte_pas() -> None:
    assert totaux(GRILLE, 1).lignes["charges"]["60"] == 10


@pytest.mark.parametrize(
    ("ecart", "attendu"),
    [
        (Decimal(0), "équilibré"),
        (Decimal(-1200), "il manque 1\u202f200\xa0€ de produits"),
        (Decimal("0.01"), "0,01\xa0€ de produits en trop"),
    ],
    ids=str,
)
def test_l_equilibre_se_dit_en_mots(ecart: Decimal, attendu: str) -> None:
    assert equilibre(ecart) == attendu


def test_rien_de_part_ni_d_autre_n_est_pas_un_equilibre() -> None:
    assert solde(Decimal(0), Decimal(0)) == "–"
    assert solde(Decimal(5), Decimal(5)) == "équilibré"
    assert solde(Decimal(0), Decimal(7), nom="de legs") == "il manque 7\xa0€ de legs"


def test_les_desequilibres_disent_l_annee_et_le_cote() -> None:
    tableau_budgetaire = {
        "charges": {"60": ["10.00", "10.00"], "86": ["3.00"]},
        "produits": {"70": ["8.00", "10.00"], "87": ["", "4.00"]},
    }
    assert desequilibres(totaux(tableau_budgetaire, 2)) == (
        (1, "Année 1 : il manque 2\xa0€ de produits."),
        (1, "Année 1 : il manque 3\xa0€ de contributions volontaires (87)."),
        (2, "Année 2 : 4\xa0€ de contributions volontaires (87) en trop."),
    )
    assert desequilibres(totaux({}, 3)) == ()


def test_le_plan_se_somme_par_annee_et_par_type_de_financeur() -> None:
    assert plan_par_annee(PLAN, 2) == (10_500, 1_000)
    assert plan_par_annee(PLAN, 2, budget.FINANCEURS_PUBLICS) == (8_000, 1_000)
    assert subventions_du_plan(PLAN, 2) == (10_000, 1_000)
    assert plan_par_annee("illisible", 2) == (0, 0)


@pytest.mark.parametrize(
    ("montant", "total", "attendu"),
    [
        (Decimal(1), Decimal(3), Decimal("33.3")),
        (Decimal(1), Decimal(0), None),
        (None, Decimal(3), None),
    ],
    ids=str,
)
def test_une_part_est_un_pourcentage_a_une_decimale(
    montant: Decimal | None, total: Decimal, attendu: Decimal | None
) -> None:
    assert part(montant, total) == attendu


centimes = st.integers(0, 10**9).map(lambda n: str(Decimal(n) / 100))
cellules = st.lists(st.one_of(centimes, st.sampled_from(["", "abc", "-5.00", None])), max_size=4)


def grilles(groupe: str) -> st.SearchStrategy[Any]:
    codes = [code for code, _ in budget.POSTES[groupe]]
    return st.dictionaries(st.sampled_from(codes), cellules, max_size=len(codes))


@given(
    tableau_budgetaire=st.fixed_dictionaries(
        {"charges": grilles("charges"), "produits": grilles("produits")}
    ),
    annees=st.integers(1, 5),
)
def test_la_somme_des_annees_est_la_somme_des_lignes(tableau_budgetaire: Any, annees: int) -> None:
    sommes = totaux(tableau_budgetaire, annees)
    assert sum(sommes.charges) + sum(sommes.emplois_volontaires) == sum(sommes.lignes["charges"].values())
    assert sum(sommes.produits) + sum(sommes.contributions_volontaires) == sum(
        sommes.lignes["produits"].values()
    )
    assert (desequilibres(sommes) == ()) == (not any((*sommes.ecarts, *sommes.ecarts_volontaires)))


@given(
    annee=st.integers(0, 6),
    ligne=st.sampled_from(["60", "86", "x"]),
    tableau_budgetaire=st.one_of(
        st.none(), st.text(CARACTERES), st.dictionaries(st.just("charges"), grilles("charges"))
    ),
)
def test_une_cellule_se_lit_sans_jamais_echouer(annee: int, ligne: str, tableau_budgetaire: Any) -> None:
    montant = budget.cellule(tableau_budgetaire, "charges", ligne, annee)
    assert montant is None or montant >= 0
