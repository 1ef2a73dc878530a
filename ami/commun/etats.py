"""The one function through which every state changes."""

from collections.abc import Mapping
from typing import Any, TypeVar

from ami.commun.erreurs import TransitionInterdite

E = TypeVar("E", bound=str)


def verifier_transition(transitions: Mapping[E, frozenset[E]], de: E, vers: E, message: str) -> None:
    """Raise ``TransitionInterdite(message)`` unless the table of the lifecycle allows ``de`` → ``vers``."""
    if vers not in transitions[de]:
        raise TransitionInterdite(message)


def passer(objet: Any, transitions: Mapping[E, frozenset[E]], vers: E, message: str) -> E:
    """Bring ``objet`` to a state that its lifecycle allows, and return the one it leaves. Saves nothing.

    The only place that assigns ``etat`` (``tests/architecture/test_etats.py``): the function of each lifecycle calls it,
    then saves and writes the journal. Raises ``TransitionInterdite(message)``.
    """
    de = type(vers)(objet.etat)
    verifier_transition(transitions, de, vers, message)
    objet.etat = vers
    return de
