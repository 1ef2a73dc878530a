"""The one function through which every state changes."""

from collections.abc import Mapping
from typing import TypeVar

from ami.commun.erreurs import TransitionInterdite

E = TypeVar("E", bound=str)


def verifier_transition(transitions: Mapping[E, frozenset[E]], de: E, vers: E, message: str) -> None:
    """Raise ``TransitionInterdite(message)`` unless the table of the lifecycle allows ``de`` → ``vers``."""
    if vers not in transitions[de]:
        raise TransitionInterdite(message)
