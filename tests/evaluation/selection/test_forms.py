"""The form of a decision: an amount as people type it, a reason, and one for each criterion."""

from decimal import Decimal
from typing import Any

import pytest

from evaluation.models import Critere
from evaluation.selection.forms import DecisionForm
from tests.fabriques import CritereFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def criteres() -> list[Critere]:
    return [CritereFactory(libelle="Ancrage"), CritereFactory(libelle="Ambition")]


def rien(_champs: object) -> tuple[()]:
    return ()


def remplie(criteres: list[Critere], **champs: Any) -> DecisionForm:
    form = DecisionForm(
        criteres, set(), {"sens": "laureate", "motif": "Un lieu solide.", **champs}, refus=rien
    )
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("saisi", "lu"),
    [
        ("", None),
        ("120000", "120000"),
        ("120 000", "120000"),
        ("120\u202f000,50\u00a0€", "120000.50"),
        ("0", "0"),
        ("9999999999,99", "9999999999.99"),
    ],
    ids=ascii,
)
def test_un_montant_se_tape_a_la_francaise(saisi: str, lu: str | None, criteres: list[Critere]) -> None:
    form = remplie(criteres, montant=saisi)
    assert form.errors == {}
    assert form.cleaned_data["montant"] == (None if lu is None else Decimal(lu))


@pytest.mark.parametrize("saisi", ["cent mille", "inf", "NaN", "1e400", "--5", "5-", "0x10"])
def test_un_montant_qui_n_est_pas_un_nombre_est_refuse(saisi: str, criteres: list[Critere]) -> None:
    assert list(remplie(criteres, montant=saisi).errors) == ["montant"]


@pytest.mark.parametrize(
    ("saisi", "phrase"),
    [
        ("100.000", "écrivez 100\u202f000 pour les milliers, ou 100."),
        ("100,000", "écrivez 100\u202f000 pour les milliers, ou 100."),
        ("1.234.567", "Les points et les virgules ne séparent pas les milliers"),
    ],
)
def test_un_montant_qui_se_lit_de_deux_facons_est_demande_de_nouveau(
    saisi: str, phrase: str, criteres: list[Critere]
) -> None:
    assert phrase in remplie(criteres, montant=saisi).errors["montant"][0]


@pytest.mark.parametrize("sens", ["", "deposee", "Lauréat", "laureate ", "LAUREATE"])
def test_une_decision_se_choisit_dans_la_liste(sens: str, criteres: list[Critere]) -> None:
    assert list(remplie(criteres, sens=sens).errors) == ["sens"]


@pytest.mark.parametrize("sens", ["laureate", "liste_complementaire", "non_retenue", "ajournee"])
def test_les_quatre_decisions_sont_admises(sens: str, criteres: list[Critere]) -> None:
    assert remplie(criteres, sens=sens).errors == {}


@pytest.mark.parametrize(
    ("motif", "fautif"), [("é" * 4000, False), ("é" * 4001, True), ("  ", True), ("a\x07b", True)], ids=ascii
)
def test_le_motif_est_demande_et_borne(motif: str, fautif: bool, criteres: list[Critere]) -> None:
    assert list(remplie(criteres, motif=motif).errors) == (["motif"] if fautif else [])


def test_les_motifs_par_critere_sont_facultatifs_et_rendus_par_critere(criteres: list[Critere]) -> None:
    premier, second = criteres
    form = remplie(criteres, **{f"motif_{premier.pk}": " Peu d’actions. "})
    assert form.motifs() == {premier.pk: "Peu d’actions.", second.pk: ""}


@pytest.mark.parametrize(("longueur", "fautif"), [(2000, False), (2001, True)])
def test_le_motif_d_un_critere_est_borne(longueur: int, fautif: bool, criteres: list[Critere]) -> None:
    nom = f"motif_{criteres[0].pk}"
    assert list(remplie(criteres, **{nom: "é" * longueur}).errors) == ([nom] if fautif else [])


def test_le_motif_d_un_critere_d_une_autre_grille_est_ignore(criteres: list[Critere]) -> None:
    form = remplie(criteres, motif_999999="Intrus.")
    assert form.errors == {}
    assert set(form.motifs()) == {critere.pk for critere in criteres}


def test_seuls_les_criteres_sous_le_seuil_sont_signales(criteres: list[Critere]) -> None:
    form = DecisionForm(criteres, {criteres[1].pk}, refus=rien)
    aides = [form.fields[f"motif_{critere.pk}"].help_text for critere in criteres]
    assert ["sous le seuil" in aide for aide in aides] == [False, True]
    assert [form.fields[f"motif_{critere.pk}"].label for critere in criteres] == ["Ancrage", "Ambition"]


def test_une_vague_sans_grille_se_decide_sans_motif_par_critere() -> None:
    form = DecisionForm([], set(), {"sens": "ajournee", "motif": "À revoir."}, refus=rien)
    assert form.is_valid(), form.errors
    assert form.motifs() == {}
