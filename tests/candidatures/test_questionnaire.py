"""The form by track, what a dossier lacks, what of it is filed. No database."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.champs import Parametres
from candidatures.completude import (
    etat_des_sections,
    manques,
    message_de_depassement,
    message_de_montant,
    reponses_utiles,
)
from candidatures.questionnaire import montant_demande, sections
from tests.scenarios import reponses_completes

FT = Parametres(
    montant_min_total=Decimal(75_000),
    montant_max_total=Decimal(150_000),
    montant_max_annuel=Decimal(50_000),
    nombre_annees=3,
)
FNT = replace(FT, numerique=True, prime_investissement_max=Decimal(100_000))
UN_AN = replace(FT, nombre_annees=1, montant_min_total=Decimal(0), montant_max_total=Decimal(50_000))


def absents(parametres: Parametres = FT, **changements: Any) -> list[str]:
    return [manque.champ for manque in manques(parametres, reponses_completes(**changements))]


def champs_du_budget(parametres: Parametres) -> list[str]:
    budget = next(section for section in sections(parametres) if section.code == "budget")
    return [champ.nom for champ in budget.champs]


def test_les_sections_se_lisent_dans_l_ordre() -> None:
    assert [section.code for section in sections(FT)] == [
        "structure",
        "lieu",
        "territoire",
        "projet",
        "gouvernance",
        "budget",
        "engagements",
    ]


def test_chaque_question_a_un_nom_unique_et_un_libelle() -> None:
    champs = [champ for section in sections(FNT) for champ in section.champs]
    assert len({champ.nom for champ in champs}) == len(champs)
    assert all(champ.libelle for champ in champs)
    assert all(champ.choix for champ in champs if champ.genre in {"choix", "multiple"})


@pytest.mark.parametrize(
    "condition", [c for s in sections(FNT) for c in s.champs if c.si], ids=lambda c: c.nom
)
def test_chaque_condition_porte_sur_une_question_et_des_reponses_possibles(condition: Any) -> None:
    nom, valeurs = condition.si
    visee = next(champ for section in sections(FNT) for champ in section.champs if champ.nom == nom)
    assert valeurs <= {code for code, _ in visee.choix}


@pytest.mark.parametrize(
    ("parametres", "attendu"),
    [
        (UN_AN, ["modele", "montant_an_1"]),
        (FT, ["modele", "montant_an_1", "montant_an_2", "montant_an_3"]),
        (FNT, ["modele", "montant_an_1", "montant_an_2", "montant_an_3", "prime_investissement"]),
    ],
    ids=["12 mois", "36 mois", "avec prime"],
)
def test_le_budget_suit_la_duree_et_la_prime_du_volet(parametres: Parametres, attendu: list[str]) -> None:
    assert champs_du_budget(parametres) == attendu


def test_le_volet_numerique_ajoute_sa_question() -> None:
    assert absents(FNT) == ["services_numeriques"]
    assert absents(FNT, services_numeriques=["acces"]) == []
    assert absents(FT) == []


@pytest.mark.parametrize(
    ("changements", "attendu"),
    [
        ({}, []),
        ({"situation": "projet"}, ["avancement"]),
        ({"situation": "projet", "avancement": "Études.", "activites": None, "date_ouverture": None}, []),
        ({"activites": None, "date_ouverture": None}, ["date_ouverture", "activites"]),
        ({"situation": None}, ["situation"]),
        ({"quartier": None}, ["quartier"]),
        ({"implantation": "proximite"}, ["proximite"]),
        ({"implantation": "proximite", "quartier": None}, ["quartier", "proximite"]),
        ({"implantation": "hors_grand_centre", "quartier": None}, []),
        ({"contrat_republicain": None}, ["contrat_republicain"]),
        ({"contrat_republicain": False}, ["contrat_republicain"]),
        ({"type_porteur": "fondation", "contrat_republicain": None}, ["contrat_republicain"]),
        ({"type_porteur": "collectivite", "contrat_republicain": None}, []),
        ({"exactitude": False}, ["exactitude"]),
        ({"nom_lieu": ""}, ["nom_lieu"]),
        ({"telephone": None, "formation": None}, []),
    ],
    ids=str,
)
def test_ce_qui_manque_suit_les_conditions(changements: dict[str, Any], attendu: list[str]) -> None:
    assert absents(**changements) == attendu


@pytest.mark.parametrize(
    ("montants", "message"),
    [
        (("50000.00", "50000.00", "50000.00"), ""),
        (("25000.00", "25000.00", "25000.00"), ""),
        (("25000.00", "25000.00", "24999.99"), "Demandez au moins 75\u202f000\xa0€ au total : la demande est de 74\u202f999,99\xa0€."),
        (("50000.00", "50000.00", "50000.01"), "Demandez au plus 150\u202f000\xa0€ au total : la demande est de 150\u202f000,01\xa0€."),
        (("0.00", "0.00", "0.00"), "Demandez au moins 75\u202f000\xa0€ au total : la demande est de 0\xa0€."),
        ((None, None, None), ""),
    ],
    ids=str,
)  # fmt: skip
def test_le_total_reste_dans_les_bornes_du_volet(montants: tuple[str | None, ...], message: str) -> None:
    reponses = {f"montant_an_{annee}": montant for annee, montant in enumerate(montants, start=1)}
    assert message_de_montant(FT, reponses) == message
    assert message_de_depassement(FT, reponses) == (message if "au plus" in message else "")


def test_un_total_hors_bornes_manque_au_budget() -> None:
    par_champ = {
        manque.champ: manque.section for manque in manques(FT, reponses_completes(montant_an_3="60000.00"))
    }
    assert par_champ == {"montant_an_3": "budget", "montant_an_1": "budget"}


def test_un_montant_annuel_trop_fort_manque_meme_si_le_total_convient() -> None:
    reponses = reponses_completes(montant_an_1="60000.00", montant_an_2="20000.00", montant_an_3="10000.00")
    (manque,) = manques(FT, reponses)
    assert (manque.section, manque.champ) == ("budget", "montant_an_1")


@pytest.mark.parametrize(
    ("reponses", "attendu"),
    [
        ({}, None),
        ({"montant_an_1": ""}, None),
        ({"montant_an_1": "10.50", "montant_an_3": "0.25"}, Decimal("10.75")),
        ({"montant_an_1": "0.00"}, Decimal(0)),
        ({"montant_an_1": "1.00", "prime_investissement": "100000.00"}, Decimal(1)),
        ({"montant_an_1": "1.00", "montant_an_4": "5.00"}, Decimal(1)),
    ],
    ids=str,
)
def test_le_montant_demande_est_la_somme_des_annees_sans_la_prime(
    reponses: dict[str, str], attendu: Decimal | None
) -> None:
    assert montant_demande(FNT, reponses) == attendu


def test_un_dossier_vide_dit_tout_ce_qui_manque_section_par_section() -> None:
    etats = etat_des_sections(FT, {})
    assert not any(etat.commencee or etat.complete for etat in etats)
    assert [len(etat.manques) for etat in etats] == [7, 6, 3, 3, 3, 4, 5]


def test_une_section_commencee_se_distingue_d_une_section_complete() -> None:
    structure, lieu, *_ = etat_des_sections(FT, {"siret": "1", **reponses_completes()} | {"nom_lieu": None})
    assert (structure.commencee, structure.complete) == (True, True)
    assert (lieu.commencee, lieu.complete) == (True, False)


def test_ce_qui_ne_s_applique_plus_n_est_pas_depose() -> None:
    utiles = reponses_utiles(
        FT, reponses_completes(situation="projet", avancement="Études.", autre_champ="x")
    )
    assert "activites" not in utiles["lieu"]
    assert utiles["lieu"]["avancement"] == "Études."
    assert not any("autre_champ" in section for section in utiles.values())


valeurs = st.one_of(st.none(), st.booleans(), st.text(max_size=5))
reponses_libres = st.dictionaries(
    st.sampled_from([c.nom for s in sections(FNT) for c in s.champs if c.genre != "montant"]), valeurs
)


@given(reponses=reponses_libres)
def test_ce_qui_manque_s_applique_et_est_vide(reponses: dict[str, Any]) -> None:
    par_nom = {champ.nom: champ for section in sections(FNT) for champ in section.champs}
    for manque in manques(FNT, reponses):
        champ = par_nom[manque.champ]
        assert champ.requis
        assert not reponses.get(champ.nom)


@given(reponses=reponses_libres)
def test_remplir_ce_qui_manque_suffit_a_completer(reponses: dict[str, Any]) -> None:
    completes = {nom: valeur for nom, valeur in reponses_completes().items() if not reponses.get(nom)}
    remplies = dict.fromkeys(("avancement", "proximite", "services_numeriques"), "x")
    assert manques(FNT, reponses | remplies | completes) == ()


centimes = st.integers(0, 5_000_000).map(lambda n: Decimal(n) / 100)


@given(montants=st.tuples(centimes, centimes, centimes))
def test_un_total_est_accepte_si_et_seulement_si_il_est_dans_les_bornes(
    montants: tuple[Decimal, ...],
) -> None:
    reponses = {f"montant_an_{annee}": str(montant) for annee, montant in enumerate(montants, start=1)}
    assert (message_de_montant(FT, reponses) == "") == (75_000 <= sum(montants) <= 150_000)
