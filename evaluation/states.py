"""Lifecycle of a reading: the specification (PRODUCT §3)."""

from django.db import models

from candidatures.states import EtatCandidature


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


class Sens(models.TextChoices):
    """What the committee decided; becomes the state of the dossier at publication, not before."""

    LAUREATE = EtatCandidature.LAUREATE.value, "Lauréat"
    LISTE_COMPLEMENTAIRE = EtatCandidature.LISTE_COMPLEMENTAIRE.value, "Liste complémentaire"
    NON_RETENUE = EtatCandidature.NON_RETENUE.value, "Non retenu"
    AJOURNEE = EtatCandidature.AJOURNEE.value, "Ajourné"
