"""Forms of the calendar: hours of Paris, tracks of the call, texts in one line."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ami.commun.instants import InstantField
from tests.fabriques import CLOTURE, OUVERTURE, AppelFactory, VoletFactory
from vagues.forms import ProgrammerVagueForm

pytestmark = pytest.mark.django_db


def formulaire(**champs: Any) -> ProgrammerVagueForm:
    volet = VoletFactory()
    donnees = {
        "libelle": "",
        "ouverture": "2027-01-11T09:00",
        "cloture": "2027-02-16T00:00",
        "volets": [volet.pk],
        **champs,
    }
    return ProgrammerVagueForm(volet.appel, donnees)


def test_les_instants_sont_ceux_de_paris() -> None:
    form = formulaire()
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["ouverture"], form.cleaned_data["cloture"]) == (OUVERTURE, CLOTURE)


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"cloture": "2027-03-28T02:30"}, "cloture"),  # an hour that does not exist
        ({"cloture": "2027-10-31T02:30"}, "cloture_saison"),  # an hour that exists twice: which one?
        ({"cloture": "demain"}, "cloture"),
        ({"ouverture": ""}, "ouverture"),
        ({"libelle": "a\x00b"}, "libelle"),
        ({"libelle": "a\x01b"}, "libelle"),
        ({"libelle": "a" * 121}, "libelle"),
        ({"capacite": "0"}, "capacite"),
        ({"capacite": "1001"}, "capacite"),
        ({"volets": []}, "volets"),
        ({"volets": ["999999"]}, "volets"),
        ({"volets": ["x\x00"]}, "volets"),
    ],
    ids=str,
)
def test_une_saisie_fausse_est_dite_sur_son_champ(champs: dict[str, Any], fautif: str) -> None:
    assert list(formulaire(**champs).errors) == [fautif]


@pytest.mark.parametrize(
    ("saisi", "instant"),
    [
        ("2027-01-11T09:00", datetime(2027, 1, 11, 8, 0, tzinfo=UTC)),
        ("2027-07-11T09:00", datetime(2027, 7, 11, 7, 0, tzinfo=UTC)),
        ("2027-07-11T09:00:30", datetime(2027, 7, 11, 7, 0, 30, tzinfo=UTC)),
        ("2027-03-28T01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),  # the minute before the skipped hour
        ("2027-03-28T03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # the next minute
        ("2027-10-31T01:59", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        ("2027-10-31T03:00", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),  # two hours and a minute later
        (
            "2027-10-31T02:30+02:00",
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        ),  # by its offset, one of the two
        ("2027-10-31T02:30+01:00", datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        ("2028-02-29T00:00", datetime(2028, 2, 28, 23, 0, tzinfo=UTC)),
    ],
)
def test_une_heure_saisie_est_celle_de_paris(saisi: str, instant: datetime) -> None:
    assert InstantField().clean(saisi) == instant


@pytest.mark.parametrize("minute", ["02:00", "02:01", "02:30", "02:59"])
def test_une_heure_sautee_au_printemps_dit_qu_elle_n_existe_pas(minute: str) -> None:
    with pytest.raises(ValidationError) as refus:
        InstantField().clean(f"2027-03-28T{minute}")
    (phrase,) = refus.value.messages
    assert lisible(phrase).startswith(f"Le 28 mars 2027, 2 h {minute[3:]} n’existe pas")


@pytest.mark.parametrize("minute", ["02:00", "02:01", "02:30", "02:59"])
@pytest.mark.parametrize("champ", ["ouverture", "cloture"])
def test_les_deux_heures_d_octobre_se_choisissent_par_leur_nom(champ: str, minute: str) -> None:
    saisie = {"ouverture": "2027-10-01T09:00", "cloture": "2027-11-16T00:00", champ: f"2027-10-31T{minute}"}
    form = formulaire(**saisie)
    assert list(form.errors) == [f"{champ}_saison"]
    assert "Choisissez l’heure d’été ou l’heure d’hiver" in form.errors[f"{champ}_saison"][0]
    choix = form.fields[f"{champ}_saison"].choices  # type: ignore[attr-defined]
    assert [(valeur, lisible(str(mots))) for valeur, mots in choix] == [
        ("ete", f"2 h {minute[3:]}, heure d’été"),
        ("hiver", f"2 h {minute[3:]}, heure d’hiver"),
    ]
    for saison, heure_utc in (("ete", 0), ("hiver", 1)):
        rempli = formulaire(**saisie, **{f"{champ}_saison": saison})
        assert rempli.is_valid(), rempli.errors
        assert rempli.cleaned_data[champ] == datetime(2027, 10, 31, heure_utc, int(minute[3:]), tzinfo=UTC)
        assert not any(nom.endswith("_saison") for nom in rempli.cleaned_data)
    assert list(formulaire(**saisie, **{f"{champ}_saison": "autre"}).errors) == [f"{champ}_saison"]


@pytest.mark.parametrize(("heure_utc", "saison"), [(0, "ete"), (1, "hiver")])
def test_une_heure_d_octobre_deja_enregistree_se_montre_avec_la_sienne(heure_utc: int, saison: str) -> None:
    cloture = datetime(2027, 10, 31, heure_utc, 30, tzinfo=UTC)
    form = ProgrammerVagueForm(AppelFactory(), initial={"ouverture": OUVERTURE, "cloture": cloture})
    assert form["cloture_saison"].value() == saison
    assert "2027-10-31T02:30" in str(form["cloture"])
    assert "ouverture_saison" not in form.fields


def test_ailleurs_dans_l_annee_rien_n_est_demande_de_plus() -> None:
    form = formulaire(cloture="2027-10-31T03:00", cloture_saison="hiver")
    assert form.is_valid(), form.errors
    assert "cloture_saison" not in form.fields


def lisible(texte: str) -> str:
    return texte.replace("\xa0", " ")


@pytest.mark.parametrize(
    "saisi",
    [
        "16/02/2027 00:00",
        "2027-02-29T00:00",
        "2027-02-16T24:00",
        "2027-02-16T23:60",
        "0000-01-01T00:00",
    ],
    ids=ascii,
)
def test_une_autre_forme_d_instant_est_refusee_avec_un_exemple(saisi: str) -> None:
    with pytest.raises(ValidationError, match="Indiquez une date et une heure qui existent"):
        InstantField().clean(saisi)


def test_un_instant_est_demande() -> None:
    with pytest.raises(ValidationError, match="Indiquez une date et une heure"):
        InstantField().clean("")


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        ({"capacite": "0"}, "capacite", "Indiquez un nombre d’au moins 1."),
        ({"capacite": "1001"}, "capacite", "Indiquez un nombre de 1\u202f000 au plus."),
        ({"capacite": "trente"}, "capacite", "Indiquez un nombre entier."),
        ({"capacite": "1.5"}, "capacite", "Indiquez un nombre entier."),
        (
            {"capacite": "1.000"},
            "capacite",
            "«\u00a01.000\u00a0» se lit de deux façons\u00a0: écrivez 1\u202f000 pour les milliers, ou 1.",
        ),
        ({"capacite": "30\t20"}, "capacite", "Indiquez un nombre entier."),
        ({"volets": []}, "volets", "Cochez au moins un volet."),
        ({"cloture": ""}, "cloture", "Indiquez une date et une heure."),
    ],
    ids=str,
)
def test_chaque_faute_a_sa_phrase(champs: dict[str, Any], champ: str, phrase: str) -> None:
    assert formulaire(**champs).errors[champ] == [phrase]


@pytest.mark.parametrize("capacite", ["1", "1000", "1\u202f000"])
def test_les_bornes_de_la_capacite_sont_admises(capacite: str) -> None:
    form = formulaire(capacite=capacite)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["capacite"] == int(capacite.replace("\u202f", ""))


def test_ce_qui_est_facultatif_peut_rester_vide() -> None:
    form = formulaire()
    assert form.is_valid(), form.errors
    assert [form.cleaned_data[nom] for nom in ("libelle", "annonce_prevue", "capacite")] == ["", "", None]


@pytest.mark.parametrize(
    ("saisi", "garde"),
    [
        ("  Vague  d’hiver ", "Vague d’hiver"),
        ("Vague\r\nd’hiver", "Vague d’hiver"),
        ("e\u0301te\u0301", "été"),
    ],
    ids=ascii,
)
def test_un_libelle_tient_sur_une_ligne(saisi: str, garde: str) -> None:
    form = formulaire(libelle=saisi)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["libelle"] == garde


def test_seuls_les_volets_de_l_appel_sont_proposes() -> None:
    ailleurs = VoletFactory(appel=AppelFactory(code="autre"))
    assert list(formulaire(volets=[ailleurs.pk]).errors) == ["volets"]
    assert list(formulaire().fields["volets"].queryset.values_list("code", flat=True)) == ["ft"]
