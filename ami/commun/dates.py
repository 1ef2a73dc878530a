"""How instants and durations are written for people, in Paris. No Django import.

Closings, and whatever is also told in an overseas hour, are in ``ami.territoires.heures``.
"""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
INSECABLE = "\u00a0"

MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905 - a list of twelve is easier to read so
)


def jour(instant: datetime, zone: ZoneInfo = PARIS) -> str:
    """« 1er octobre 2019 », in ``zone``, with unbreakable spaces."""
    local = instant.astimezone(zone)
    numero = "1er" if local.day == 1 else str(local.day)
    return INSECABLE.join((numero, MOIS[local.month - 1], str(local.year)))


def heure(instant: datetime, zone: ZoneInfo = PARIS, *, secondes: bool = False) -> str:
    """« 23 h 59 », or « 23 h 59 min 07 s »; in the hour of October that comes twice, « 2 h 30, heure d’hiver »."""
    local = instant.astimezone(zone)
    texte = heure_nue(local)
    if secondes:
        texte += f"{INSECABLE}min{INSECABLE}{local.second:02d}{INSECABLE}s"
    ete, hiver = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if ete > hiver:
        texte += f", heure{INSECABLE}{'d’hiver' if local.fold else 'd’été'}"
    return texte


def heure_nue(local: datetime) -> str:
    """What a wall clock shows, whichever of two hours it is: « 2 h 30 »."""
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def instants_possibles(lue: datetime) -> tuple[datetime, ...]:
    """What an hour read in Paris, without zone, may mean: one instant, two in the hour of October, none in that of March."""
    # In UTC: Python compares no local time of a doubled hour with another zone's.
    ete, hiver = (lue.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1))
    if ete == hiver:
        return (ete,)
    # Out of the hours that exist, a wall clock read again from its instant shows another hour.
    relue = ete.astimezone(PARIS).replace(tzinfo=None, fold=0)
    return (ete, hiver) if relue == lue.replace(fold=0) else ()


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
