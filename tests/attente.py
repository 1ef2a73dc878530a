"""Waiting for a condition, never for a duration."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def attendre(condition: Callable[[], T], *, delai: float = 30, quoi: str = "condition") -> T:
    """Return the first true value of ``condition``; fail after ``delai`` seconds."""
    limite = time.monotonic() + delai
    while not (valeur := condition()):
        assert time.monotonic() < limite, f"{quoi} : rien en {delai} s"
        time.sleep(0.02)
    return valeur
