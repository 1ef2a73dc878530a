"""Outcomes of a decision."""

from django.db import models

from candidatures.states import EtatCandidature


class Sens(models.TextChoices):
    """What the committee decided; becomes the state of the dossier at publication, not before."""

    LAUREATE = EtatCandidature.LAUREATE.value, "Lauréat"
    LISTE_COMPLEMENTAIRE = EtatCandidature.LISTE_COMPLEMENTAIRE.value, "Liste complémentaire"
    NON_RETENUE = EtatCandidature.NON_RETENUE.value, "Non retenu"
    AJOURNEE = EtatCandidature.AJOURNEE.value, "Ajourné"
