"""Why a dossier got its result, criterion by criterion: written by the publication alone."""

from django.db import models
from django.db.models import Q


class MotifCritere(models.Model):
    """The reason given for one criterion, in its words of the time. Nothing here before the wave is published."""

    candidature = models.ForeignKey("candidatures.Candidature", models.PROTECT, related_name="motifs")
    ordre = models.PositiveSmallIntegerField()
    critere = models.CharField("critère", max_length=200)
    code = models.SlugField("code du critère", max_length=20, blank=True)
    motif = models.TextField()

    class Meta:
        verbose_name = "motif par critère"
        verbose_name_plural = "motifs par critère"
        ordering = ["candidature", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "ordre"],
                name="motif_critere_unique",
                violation_error_message="Ce critère a déjà un motif.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="motif_critere_ecrit",
                violation_error_message="Un motif n’est pas vide.",
            ),
        ]

    def __str__(self) -> str:
        return self.critere
