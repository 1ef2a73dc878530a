"""Alerts on who applies, where and since when, in their words. No database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.eligibilite import alertes
from tests.candidatures.formulaire.cas import FNT, FT, complet, reponses_libres

CLOTURE = date(2027, 2, 15)
CLOSE = replace(FT, cloture=CLOTURE)


def dites(reponses: Mapping[str, Any], **cahier: Any) -> list[tuple[str, str, str]]:
    trouvees = alertes(Dossier(replace(CLOSE, **cahier), reponses))
    return [(a.section, a.champ, a.message.replace("\xa0", " ")) for a in trouvees]


def test_un_dossier_ordinaire_n_alerte_personne() -> None:
    assert list(alertes(complet(CLOSE))) == []
    assert dites({}) == []


@pytest.mark.parametrize(
    ("reponses", "champ", "message"),
    [
        (
            {"date_creation": "2027-02-16"},
            "structure.date_creation",
            "La structure serait créée le 16/02/2027, après la clôture : vérifiez cette date.",
        ),
        (
            {"situation": "existant", "date_ouverture": "2027-02-16"},
            "lieu.date_ouverture",
            "Le lieu existe, mais ouvrirait le 16/02/2027, après la clôture : vérifiez cette date.",
        ),
        (
            {"situation": "projet", "ouverture_prevue": "2027-02-14"},
            "lieu.ouverture_prevue",
            "Le lieu est en projet, mais son ouverture serait prévue le 14/02/2027, avant la clôture : vérifiez cette date.",
        ),
        (
            {"code_postal": "67000", "departement": "75"},
            "lieu.code_postal",
            "Le code postal 67000 ne correspond pas au département choisi (75 – Paris) : vérifiez les deux.",
        ),
        (
            {
                "implantation": "qpv",
                "departement": "75",
                "quartiers": [{}, {"nom": "Elsau", "code": "QN06701M"}],
            },
            "territoire.quartiers",
            (
                "Ligne 2 : le quartier QN06701M n’est pas dans le département choisi (75 – Paris) : vérifiez les deux."
            ),
        ),
        (
            {"deja_labellise": "oui"},
            "lieu.deja_labellise",
            "Ce lieu est déjà labellisé Fabrique de territoire : le service vérifiera s’il peut l’être de nouveau.",
        ),
        (
            {"implantation": "autre"},
            "territoire.implantation",
            (
                "L’appel s’adresse aux lieux situés dans un quartier prioritaire, à proximité immédiate ou hors des "
                "grands centres urbains : le service vérifiera."
            ),
        ),
    ],
    ids=str,
)
def test_chaque_alerte_dit_ou_et_pourquoi(reponses: dict[str, Any], champ: str, message: str) -> None:
    assert dites(reponses) == [(*champ.split("."), message)]


@pytest.mark.parametrize(
    "reponses",
    [
        {"date_creation": "2027-02-15"},
        {"situation": "existant", "date_ouverture": "2027-02-15"},
        {"situation": "projet", "date_ouverture": "2099-01-01"},
        {"situation": "projet", "ouverture_prevue": "2027-02-15"},
        {"situation": "existant", "ouverture_prevue": "2019-01-01"},
        {"date_creation": "bientôt"},
        {"deja_labellise": "non"},
        {"implantation": "hors_grand_centre"},
    ],
    ids=str,
)
def test_la_cloture_meme_et_ce_qui_ne_s_applique_pas_n_alertent_pas(reponses: dict[str, Any]) -> None:
    assert dites(reponses) == []


def test_sans_cloture_les_dates_ne_se_comparent_a_rien() -> None:
    dates = {"date_creation": "2099-01-01", "situation": "existant", "date_ouverture": "2099-01-01"}
    assert dites(dates, cloture=None, reglages={"anciennete_min_mois": 12}) == []


@pytest.mark.parametrize(
    ("creation", "alerte"),
    [
        ("2026-02-15", False),
        ("2026-02-16", True),
        ("2026-03-01", True),
        ("2025-12-31", False),
        ("2027-02-16", False),
    ],
)
def test_l_anciennete_se_compte_en_mois_revolus_a_la_cloture(creation: str, alerte: bool) -> None:
    """Created after the closing is said as such, once."""
    attendu = (
        "À la clôture, la structure aura moins de 12 mois d’existence, le minimum de cette vague : un instructeur "
        "vérifiera."
    )
    trouvees = dites({"date_creation": creation}, reglages={"anciennete_min_mois": 12})
    messages = [message for _, _, message in trouvees if "mois d’existence" in message]
    assert messages == ([attendu] if alerte else [])


def test_un_jour_de_fin_de_mois_compte_quand_il_arrive() -> None:
    fin_fevrier = {"cloture": date(2027, 2, 28), "reglages": {"anciennete_min_mois": 1}}
    assert dites({"date_creation": "2027-01-28"}, **fin_fevrier) == []
    assert len(dites({"date_creation": "2027-01-29"}, **fin_fevrier)) == 1


@pytest.mark.parametrize(
    ("departement", "alerte"), [("67", False), ("2A", True), ("inconnu", False), (67, False), (None, False)]
)
def test_la_vague_peut_viser_des_departements(departement: Any, alerte: bool) -> None:
    message = "Ce département ne fait pas partie de ceux que vise cette vague : le service vérifiera."
    assert dites({"departement": departement}, reglages={"departements": ["67", "68"]}) == (
        [("lieu", "departement", message)] if alerte else []
    )
    assert dites({"departement": departement}) == []


@pytest.mark.parametrize(
    ("implantation", "nombre"), [("qpv", 0), ("proximite_qpv", 0), ("hors_grand_centre", 1), ("autre", 2)]
)
def test_le_volet_numerique_veut_un_quartier_prioritaire(implantation: str, nombre: int) -> None:
    trouvees = list(alertes(Dossier(FNT, {"implantation": implantation})))
    assert len(trouvees) == nombre
    assert all(alerte.champ == "implantation" for alerte in trouvees)
    if nombre:
        assert trouvees[-1].message == (
            "Ce volet s’adresse aux lieux situés dans un quartier prioritaire ou à proximité immédiate."
        )


@given(reponses=reponses_libres, jours=st.integers(0, 400))
def test_aucune_reponse_n_arrete_les_alertes(reponses: dict[str, Any], jours: int) -> None:
    reglages = {"anciennete_min_mois": 12, "departements": ["67"]}
    trouvees = dites(reponses, cloture=CLOTURE + timedelta(days=jours), reglages=reglages)
    assert all(message for _, _, message in trouvees)


@pytest.mark.parametrize(
    ("code_postal", "departement"),
    [
        ("75011", "75"),
        ("97150", "971"),
        ("97150", "978"),
        ("97133", "977"),
        ("97133", "971"),
        ("20000", "2A"),
        ("20200", "2B"),
        ("20100", "2B"),
        ("98800", "988"),
        ("01410", "39"),  # Lajoux, in the Jura
        ("00000", "75"),  # known of nobody: another rule says it
        ("7501", "75"),
    ],
)
def test_un_code_postal_qui_peut_etre_du_departement_n_alerte_personne(
    code_postal: str, departement: str
) -> None:
    assert dites({"code_postal": code_postal, "departement": departement}) == []


def test_un_lieu_a_proximite_peut_etre_de_l_autre_cote_d_une_limite() -> None:
    quartiers = [{"nom": "Elsau", "code": "QN06701M"}, {"nom": "sans code"}, {"code": "Q"}]
    assert dites({"implantation": "proximite", "departement": "68", "quartiers": quartiers}) == []
    assert dites({"implantation": "qpv", "departement": "67", "quartiers": quartiers}) == []
