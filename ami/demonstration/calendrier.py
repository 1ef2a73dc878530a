"""Instants of the four waves of the demonstration, all counted from the day of the first load."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from ami.commun.dates import MOIS, PARIS

OUVERTURE_A = time(9)
DELAI_D_ANNONCE = timedelta(days=75)


def instant(jour: date, heure: time = time(0)) -> datetime:
    """That hour of that day in Paris; midnight is the first instant of the day."""
    return datetime.combine(jour, heure, PARIS)


@dataclass(frozen=True)
class Periode:
    """A wave: days from the load to its opening, and to the first day it refuses filings."""

    numero: int
    jour: date
    ouverture_dans: int
    cloture_dans: int

    @property
    def ouverture(self) -> datetime:
        return instant(self.jour + timedelta(days=self.ouverture_dans), OUVERTURE_A)

    @property
    def cloture(self) -> datetime:
        """Exclusive: shown as the day before at 23 h 59."""
        return instant(self.jour + timedelta(days=self.cloture_dans))

    @property
    def programmee_le(self) -> datetime:
        return instant(
            min(self.ouverture.date(), self.jour + timedelta(days=10)) - timedelta(days=20), time(10)
        )

    @property
    def annonce_prevue(self) -> str:
        annonce = self.cloture + DELAI_D_ANNONCE
        return f"{MOIS[annonce.month - 1]} {annonce.year}"

    @property
    def derniere_soiree(self) -> datetime:
        """A quarter to eleven, the last evening: so was filed a real laureate of wave 6."""
        return self.cloture - timedelta(minutes=71)

    def apres_cloture(self, jours: int, heure: int = 10) -> datetime:
        return instant(self.cloture.date() + timedelta(days=jours), time(heure))

    def jours_de_depot(self) -> int:
        """Whole days, already past, on which dossiers could be filed, the last evening left out."""
        return min(self.cloture_dans - 1, 0) - self.ouverture_dans

    def saisie(self, part: float, heure: int, minute: int = 0) -> datetime:
        """An hour of the day that lies at ``part`` (0 to 1) of the filing period already past."""
        jours = int((self.jours_de_depot() - 1) * part)
        return instant(self.ouverture.date() + timedelta(days=jours), time(heure, minute))

    def debut_de_saisie(self, depose_le: datetime) -> datetime:
        """A morning, a third of the way from the opening to the filing."""
        return (self.ouverture + (depose_le - self.ouverture) / 3).replace(hour=10)

    def fin_de_saisie(self, depose_le: datetime) -> datetime:
        """An afternoon, later than ``debut_de_saisie``, before the evening of the filing."""
        return (self.ouverture + (depose_le - self.ouverture) * 2 / 3).replace(hour=15)

    def depots(self, nombre: int, de: float, a: float, alea: Random) -> list[datetime]:
        """``nombre`` filing instants in order, in the evening, between two parts of the period."""
        return sorted(
            self.saisie(alea.uniform(de, a), alea.randrange(17, 23), alea.randrange(60))
            + timedelta(seconds=alea.randrange(60))
            for _ in range(nombre)
        )


def periodes(jour: date) -> dict[int, Periode]:
    """Published, in evaluation, open, to come. Waves 9 and 10 existed (2023, 2024) under other rules."""
    return {
        numero: Periode(numero, jour, ouverture, cloture)
        for numero, ouverture, cloture in ((11, -200, -110), (12, -100, -25), (13, -21, 10), (14, 30, 120))
    }
