"""Rules that look at several answers: what keeps from filing, what only alerts. No database."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.champs import Dossier
from candidatures.completude import alertes, manques
from candidatures.regles import message_de_montant, parts
from tests.candidatures.test_questionnaire import CONSORTIUM, FNT, FT, MEMBRE, complet
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
    grille = budget_equilibre()
    grille["charges"]["60"] = ["11200.00", "10000.00", "10000.00"]
    grille["produits"]["87"] = ["5000.00", "5000.00", "6000.00"]
    assert messages(budget=grille) == [
        ("budget", "Année 1 : il manque 1\u202f200\xa0€ de produits.", "annee.1"),
        ("budget", "Année 3 : 1\u202f000\xa0€ de contributions volontaires (87) en trop.", "annee.3"),
    ]


def test_le_chef_de_file_n_est_pas_son_propre_partenaire() -> None:
    lui_meme = MEMBRE | {"a_un_siret": "oui", "siret": siret(1)}
    assert messages(**CONSORTIUM | {"membres": [MEMBRE, lui_meme]}) == [
        ("membres", "Ligne 2 : ce membre est votre structure ; retirez-le de la liste.", "1.siret")
    ]
    assert messages(**CONSORTIUM | {"membres": [lui_meme | {"siret": siret(2)}]}) == []


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
