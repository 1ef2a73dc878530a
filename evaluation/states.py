"""Lifecycle of a reading: the specification (PRODUCT §3)."""

from django.db import models


class EtatEvaluation(models.TextChoices):
    A_FAIRE = "a_faire", "À faire"
    BROUILLON = "brouillon", "En cours"
    REMISE = "remise", "Remise"
    DEPORT = "deport", "Déport"


E = EtatEvaluation

TRANSITIONS: dict[E, frozenset[E]] = {
    E.A_FAIRE: frozenset({E.BROUILLON, E.DEPORT}),
    E.BROUILLON: frozenset({E.REMISE, E.DEPORT}),
    E.REMISE: frozenset({E.REMISE, E.DEPORT}),
    E.DEPORT: frozenset(),
}
