"""Lifecycle of a file (PRODUCT §3)."""

from django.db import models


class EtatFichier(models.TextChoices):
    RECU = "recu", "Reçu"
    EN_ANALYSE = "en_analyse", "Analyse en cours"
    SAIN = "sain", "Vérifié"
    REFUSE = "refuse", "Refusé"


E = EtatFichier

TRANSITIONS: dict[E, frozenset[E]] = {
    E.RECU: frozenset({E.EN_ANALYSE}),
    E.EN_ANALYSE: frozenset({E.RECU, E.SAIN, E.REFUSE}),
    E.SAIN: frozenset(),
    E.REFUSE: frozenset(),
}
