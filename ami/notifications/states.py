"""Lifecycle of a mail of the outbox."""

from django.db import models


class EtatCourriel(models.TextChoices):
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYE = "envoye", "Envoyé"
    EN_ECHEC = "en_echec", "En échec"


TRANSITIONS: dict[EtatCourriel, frozenset[EtatCourriel]] = {
    EtatCourriel.A_ENVOYER: frozenset({EtatCourriel.ENVOYE, EtatCourriel.EN_ECHEC}),
    EtatCourriel.ENVOYE: frozenset(),
    EtatCourriel.EN_ECHEC: frozenset({EtatCourriel.A_ENVOYER}),
}
