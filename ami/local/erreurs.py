"""Errors and words the launcher addresses to a person."""

import sys


class ErreurLanceur(Exception):
    """Something a person can act upon; the message is a full French sentence."""


def dire(texte: str) -> None:
    """Speak on the console at once: a pipe would otherwise hold the address back."""
    sys.stdout.write(f"{texte}\n")
    sys.stdout.flush()
