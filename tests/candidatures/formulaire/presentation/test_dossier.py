"""A dossier as people read it. No database."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Champ, Dossier, Genre, PieceLue
from candidatures.formulaire.presentation.dossier import (
    Ligne,
    Tableau,
    en_clair,
    presenter,
)
from tests.candidatures.formulaire.cas import FT, complet, pieces
from tests.candidatures.formulaire.controle.test_validite import json as json_quelconque

CHOIX = (("a", "Premier"), ("b", "Second"))
POSTES = Champ(
    "postes",
    "Postes",
    "liste",
    sous_champs=(Champ("poste", "Poste"), Champ("etp", "ETP", "decimal")),
    ligne="un poste",
)


@pytest.mark.parametrize(
    ("genre", "valeur", "attendu"),
    [
        ("texte", "La Halle", "La Halle"),
        ("long", "Une ligne\nune autre", "Une ligne\nune autre"),
        ("texte", None, "Non renseigné"),
        ("texte", "", "Non renseigné"),
        ("multiple", [], "Non renseigné"),
        ("liste", [{"poste": ""}], "Non renseigné"),
        ("montant", "50000.00", "50\u202f000\xa0€"),
        ("montant", "0.00", "0\xa0€"),
        ("montant", "12.50", "12,50\xa0€"),
        ("montant", "cent euros", "cent euros"),
        ("entier", "1200", "1\u202f200"),
        ("entier", 12, "12"),
        ("decimal", "2.50", "2,5"),
        ("decimal", "2.00", "2"),
        ("case", True, "Oui"),
        ("date", "2019-03-01", "1er\xa0mars\xa02019"),
        ("date", "1900-01-01", "1er\xa0janvier\xa01900"),
        ("date", "31/12/99", "31/12/99"),
        ("choix", "b", "Second"),
        ("choix", "disparu", "disparu"),
        ("multiple", ["b", "a"], "Second, Premier"),
        ("telephone", "06.39.98 12 34", "06.39.98 12 34"),
        ("siret", "73282932000074", "73282932000074"),
    ],
    ids=str,
)
def test_une_reponse_se_lit_en_clair(genre: Genre, valeur: Any, attendu: str) -> None:
    assert en_clair(Champ("x", "X", genre, choix=CHOIX), valeur) == attendu


def test_une_liste_et_un_budget_se_lisent_aussi_en_une_phrase() -> None:
    assert en_clair(POSTES, [{"poste": "Animatrice", "etp": "0.50"}, {"poste": "Régie"}]) == (
        "Animatrice · 0,5\nRégie"
    )
    tableau_budgetaire = {"charges": {"60": ["10.00", "2.00"]}, "produits": {"70": ["12.00"]}}
    assert (
        en_clair(Champ("budget", "Budget", "budget", annees=2), tableau_budgetaire)
        == "Charges 12\xa0€, produits 12\xa0€"
    )


def lignes(code: str, dossier: Dossier) -> dict[str, Ligne]:
    (section,) = (section for section in presenter(dossier) if section.code == code)
    return {ligne.champ: ligne for ligne in section.lignes}


def test_chaque_section_est_lue_dans_l_ordre_du_formulaire() -> None:
    assert [section.code for section in presenter(Dossier(FT, {}))] == [
        "structure", "consortium", "lieu", "territoire", "projet", "ancrage", "gouvernance", "budget", "pieces",
        "engagements",
    ]  # fmt: skip


def test_ce_qui_s_applique_est_montre_meme_sans_reponse_et_le_reste_tu() -> None:
    lieu = lignes("lieu", complet(surface=None))
    assert lieu["date_ouverture"] == Ligne("date_ouverture", "Date d’ouverture", "1er\xa0mars\xa02019")
    assert lieu["surface"] == Ligne("surface", "Surface en m²", "Non renseigné")
    assert "avancement" not in lieu


def test_une_liste_est_un_tableau_dont_la_premiere_cellule_nomme_la_ligne() -> None:
    postes = lignes("gouvernance", complet())["postes"]
    assert (postes.valeur, postes.tableau) == (
        "",
        Tableau(
            "Équipe d’animation",
            ("Poste", "Équivalent temps plein", "Statut"),
            (("Animatrice", "1", "Existant"),),
        ),
    )


def test_le_budget_est_un_tableau_avec_ses_totaux() -> None:
    tableau = lignes("budget", complet())["budget"].tableau
    assert tableau is not None
    assert tableau.entetes == ("Poste", "Année 1", "Année 2", "Année 3", "Total")
    assert [rangee[0] for rangee in tableau.lignes] == [
        "60 Achats",
        "64 Charges de personnel",
        "Total des charges",
        "70 Ventes et prestations de services",
        "74 Subventions, dont celle demandée ici",
        "Total des produits",
        "Produits moins charges",
        "86 Emplois des contributions volontaires en nature",
        "87 Contributions volontaires en nature",
    ]
    assert tableau.lignes[2][1:] == ("70\u202f000\xa0€", "72\u202f000\xa0€", "66\u202f000\xa0€", "208\u202f000\xa0€")  # fmt: skip
    assert tableau.lignes[6][1:] == ("0\xa0€",) * 4


def test_une_case_illisible_du_budget_est_lue_vide() -> None:
    tableau_budgetaire = {"charges": {"60": ["abc", "5.00"]}}
    tableau = lignes("budget", complet(budget=tableau_budgetaire))["budget"].tableau
    assert tableau is not None
    assert tableau.lignes[0] == ("60 Achats", "", "5\xa0€", "", "5\xa0€")


def test_les_pieces_se_lisent_avec_leur_taille_et_leur_empreinte() -> None:
    piece = PieceLue(7, "lettres", "maire.pdf", 1_234_567, "a" * 64, "", "sain", "Lettre de la maire")
    dossier = Dossier(FT, {}, (*pieces("autres", "disparue"), piece))
    assert list(lignes("pieces", dossier).values()) == [
        Ligne(
            "piece:lettres",
            "Lettres de soutien",
            f"Lettre de la maire : maire.pdf – 1,2\xa0Mo – SHA-256 {'a' * 64}",
        ),
        Ligne("piece:autres", "Autres pièces", f"autres.pdf – 1,2\xa0Ko – SHA-256 {'0' * 64}"),
        Ligne("piece:disparue", "disparue", f"disparue.pdf – 1,2\xa0Ko – SHA-256 {'0' * 64}"),
    ]


@given(
    genre=st.sampled_from(("texte", "choix", "multiple", "montant", "date", "decimal", "case")),
    valeur=json_quelconque,
)
def test_une_reponse_quelconque_donne_toujours_du_texte(genre: Genre, valeur: Any) -> None:
    assert isinstance(en_clair(Champ("x", "X", genre, choix=CHOIX), valeur), str)
    assert isinstance(en_clair(POSTES, valeur), str)
    assert en_clair(Champ("x", "X", "montant"), Decimal(0)) == "0"
