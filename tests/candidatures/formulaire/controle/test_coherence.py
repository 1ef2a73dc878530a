"""Rules that look at several answers: what keeps from filing, what only alerts. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.coherence import message_de_montant, parts
from candidatures.formulaire.controle.completude import alertes, manques
from candidatures.formulaire.questionnaire import sections
from tests.candidatures.formulaire.cas import (
    CONSORTIUM,
    FNT,
    FT,
    MEMBRE,
    PROJET,
    complet,
    noms,
)
from tests.fabriques import siret
from tests.scenarios import budget_equilibre


def messages(**changements: Any) -> list[tuple[str, str, str]]:
    trouves = manques(complet(**changements))
    return [(m.champ, m.message, m.chemin) for m in trouves if not m.champ.startswith("piece:")]


@pytest.mark.parametrize(
    ("montants", "message"),
    [
        (("50000.00", "50000.00", "50000.00"), ""),
        (("25000.00", "25000.00", "25000.00"), ""),
        (("25000.00", "25000.00", "24999.99"), "Demandez au moins 75\u202f000\xa0€ au total : la demande est de 74\u202f999,99\xa0€."),
        (("50000.00", "50000.00", "50000.01"), "Demandez au plus 150\u202f000\xa0€ au total : la demande est de 150\u202f000,01\xa0€."),
        (("0.00", "0.00", "0.00"), "Demandez au moins 75\u202f000\xa0€ au total : la demande est de 0\xa0€."),
        ((None, None, None), ""),
    ],
    ids=str,
)  # fmt: skip
def test_le_total_reste_dans_les_bornes_du_volet(montants: tuple[str | None, ...], message: str) -> None:
    reponses = {f"montant_an_{annee}": montant for annee, montant in enumerate(montants, start=1)}
    assert message_de_montant(FT, reponses) == message


def test_un_total_et_une_annee_hors_bornes_se_disent_tous_deux() -> None:
    assert messages(montant_an_3="60000.00") == [
        ("montant_an_3", "Subvention demandée, année 3 (€) : Le maximum est de 50\u202f000\xa0€ : réduisez ce montant.", ""),
        ("montant_an_1", "Demandez au plus 150\u202f000\xa0€ au total : la demande est de 160\u202f000\xa0€.", ""),
    ]  # fmt: skip


def test_un_montant_annuel_trop_fort_manque_meme_si_le_total_convient() -> None:
    trouves = messages(montant_an_1="60000.00", montant_an_2="20000.00", montant_an_3="10000.00")
    assert [champ for champ, _, _ in trouves] == ["montant_an_1"]


def test_une_prime_au_dela_du_plafond_empeche_de_deposer() -> None:
    numerique = {"services_numeriques": ["acces"], "public_quartiers": "Oui."}
    dossier = complet(FNT, prime_investissement="100000.01", **numerique)
    assert [(m.champ, m.message) for m in manques(dossier)] == [
        (
            "prime_investissement",
            "Prime d’investissement demandée (€) : Le maximum est de 100\u202f000\xa0€ : réduisez ce montant.",
        )
    ]


def test_un_budget_desequilibre_dit_l_annee_et_l_ecart() -> None:
    tableau_budgetaire = budget_equilibre()
    tableau_budgetaire["charges"]["60"] = ["11200.00", "10000.00", "10000.00"]
    tableau_budgetaire["produits"]["87"] = ["5000.00", "5000.00", "6000.00"]
    assert messages(budget=tableau_budgetaire) == [
        ("budget", "Année 1 : il manque 1\u202f200\xa0€ de produits.", "annee.1"),
        ("budget", "Année 3 : 1\u202f000\xa0€ de contributions volontaires (87) en trop.", "annee.3"),
    ]


def test_une_annee_sans_un_euro_au_budget_est_a_completer() -> None:
    tableau_budgetaire: dict[str, Any] = budget_equilibre()
    for groupe in ("charges", "produits"):
        tableau_budgetaire[groupe] = {
            ligne: [*annees[:2], "0.00"] for ligne, annees in tableau_budgetaire[groupe].items()
        }
    sans = "40\u202f000\xa0€ demandés, mais ni charges ni produits. Complétez ce tableau."
    assert messages(budget=tableau_budgetaire) == [("budget", f"Année 3\xa0: {sans}", "annee.3")]
    assert alertes(complet(budget=tableau_budgetaire)) == ()  # said once
    assert messages(budget=tableau_budgetaire, montant_an_3="0.00") == []
    zeros = {"charges": {"60": ["0.00"] * 3}, "produits": {"74": ["0.00"] * 3}}
    assert [chemin for _, _, chemin in messages(budget=zeros)] == ["annee.1", "annee.2", "annee.3"]
    assert messages(budget=None) == [("budget", "Budget prévisionnel", "")]


@pytest.mark.parametrize(
    ("ligne", "attendu"),
    [
        (["58000.00", "58000.00", "48000.00"], []),
        (["", "58000.00", "48000.00"], [58]),
        (None, [58, 58, 48]),
    ],
    ids=str,
)  # fmt: skip
def test_une_case_vide_de_la_ligne_74_compte_pour_zero(ligne: list[str] | None, attendu: list[int]) -> None:
    tableau_budgetaire: dict[str, Any] = budget_equilibre()
    tableau_budgetaire["produits"] |= {"74": ligne, "75": ["70000.00"] * 3}
    assert [a.message.partition("\xa0: ")[2] for a in alertes(complet(budget=tableau_budgetaire))] == [
        "le budget compte 0\xa0€ de subventions (ligne 74), la demande et le plan de financement en comptent "
        f"{total}\u202f000\xa0€."
        for total in attendu
    ]


def test_demander_plus_que_les_produits_alerte() -> None:
    tableau_budgetaire = {"charges": {"60": ["30000.00"] * 3}, "produits": {"74": ["30000.00"] * 3}}
    trouvees = [(a.champ, a.chemin, a.message) for a in alertes(complet(budget=tableau_budgetaire))]
    assert trouvees[0] == (
        "budget",
        "annee.1",
        "Année 1\xa0: la subvention demandée (50\u202f000\xa0€) dépasse les produits du budget (30\u202f000\xa0€).",
    )
    assert [chemin for _, chemin, _ in trouvees] == ["annee.1", "annee.2", "annee.3"]


def test_sans_budget_rien_n_est_compare() -> None:
    assert alertes(complet(budget=None)) == ()
    assert alertes(complet(budget={"charges": {"60": ["", "", ""]}})) == ()


def test_le_chef_de_file_n_est_pas_son_propre_partenaire() -> None:
    lui_meme = MEMBRE | {"a_un_siret": "oui", "siret": siret(1)}
    assert messages(**CONSORTIUM | {"membres": [MEMBRE, lui_meme]}) == [
        ("membres", "Ligne 2 : ce membre est votre structure ; retirez-le de la liste.", "1.siret")
    ]
    assert messages(**CONSORTIUM | {"membres": [lui_meme | {"siret": siret(2)}]}) == []
    incomplet = lui_meme | {"siret": siret(1)[:13]}  # said by its own rule
    assert [
        m for _, m, _ in messages(**CONSORTIUM | {"membres": [incomplet]}) if "votre structure" in m
    ] == []


def test_les_parts_des_membres_tiennent_dans_le_budget() -> None:
    assert messages(**CONSORTIUM | {"membres": [MEMBRE | {"part_budget": "208000.00"}]}) == []
    assert messages(**CONSORTIUM | {"membres": [MEMBRE | {"part_budget": "208000.01"}]}) == [
        (
            "membres",
            "Les parts des membres font 208\u202f000,01\xa0€, plus que le budget du projet (208\u202f000\xa0€).",
            "",
        )
    ]


@pytest.mark.parametrize(
    ("changements", "attendu"),
    [
        ({}, []),
        ({"implantation": "autre"}, ["implantation"]),
        ({"implantation": "hors_grand_centre"}, []),
        ({"montant_an_1": "45000.00"}, ["plan_financement"]),
        ({"deja_labellise": "oui"}, ["deja_labellise"]),
        ({"deja_labellise": "non"}, []),
        ({"plan_financement": None}, ["plan_financement"] * 3),
        ({"activite_economique": "oui", "aides_de_minimis": "160000.00"}, []),
        ({"activite_economique": "oui", "aides_de_minimis": "160000.01"}, ["aides_de_minimis"]),
        ({"activite_economique": "non", "aides_de_minimis": "160000.01"}, []),
    ],
    ids=str,
)
def test_une_alerte_n_empeche_pas_de_deposer(changements: dict[str, Any], attendu: list[str]) -> None:
    dossier = complet(**changements)
    assert [alerte.champ for alerte in alertes(dossier)] == attendu
    assert not {"plan_financement", "implantation"} & {manque.champ for manque in manques(dossier)}


def test_les_alertes_du_volet_numerique() -> None:
    dossier = complet(
        FNT,
        implantation="hors_grand_centre",
        prime_investissement="50000.00",
        equipements=[{"libelle": "Imprimante", "montant": "49999.99"}],
    )
    assert [alerte.champ for alerte in alertes(dossier)] == ["implantation", "equipements"]
    assert alertes(dossier)[1].message == (
        "La prime demandée (50\u202f000\xa0€) dépasse le total des équipements (49\u202f999,99\xa0€)."
    )


def test_les_equipements_d_un_volet_numerique_sans_prime() -> None:
    sans_prime = replace(FNT, prime_investissement_max=None)
    (demande,) = [c for s in sections(sans_prime) for c in s.champs if c.nom == "equipements"]
    assert (demande.requis, demande.aide) == (False, "")
    assert "prime_investissement" not in noms(sans_prime, "budget")
    assert alertes(complet(sans_prime, prime_investissement="50000.00")) == ()
    assert not {"prime_investissement", "equipements"} & set(noms(FT, "budget"))


def test_la_part_de_la_subvention_et_de_l_argent_public() -> None:
    # 140 000 asked, 24 000 of the region, 208 000 of produits.
    assert (parts(complet()).subvention, parts(complet()).publique) == (Decimal("67.3"), Decimal("78.8"))
    assert parts(Dossier(FT, {})).publique is None


@pytest.mark.parametrize(
    ("plafond", "alerte"), [(80, False), (78, True), (None, False), ("80", False)], ids=str
)
def test_le_plafond_d_argent_public_alerte_quand_la_vague_en_a_un(plafond: Any, alerte: bool) -> None:
    dossier = complet(replace(FT, reglages={"plafond_public": plafond}))
    attendu = ["L’argent public fait 78,8\xa0% des produits, au-delà de 78\xa0%."] if alerte else []
    assert [a.message for a in alertes(dossier)] == attendu


centimes = st.integers(0, 5_000_000).map(lambda n: Decimal(n) / 100)


@given(montants=st.tuples(centimes, centimes, centimes))
def test_un_total_est_accepte_si_et_seulement_si_il_est_dans_les_bornes(
    montants: tuple[Decimal, ...],
) -> None:
    reponses = {f"montant_an_{annee}": str(montant) for annee, montant in enumerate(montants, start=1)}
    assert (message_de_montant(FT, reponses) == "") == (75_000 <= sum(montants) <= 150_000)


CLOSE = replace(FT, cloture=date(2027, 2, 15))


@pytest.mark.parametrize(
    ("changements", "attendu"),
    [
        ({"date_ouverture": "2027-02-15", "date_creation": "2027-02-15"}, []),
        ({"date_ouverture": "2027-02-16"}, ["date_ouverture"]),
        ({"date_creation": "2027-02-16"}, ["date_creation"]),
        (PROJET | {"ouverture_prevue": "2027-02-15", "date_ouverture": "2099-01-01"}, []),
        (PROJET | {"ouverture_prevue": "2027-02-14"}, ["ouverture_prevue"]),
        ({"ouverture_prevue": "2019-01-01", "date_ouverture": "2010-01-01"}, []),
    ],
    ids=str,
)
def test_une_date_qui_contredit_le_reste_alerte(changements: dict[str, Any], attendu: list[str]) -> None:
    dossier = complet(CLOSE, **changements)
    assert [alerte.champ for alerte in alertes(dossier)] == attendu
    assert manques(dossier) == ()
    assert alertes(replace(dossier, cahier=FT)) == ()


def test_une_date_en_alerte_se_lit() -> None:
    (alerte,) = alertes(complet(CLOSE, date_ouverture="2099-01-01"))
    assert (alerte.section, alerte.message) == (
        "lieu",
        "Le lieu existe, mais ouvrirait le 01/01/2099, après la clôture\xa0: vérifiez cette date.",
    )


@pytest.mark.parametrize(
    ("reglages", "changements", "attendu"),
    [
        ({}, {"date_creation": "2027-02-01", "departement": "75", "code_postal": "75011", "implantation": "proximite"}, []),
        ({"anciennete_min_mois": 12}, {"date_creation": "2026-02-15"}, []),
        ({"anciennete_min_mois": 12}, {"date_creation": "2026-02-16"}, ["date_creation"]),
        ({"anciennete_min_mois": 12}, {"date_creation": None}, []),
        ({"anciennete_min_mois": "12"}, {"date_creation": "2026-02-16"}, []),
        ({"departements": ["67", "2A"]}, {}, []),
        ({"departements": ["68", "2A"]}, {}, ["departement"]),
        ({"departements": ["68"]}, {"departement": "illisible"}, []),
        ({"departements": ["999", 67]}, {}, []),
        ({"departements": "68"}, {}, []),
        ({"seuil_de_minimis": 150_000}, {"activite_economique": "oui", "aides_de_minimis": "10000.00"}, []),
        ({"seuil_de_minimis": 149_999}, {"activite_economique": "oui", "aides_de_minimis": "10000.00"}, ["aides_de_minimis"]),
        ({"seuil_de_minimis": -1}, {"activite_economique": "oui", "aides_de_minimis": "160000.00"}, []),
    ],
    ids=str,
)  # fmt: skip
def test_la_vague_regle_ses_alertes(
    reglages: dict[str, Any], changements: dict[str, Any], attendu: list[str]
) -> None:
    dossier = complet(replace(CLOSE, reglages=reglages), **changements)
    assert [alerte.champ for alerte in alertes(dossier)] == attendu
    assert [m.champ for m in manques(dossier) if m.champ in attendu] == []
