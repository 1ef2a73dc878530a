"""When a draft is reminded that it is not a filing (PRODUCT F22), and a request for compléments that it waits. No Django import.

Days are counted in Paris, from the day of the last minute people read (a closing on the 16th at 00:00 is shown
« le 15 à 23 h 59 » : its last day is the 15th), whatever the weekday and the DST change in between. A closing that
comes before eight has its last morning the day before.
"""

from datetime import datetime, time, timedelta

from ami.commun.dates import PARIS

SEUILS = (15, 7, 2, 0)  # days before the last day; 0 is the last morning
SEUIL_OBLIGATOIRE = 2  # the one nobody can refuse
HEURE = time(8)
RAPPEL_AVANT = timedelta(days=2)  # of the due instant of a request for compléments


def instant_du_rappel(cloture: datetime, jours: int) -> datetime:
    """08:00 in Paris, ``jours`` days before the last morning on which one may file."""
    dernier_jour = (cloture - timedelta(minutes=1)).astimezone(PARIS).date()
    if datetime.combine(dernier_jour, HEURE, tzinfo=PARIS) >= cloture:  # closed before that day's reminder
        dernier_jour -= timedelta(days=1)
    return datetime.combine(dernier_jour - timedelta(days=jours), HEURE, tzinfo=PARIS)


def seuil_atteint(cloture: datetime, maintenant: datetime) -> int | None:
    """Return the last threshold reached at ``maintenant``: those missed before it are skipped. None too early or too late."""
    if maintenant >= cloture:
        return None
    atteints = [jours for jours in SEUILS if instant_du_rappel(cloture, jours) <= maintenant]
    return min(atteints, default=None)
