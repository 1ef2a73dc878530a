"""Thresholds of the reminders: days of Paris, whatever the weekday, the DST change and the year end."""

from datetime import UTC, datetime, timedelta

import pytest

from ami.commun.dates import PARIS
from candidatures.seuils import SEUILS, instant_du_rappel, seuil_atteint

MINUTE = timedelta(minutes=1)


def paris(texte: str) -> datetime:
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS)


CLOTURES = {
    # closing (exclusive): the four mornings, in Paris
    "lundi": ("2027-02-02T00:00", ["2027-01-17", "2027-01-25", "2027-01-30", "2027-02-01"]),
    "mardi": ("2027-02-03T00:00", ["2027-01-18", "2027-01-26", "2027-01-31", "2027-02-02"]),
    "mercredi": ("2027-02-04T00:00", ["2027-01-19", "2027-01-27", "2027-02-01", "2027-02-03"]),
    "jeudi": ("2027-02-05T00:00", ["2027-01-20", "2027-01-28", "2027-02-02", "2027-02-04"]),
    "vendredi": ("2027-02-06T00:00", ["2027-01-21", "2027-01-29", "2027-02-03", "2027-02-05"]),
    "samedi": ("2027-02-07T00:00", ["2027-01-22", "2027-01-30", "2027-02-04", "2027-02-06"]),
    "dimanche": ("2027-02-08T00:00", ["2027-01-23", "2027-01-31", "2027-02-05", "2027-02-07"]),
    "heure d’été": ("2027-03-29T00:00", ["2027-03-13", "2027-03-21", "2027-03-26", "2027-03-28"]),
    "heure d’hiver": ("2027-11-01T00:00", ["2027-10-16", "2027-10-24", "2027-10-29", "2027-10-31"]),
    "fin d’année": ("2028-01-01T00:00", ["2027-12-16", "2027-12-24", "2027-12-29", "2027-12-31"]),
    "nouvel an": ("2028-01-02T00:00", ["2027-12-17", "2027-12-25", "2027-12-30", "2028-01-01"]),
    "bissextile": ("2028-03-02T00:00", ["2028-02-15", "2028-02-23", "2028-02-28", "2028-03-01"]),
    "à midi": ("2027-02-15T12:00", ["2027-01-31", "2027-02-08", "2027-02-13", "2027-02-15"]),
    "une minute après minuit": ("2027-02-15T00:01", ["2027-01-30", "2027-02-07", "2027-02-12", "2027-02-14"]),
    "à huit heures": ("2027-02-15T08:00", ["2027-01-30", "2027-02-07", "2027-02-12", "2027-02-14"]),
    "juste après": ("2027-02-15T08:01", ["2027-01-31", "2027-02-08", "2027-02-13", "2027-02-15"]),
}


@pytest.mark.parametrize("nom", CLOTURES)
def test_chaque_seuil_tombe_a_huit_heures_de_paris(nom: str) -> None:
    cloture, matins = CLOTURES[nom]
    instants = [instant_du_rappel(paris(cloture), jours).astimezone(PARIS) for jours in SEUILS]
    assert [f"{instant:%Y-%m-%dT%H:%M}" for instant in instants] == [f"{matin}T08:00" for matin in matins]


@pytest.mark.parametrize("nom", CLOTURES)
def test_le_seuil_change_a_la_minute_et_s_arrete_a_la_cloture(nom: str) -> None:
    cloture, matins = CLOTURES[nom]
    fin = paris(cloture).astimezone(UTC)
    assert seuil_atteint(fin, fin - timedelta(days=60)) is None
    for jours, matin, avant in zip(SEUILS, matins, (None, *SEUILS[:-1]), strict=True):
        huit_heures = paris(f"{matin}T08:00")
        assert (seuil_atteint(fin, huit_heures - MINUTE), seuil_atteint(fin, huit_heures)) == (avant, jours)
    assert seuil_atteint(fin, fin - timedelta(microseconds=1)) == 0
    assert seuil_atteint(fin, fin) is None


def test_les_rappels_manques_ne_font_qu_un() -> None:
    cloture = paris("2027-02-16T00:00")
    assert seuil_atteint(cloture, paris("2027-02-14T18:00")) == 2
