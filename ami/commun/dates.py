"""How instants are written for people (PRODUCT §1.2). No Django import.

A closing is an exclusive instant; people read the last minute before it, with its zone. « Minuit »
is never written: readers disagree on which night it belongs to.
"""

from calendar import monthrange
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
INSECABLE = "\u00a0"

MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905 - a list of twelve is easier to read so
)

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


def jour(instant: datetime, zone: ZoneInfo = PARIS) -> str:
    """« 1er octobre 2019 », in ``zone``, with unbreakable spaces."""
    local = instant.astimezone(zone)
    numero = "1er" if local.day == 1 else str(local.day)
    return INSECABLE.join((numero, MOIS[local.month - 1], str(local.year)))


def heure(instant: datetime, zone: ZoneInfo = PARIS, *, secondes: bool = False) -> str:
    """« 23 h 59 », or « 23 h 59 min 07 s »."""
    local = instant.astimezone(zone)
    texte = f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"
    return f"{texte}{INSECABLE}min{INSECABLE}{local.second:02d}{INSECABLE}s" if secondes else texte


def horodatage(instant: datetime, departement: str = "") -> str:
    """An instant that happened, to the second, in Paris and in the overseas zone if there is one."""
    texte = f"{jour(instant)} à {heure(instant, secondes=True)} (heure de Paris)"
    if departement in OUTRE_MER:
        zone, lieu = OUTRE_MER[departement]
        texte += f", soit {_heure_locale(instant, zone, secondes=True)} {lieu}"
    return texte


def echeance(instant: datetime, departement: str = "") -> str:
    """A closing instant as people must read it: its last minute, with the zone.

    « 15 octobre 2019 à 23 h 59 (heure de Paris) », and overseas
    « …, soit 17 h 59 en Martinique » with the local day when it differs.
    """
    derniere_minute = instant - timedelta(minutes=1)
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


def dans_n_mois(instant: datetime, mois: int) -> datetime:
    """Return the same day of Paris ``mois`` months later, or the last of a shorter month (31 December → 28 February)."""
    local = instant.astimezone(PARIS)
    annee, rang = divmod(local.month - 1 + mois, 12)
    dernier = monthrange(local.year + annee, rang + 1)[1]
    return local.replace(year=local.year + annee, month=rang + 1, day=min(local.day, dernier))


def duree(reste: timedelta) -> str:
    """Time left in two units: « 9 jours et 4 heures », « 3 minutes »; « moins d'une minute » at the end."""
    minutes_totales = int(reste.total_seconds()) // 60
    jours, minutes = divmod(minutes_totales, 24 * 60)
    heures, minutes = divmod(minutes, 60)
    unites = [(jours, "jour"), (heures, "heure"), (minutes, "minute")]
    while unites and unites[0][0] == 0:
        unites.pop(0)
    mots = [f"{n}{INSECABLE}{nom}{'s' if n > 1 else ''}" for n, nom in unites[:2] if n]
    return " et ".join(mots) or "moins d’une minute"
