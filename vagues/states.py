"""Lifecycle of a wave: the specification (PRODUCT §3)."""

from django.db import models


class EtatVague(models.TextChoices):
    PROGRAMMEE = "programmee", "Programmée"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close"
    EN_DELIBERATION = "en_deliberation", "En délibération"
    PUBLIEE = "publiee", "Publiée"
    ARCHIVEE = "archivee", "Archivée"


TRANSITIONS: dict[EtatVague, frozenset[EtatVague]] = {
    EtatVague.PROGRAMMEE: frozenset({EtatVague.OUVERTE}),
    EtatVague.OUVERTE: frozenset({EtatVague.CLOSE}),
    EtatVague.CLOSE: frozenset({EtatVague.EN_DELIBERATION}),
    EtatVague.EN_DELIBERATION: frozenset({EtatVague.PUBLIEE}),
    EtatVague.PUBLIEE: frozenset({EtatVague.ARCHIVEE}),
    EtatVague.ARCHIVEE: frozenset(),
}

# A wave whose closing has been recorded, and is not yet history.
CLOSES = (EtatVague.CLOSE, EtatVague.EN_DELIBERATION, EtatVague.PUBLIEE)
