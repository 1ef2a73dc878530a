"""How instants are written: the last minute before a closing, with its zone, never « minuit »."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from ami.commun.dates import MOIS, PARIS
from ami.territoires.departements import DEPARTEMENTS
from ami.territoires.heures import OUTRE_MER, echeance, horodatage


def lisible(texte: str) -> str:
    return texte.replace("\xa0", " ")


def paris(*champs: int, fold: int = 0) -> datetime:
    return datetime(*champs, tzinfo=PARIS, fold=fold)  # type: ignore[arg-type, misc]


def test_une_cloture_s_ecrit_avec_des_espaces_insecables() -> None:
    cloture = paris(2019, 10, 16, 0, 0)
    assert echeance(cloture) == "15\xa0octobre\xa02019 à 23\xa0h\xa059 (heure de Paris)"


@pytest.mark.parametrize(
    ("cloture", "attendu"),
    [
        (paris(2027, 10, 31, 2, 30), "31 octobre 2027 à 2 h 29, heure d’été"),  # the hour that comes twice
        (paris(2027, 10, 31, 2, 30, fold=1), "31 octobre 2027 à 2 h 29, heure d’hiver"),
        (paris(2027, 2, 15), "14 février 2027 à 23 h 59"),  # Monday
        (paris(2027, 2, 16), "15 février 2027 à 23 h 59"),
        (paris(2027, 2, 17), "16 février 2027 à 23 h 59"),
        (paris(2027, 2, 18), "17 février 2027 à 23 h 59"),
        (paris(2027, 2, 19), "18 février 2027 à 23 h 59"),
        (paris(2027, 2, 20), "19 février 2027 à 23 h 59"),
        (paris(2027, 2, 21), "20 février 2027 à 23 h 59"),  # Sunday
        (paris(2027, 2, 2), "1er février 2027 à 23 h 59"),
        (paris(2027, 3, 1), "28 février 2027 à 23 h 59"),
        (paris(2028, 3, 1), "29 février 2028 à 23 h 59"),  # leap year
        (paris(2028, 1, 1), "31 décembre 2027 à 23 h 59"),
        (paris(2027, 2, 16, 12, 0), "16 février 2027 à 11 h 59"),
        (paris(2027, 2, 16, 0, 1), "16 février 2027 à 0 h 00"),
        # 28 March 2027: 2 o'clock becomes 3.
        (paris(2027, 3, 28), "27 mars 2027 à 23 h 59"),
        (paris(2027, 3, 29), "28 mars 2027 à 23 h 59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "28 mars 2027 à 1 h 59"),
        (datetime(2027, 3, 28, 1, 1, tzinfo=UTC), "28 mars 2027 à 3 h 00"),
        # 31 October 2027: 3 o'clock becomes 2.
        (paris(2027, 10, 31), "30 octobre 2027 à 23 h 59"),
        (paris(2027, 11, 1), "31 octobre 2027 à 23 h 59"),
        (datetime(2027, 10, 31, 1, 0, tzinfo=UTC), "31 octobre 2027 à 2 h 59, heure d’été"),
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "31 octobre 2027 à 2 h 59, heure d’hiver"),
    ],
    ids=str,
)
def test_une_cloture_se_lit_a_sa_derniere_minute(cloture: datetime, attendu: str) -> None:
    assert lisible(echeance(cloture)) == f"{attendu} (heure de Paris)"


@pytest.mark.parametrize(
    ("cloture", "departement", "attendu"),
    [
        (paris(2027, 2, 16), "67", ""),
        (paris(2027, 2, 16), "972", ", soit 18 h 59 en Martinique"),
        (paris(2027, 7, 16), "972", ", soit 17 h 59 en Martinique"),
        (paris(2027, 2, 16), "974", ", soit le 16 février 2027 à 2 h 59 à La Réunion"),
        (paris(2027, 2, 16), "976", ", soit le 16 février 2027 à 1 h 59 à Mayotte"),
        (paris(2027, 2, 16), "988", ", soit le 16 février 2027 à 9 h 59 à Nouméa"),
        (paris(2027, 2, 16), "987", ", soit 12 h 59 à Tahiti"),
        (paris(2027, 2, 16, 3, 0), "987", ", soit le 15 février 2027 à 15 h 59 à Tahiti"),
        (paris(2027, 2, 16), "973", ", soit 19 h 59 en Guyane"),
        (paris(2027, 3, 29), "972", ", soit 17 h 59 en Martinique"),
        (paris(2027, 11, 1), "972", ", soit 18 h 59 en Martinique"),
    ],
    ids=str,
)
def test_une_cloture_outre_mer_dit_aussi_l_heure_locale(
    cloture: datetime, departement: str, attendu: str
) -> None:
    texte = lisible(echeance(cloture, departement))
    assert texte == lisible(echeance(cloture)) + attendu


@pytest.mark.parametrize(
    ("cloture", "departement", "attendu"),
    [
        (paris(2027, 2, 3, 9, 4, 34), "", "3 février 2027 à 9 h 04 min 34 s (heure de Paris)"),
        (paris(2027, 2, 3, 9, 4, 0, 1), "", "3 février 2027 à 9 h 04 min 00 s (heure de Paris)"),
        (paris(2027, 2, 16, 0, 0, 59), "", "16 février 2027 à 0 h 00 min 59 s (heure de Paris)"),
        (
            paris(2027, 2, 3, 9, 4, 34),
            "988",
            "3 février 2027 à 9 h 04 min 34 s (heure de Paris), soit 19 h 04 min 34 s à Nouméa",
        ),
    ],
    ids=str,
)
def test_une_cloture_venue_a_la_seconde_se_lit_a_la_seconde(
    cloture: datetime, departement: str, attendu: str
) -> None:
    assert lisible(echeance(cloture, departement)) == attendu


def test_un_instant_passe_s_ecrit_a_la_seconde() -> None:
    instant = datetime(2027, 2, 1, 9, 30, 7, tzinfo=UTC)
    assert lisible(horodatage(instant)) == "1er février 2027 à 10 h 30 min 07 s (heure de Paris)"
    assert lisible(horodatage(instant, "988")) == (
        "1er février 2027 à 10 h 30 min 07 s (heure de Paris), soit 20 h 30 min 07 s à Nouméa"
    )


@pytest.mark.parametrize("departement", ["", "67", "972", "974", "988"])
def test_les_gabarits_ecrivent_une_cloture_comme_le_module(departement: str) -> None:
    cloture = paris(2027, 10, 31)
    gabarit = Template(
        "{% load territoires %}{% echeance cloture departement %}|{% horodatage cloture departement %}"
    )
    rendu = gabarit.render(Context({"cloture": cloture, "departement": departement}))
    assert rendu == f"{echeance(cloture, departement)}|{horodatage(cloture, departement)}"


def _lu(texte: str, zone: ZoneInfo) -> list[datetime]:
    """Return the instants a reader may understand from « 1er février 2027 à 0 h 30 »: two when the clock goes back, unless it says which."""
    date, _, moment = lisible(texte).partition(" à ")
    moment, _, saison = moment.partition(", heure ")
    numero, mois, annee = date.split()
    heures, minutes = moment.split(" h ")
    champs = (int(annee), MOIS.index(mois) + 1, int(numero.removesuffix("er")), int(heures), int(minutes))
    folds = {"d’été": (0,), "d’hiver": (1,)}.get(saison, (0, 1))
    return [datetime(*champs, tzinfo=zone, fold=fold) for fold in folds]


clotures = st.datetimes(datetime(2019, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
    lambda naif: naif.replace(tzinfo=UTC, second=0, microsecond=0)
)


@given(cloture=clotures, departement=st.sampled_from(["", "67", *OUTRE_MER]))
def test_la_minute_lue_precede_toujours_la_cloture(cloture: datetime, departement: str) -> None:
    texte = echeance(cloture, departement)
    a_paris, _, local = texte.partition(" (heure de Paris)")
    ecarts = [cloture - lu.astimezone(UTC) for lu in _lu(a_paris, PARIS)]
    assert any(timedelta(minutes=1) <= ecart < timedelta(minutes=2) for ecart in ecarts)
    assert "minuit" not in texte
    assert bool(local) == (departement in OUTRE_MER)


@given(cloture=clotures, departement=st.sampled_from(sorted(OUTRE_MER)))
def test_la_minute_lue_outre_mer_precede_toujours_la_cloture(cloture: datetime, departement: str) -> None:
    zone, lieu = OUTRE_MER[departement]
    a_paris, _, local = echeance(cloture, departement).partition(" (heure de Paris), soit ")
    local = local.removesuffix(f" {lieu}").removeprefix("le ")
    date = "" if " à " in local else a_paris.split(" à ")[0] + " à "
    ecarts = [cloture - lu.astimezone(UTC) for lu in _lu(date + local, zone)]
    assert any(timedelta(minutes=1) <= ecart < timedelta(minutes=2) for ecart in ecarts)


def test_un_territoire_n_a_qu_un_nom() -> None:
    """Where the clock is that of a town, the town is said: the hour of Papeete is not that of the Marquesas."""
    villes = {"987", "988"}
    dits = {code: lieu.split(" ", 1)[1] for code, (_, lieu) in OUTRE_MER.items() if code not in villes}
    assert dits == {code: DEPARTEMENTS[code].nom for code in dits}
