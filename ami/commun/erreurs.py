"""Errors a service raises. Each carries the French sentence shown to the person who acted."""

from collections.abc import Mapping
from typing import Any


class ErreurMetier(Exception):
    """A rule refuses the action. Nothing was written. ``statut`` is the HTTP status of the answer."""

    statut = 422

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TransitionInterdite(ErreurMetier):
    """The object is not in a state from which this action is possible."""

    statut = 409


class HorsDelai(ErreurMetier):
    """Received at or after the closing instant."""


class Incomplet(ErreurMetier):
    """Something required is missing; ``manques`` lists what, in the order of the form.

    ``autres``: what was found missing with it, each with its own sentence.
    """

    def __init__(
        self, message: str, manques: tuple[str, ...] = (), autres: tuple["Incomplet", ...] = ()
    ) -> None:
        super().__init__(message)
        self.manques, self.autres = manques, autres


class Conflit(ErreurMetier):
    """Someone else wrote meanwhile; ``actuelles`` gives what is stored now, by field.

    ``intactes``: the other fields that the page had not touched; ``par``: who wrote what is stored.
    """

    statut = 409

    def __init__(
        self,
        message: str,
        actuelles: Mapping[str, Any],
        *,
        intactes: frozenset[str] = frozenset(),
        par: str = "",
    ) -> None:
        super().__init__(message)
        self.actuelles, self.intactes, self.par = actuelles, intactes, par


class Occupe(ErreurMetier):
    """Others hold what this act needs for too long. Trying again may be enough."""

    statut = 503

    def __init__(self) -> None:
        super().__init__(
            "D’autres personnes agissent sur la même chose en ce moment. Rien n’est enregistré : réessayez dans un instant."
        )


class DroitInsuffisant(ErreurMetier):
    """The person may see the object but not do this to it."""

    statut = 403
