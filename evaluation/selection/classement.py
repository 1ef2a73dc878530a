"""Ranks, from exact means. No Django import."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


def rangs(
    moyennes: Sequence[tuple[T, Decimal | None]], *, devant: int = 0, meilleurs: int = 0
) -> list[tuple[T, int | None]]:
    """Rank each by descending mean: equal means share a rank (1, 2, 2, 4); without mean, no rank, at the end.

    The order given is kept among equals. Of one page: ``devant`` come before its first, ``meilleurs`` of which do better.
    """
    classes = sorted((couple for couple in moyennes if couple[1] is not None), key=lambda c: -(c[1] or 0))
    resultat: list[tuple[T, int | None]] = []
    for position, (objet, moyenne) in enumerate(classes):
        if position == 0:
            rang = meilleurs + 1
        elif classes[position - 1][1] != moyenne:
            rang = devant + position + 1
        resultat.append((objet, rang))
    return resultat + [(objet, None) for objet, moyenne in moyennes if moyenne is None]
