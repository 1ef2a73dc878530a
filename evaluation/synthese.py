"""Arithmetic of scores, exact until the last rounding. No Django import.

A reading's score is the mean of its given notes weighted by criterion; « ne se prononce pas » is left out
of it and counted apart. The dossier's mean, median and standard deviation (population) are those of its
readings' scores: each reader weighs the same, however many criteria they judged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

CHIFFRES = Decimal("0.000001")


@dataclass(frozen=True)
class NoteDonnee:
    """``valeur`` from 0 to 5, None for « ne se prononce pas »; ``poids`` of the criterion, above 0."""

    valeur: int | None
    poids: Decimal


@dataclass(frozen=True)
class Resultat:
    """None everywhere when no reading gave a note."""

    moyenne: Decimal | None
    mediane: Decimal | None
    ecart_type: Decimal | None
    evaluations: int
    abstentions: int


def score(notes: Iterable[NoteDonnee]) -> Fraction | None:
    """Weighted mean of the given notes of one reading; None when it gave none."""
    donnees = [(note.valeur, Fraction(note.poids)) for note in notes if note.valeur is not None]
    if not donnees:
        return None
    return sum((valeur * poids for valeur, poids in donnees), Fraction(0)) / sum(
        poids for _, poids in donnees
    )


def synthese(evaluations: Sequence[Sequence[NoteDonnee]]) -> Resultat:
    """What the filed readings of one dossier say together."""
    abstentions = sum(note.valeur is None for notes in evaluations for note in notes)
    scores = [valeur for notes in evaluations if (valeur := score(notes)) is not None]
    if not scores:
        return Resultat(None, None, None, 0, abstentions)
    moyenne = sum(scores, Fraction(0)) / len(scores)
    variance = sum(((valeur - moyenne) ** 2 for valeur in scores), Fraction(0)) / len(scores)
    ecart_type = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return Resultat(
        _decimal(moyenne), _decimal(median(scores)), ecart_type.quantize(CHIFFRES), len(scores), abstentions
    )


def _decimal(valeur: Fraction) -> Decimal:
    return (Decimal(valeur.numerator) / Decimal(valeur.denominator)).quantize(CHIFFRES)
