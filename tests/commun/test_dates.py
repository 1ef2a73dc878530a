"""How days, hours and durations are written."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ami.commun.dates import duree, heure, instants_possibles, jour


def lisible(texte: str) -> str:
    return texte.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("reste", "attendu"),
    [
        (timedelta(0), "moins d’une minute"),
        (timedelta(seconds=59), "moins d’une minute"),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 heure"),
        (timedelta(hours=1, minutes=1), "1 heure et 1 minute"),
        (timedelta(hours=23, minutes=59), "23 heures et 59 minutes"),
        (timedelta(days=1), "1 jour"),
        (timedelta(days=1, minutes=5), "1 jour"),
        (timedelta(days=9, hours=4, minutes=30), "9 jours et 4 heures"),
    ],
    ids=str,
)
def test_le_temps_restant_s_ecrit_en_deux_unites(reste: timedelta, attendu: str) -> None:
    assert lisible(duree(reste)) == attendu


@pytest.mark.parametrize(
    ("instant", "zone", "attendu"),
    [
        ("2027-10-31T00:30:07+00:00", "Europe/Paris", "2 h 30 min 07 s, heure d’été"),
        ("2027-10-31T01:30:07+00:00", "Europe/Paris", "2 h 30 min 07 s, heure d’hiver"),
        ("2027-10-30T23:59:07+00:00", "Europe/Paris", "1 h 59 min 07 s"),
        ("2027-10-31T02:00:07+00:00", "Europe/Paris", "3 h 00 min 07 s"),
        ("2027-03-28T01:30:07+00:00", "Europe/Paris", "3 h 30 min 07 s"),
        ("2027-11-07T04:30:07+00:00", "America/Miquelon", "1 h 30 min 07 s, heure d’hiver"),
        ("2027-10-31T01:30:07+00:00", "Indian/Reunion", "5 h 30 min 07 s"),
    ],
)
def test_une_heure_qui_vient_deux_fois_dit_laquelle(instant: str, zone: str, attendu: str) -> None:
    assert lisible(heure(datetime.fromisoformat(instant), ZoneInfo(zone), secondes=True)) == attendu


def test_un_jour_et_une_heure_se_lisent_dans_leur_zone() -> None:
    instant = datetime(2027, 2, 1, 23, 30, tzinfo=UTC)
    assert lisible(jour(instant)) == "2 février 2027"
    assert lisible(jour(instant, ZoneInfo("UTC"))) == "1er février 2027"
    assert lisible(heure(instant)) == "0 h 30"


@pytest.mark.parametrize(
    ("lue", "instants"),
    [
        ("2027-03-28T01:59:00", ["2027-03-28T00:59"]),
        ("2027-03-28T02:00:00", []),
        ("2027-03-28T02:59:00", []),
        ("2027-03-28T03:00:00", ["2027-03-28T01:00"]),
        ("2027-10-31T01:59:00", ["2027-10-30T23:59"]),
        ("2027-10-31T02:00:00", ["2027-10-31T00:00", "2027-10-31T01:00"]),
        ("2027-10-31T02:59:59", ["2027-10-31T00:59", "2027-10-31T01:59"]),
        ("2027-10-31T03:00:00", ["2027-10-31T02:00"]),
        ("2027-07-01T12:00:00", ["2027-07-01T10:00"]),
    ],
)
def test_une_heure_lue_est_celle_d_un_instant_de_deux_ou_d_aucun(lue: str, instants: list[str]) -> None:
    assert [
        i.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") for i in instants_possibles(datetime.fromisoformat(lue))
    ] == instants
