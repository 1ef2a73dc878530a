"""Ranks, from exact means. No Django import."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


def rangs(moyennes: Sequence[tuple[T, Decimal | None]]) -> list[tuple[T, int | None]]:
    """Rank each by descending mean: equal means share a rank (1, 2, 2, 4); without mean, no rank, at the end.

    The order given is kept among equals.
    """
    classes = sorted((couple for couple in moyennes if couple[1] is not None), key=lambda c: -(c[1] or 0))
    resultat: list[tuple[T, int | None]] = []
    for position, (objet, moyenne) in enumerate(classes, start=1):
        ex_aequo = position > 1 and classes[position - 2][1] == moyenne
        resultat.append((objet, resultat[-1][1] if ex_aequo else position))
    return resultat + [(objet, None) for objet, moyenne in moyennes if moyenne is None]
