"""Instants as people read them where they live (PRODUCT §1.2). No Django import.

A closing is an exclusive instant; people read the last minute before it, with its zone, unless it came to the second. « Minuit »
is never written: readers disagree on which night it belongs to.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ami.commun.dates import PARIS, heure, jour

# Overseas zones by département or collectivité code: zone and how one says « in » it.
OUTRE_MER = {
    "971": (ZoneInfo("America/Guadeloupe"), "en Guadeloupe"),
    "972": (ZoneInfo("America/Martinique"), "en Martinique"),
    "973": (ZoneInfo("America/Cayenne"), "en Guyane"),
    "974": (ZoneInfo("Indian/Reunion"), "à La Réunion"),
    "975": (ZoneInfo("America/Miquelon"), "à Saint-Pierre-et-Miquelon"),
    "976": (ZoneInfo("Indian/Mayotte"), "à Mayotte"),
    "977": (ZoneInfo("America/St_Barthelemy"), "à Saint-Barthélemy"),
    "978": (ZoneInfo("America/Marigot"), "à Saint-Martin"),
    "986": (ZoneInfo("Pacific/Wallis"), "à Wallis-et-Futuna"),
    "987": (ZoneInfo("Pacific/Tahiti"), "à Tahiti"),
    "988": (ZoneInfo("Pacific/Noumea"), "à Nouméa"),
}


def horodatage(instant: datetime, departement: str = "") -> str:
    """An instant that happened, to the second, in Paris and in the overseas zone if there is one."""
    texte = f"{jour(instant)} à {heure(instant, secondes=True)} (heure de Paris)"
    if departement in OUTRE_MER:
        zone, lieu = OUTRE_MER[departement]
        texte += f", soit {_heure_locale(instant, zone, secondes=True)} {lieu}"
    return texte


def echeance(instant: datetime, departement: str = "") -> str:
    """A closing instant as people must read it: its last minute, with the zone; or itself, when no minute ends with it.

    « 15 octobre 2019 à 23 h 59 (heure de Paris) », and overseas
    « …, soit 17 h 59 en Martinique » with the local day when it differs. A wave closed at 9 h 04 min 34 s, which
    nobody had announced, says so: what was filed between 9 h 03 and that instant is not late.
    """
    if instant.second or instant.microsecond:
        return horodatage(instant, departement)
    derniere_minute = instant.astimezone(UTC) - timedelta(
        minutes=1
    )  # a wall clock of Paris would skip an hour in October
    texte = f"{jour(derniere_minute)} à {heure(derniere_minute)} (heure de Paris)"
    if departement in OUTRE_MER:
        zone, lieu = OUTRE_MER[departement]
        texte += f", soit {_heure_locale(derniere_minute, zone)} {lieu}"
    return texte


def _heure_locale(instant: datetime, zone: ZoneInfo, *, secondes: bool = False) -> str:
    locale = heure(instant, zone, secondes=secondes)
    if instant.astimezone(zone).date() == instant.astimezone(PARIS).date():
        return locale
    return f"le {jour(instant, zone)} à {locale}"
