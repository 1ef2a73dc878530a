"""The form by track. No database."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from candidatures.formulaire.catalogue.champs import Cahier, Champ, Condition
from candidatures.formulaire.questionnaire import pieces_demandees, sections
from tests.candidatures.formulaire.cas import CHAMPS, FNT, FT, UN_AN, absents, noms


def test_les_dix_sections_se_lisent_dans_l_ordre() -> None:
    assert [section.code for section in sections(FT)] == [
        "structure", "consortium", "lieu", "territoire", "projet", "ancrage", "gouvernance", "budget", "pieces",
        "engagements",
    ]  # fmt: skip


def test_chaque_question_a_un_nom_unique_et_un_libelle() -> None:
    tous = [champ for section in sections(FNT) for champ in section.champs]
    assert len(CHAMPS) == len(tous)
    sous_champs = [sous for champ in tous for sous in champ.sous_champs]
    for champ in tous + sous_champs:
        assert champ.libelle
        assert champ.choix or champ.genre not in {"choix", "multiple"}, champ.nom
        assert champ.nom.replace("_", "a").isalnum()
        assert champ.nom.islower()
    assert all((champ.genre == "liste") == bool(champ.sous_champs and champ.ligne) for champ in tous)


def test_les_noms_des_pieces_ne_heurtent_pas_ceux_des_questions() -> None:
    codes = [piece.code for piece in pieces_demandees(FNT)]
    assert len(set(codes)) == len(codes)
    assert all(piece.libelle for piece in pieces_demandees(FNT))


def conditions() -> list[tuple[str, Condition, dict[str, Champ]]]:
    trouvees = [(champ.nom, champ.si, CHAMPS) for champ in CHAMPS.values() if champ.si]
    for piece in pieces_demandees(FNT):
        trouvees += [(piece.code, si, CHAMPS) for si in (*piece.si, *piece.requise_si)]
    for champ in CHAMPS.values():
        ligne = {sous.nom: sous for sous in champ.sous_champs}
        trouvees += [(f"{champ.nom}.{sous.nom}", sous.si, ligne) for sous in champ.sous_champs if sous.si]
    return trouvees


@pytest.mark.parametrize("condition", conditions(), ids=lambda c: c[0])
def test_chaque_condition_porte_sur_une_question_et_des_reponses_possibles(condition: Any) -> None:
    _, (nom, valeurs), champs = condition
    assert valeurs <= {code for code, _ in champs[nom].choix}


def test_une_question_conditionnelle_suit_celle_dont_elle_depend() -> None:
    rangs = {nom: rang for rang, nom in enumerate(CHAMPS)}
    assert all(rangs[champ.si[0]] < rangs[champ.nom] for champ in CHAMPS.values() if champ.si)


def test_une_question_conditionnelle_dit_sa_condition() -> None:
    """Without JavaScript every question is on the page: only its label says when to answer."""
    muets = [
        champ.nom
        for champ in CHAMPS.values()
        if champ.si and champ.genre != "case" and not champ.nom.startswith("contact_")
        if "(si" not in champ.libelle and "(s’il" not in champ.libelle
    ]
    assert muets == []


@pytest.mark.parametrize(
    ("cahier", "attendu"),
    [
        (UN_AN, ["montant_an_1"]),
        (FT, ["montant_an_1", "montant_an_2", "montant_an_3"]),
        (FNT, ["montant_an_1", "montant_an_2", "montant_an_3", "prime_investissement", "equipements"]),
    ],
    ids=["12 mois", "36 mois", "avec prime"],
)
def test_le_budget_suit_la_duree_et_la_prime_du_volet(cahier: Cahier, attendu: list[str]) -> None:
    budget, plan = (
        next(c for s in sections(cahier) for c in s.champs if c.nom == nom)
        for nom in ("budget", "plan_financement")
    )
    assert noms(cahier, "budget")[1 : 1 + len(attendu)] == attendu
    assert budget.annees == len(budget.choix) == cahier.nombre_annees
    assert [sous.nom for sous in plan.sous_champs if sous.genre == "montant"] == [
        f"montant_{annee}" for annee in range(1, cahier.nombre_annees + 1)
    ]


def test_le_volet_numerique_ajoute_ses_questions() -> None:
    assert absents(FNT) == ["services_numeriques", "public_quartiers"]
    assert absents(FNT, services_numeriques=["acces"], public_quartiers="Des ateliers.") == []
    assert absents(FT) == []


@pytest.mark.parametrize(
    ("cloture", "demande"),
    [(None, True), (date(2022, 1, 1), False), (date(2022, 1, 2), True), (date(2027, 2, 15), True)],
    ids=str,
)
def test_le_contrat_republicain_n_est_demande_que_depuis_son_decret(
    cloture: date | None, demande: bool
) -> None:
    assert ("contrat_republicain" in noms(replace(FT, cloture=cloture), "engagements")) is demande


def test_les_motifs_d_un_refus_deviennent_des_questions() -> None:
    cahier = replace(FT, motifs=(("ambition", "Ambition"), ("ancrage", "Ancrage")))
    assert noms(cahier, "projet")[-2:] == ["change_ambition", "change_ancrage"]
    assert absents(cahier) == []
