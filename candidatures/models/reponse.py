"""Answers of a draft, one row a question, and the former texts that were replaced."""

from django.conf import settings
from django.db import models


class Reponse(models.Model):
    """The answer to one question of one dossier; ``version`` counts its changes.

    ``envoi`` names the page that wrote it and the rank of that sending (``candidatures.concurrence.Envoi``).
    """

    candidature = models.ForeignKey("candidatures.Candidature", models.CASCADE, related_name="reponses")
    champ = models.CharField(max_length=60)
    valeur = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("le")
    envoi = models.CharField(max_length=40, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "réponse"
        ordering = ["candidature", "champ"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "champ"],
                name="reponse_unique",
                violation_error_message="Cette question a déjà une réponse.",
            )
        ]

    def __str__(self) -> str:
        return self.champ


class ReponseAnterieure(models.Model):
    """A text that was replaced or emptied, as it stood at ``version``; only added to."""

    candidature = models.ForeignKey(
        "candidatures.Candidature", models.CASCADE, related_name="reponses_anterieures"
    )
    champ = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    valeur = models.JSONField()
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "réponse antérieure"
        verbose_name_plural = "réponses antérieures"
        ordering = ["candidature", "champ", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "champ", "version"],
                name="reponse_anterieure_unique",
                violation_error_message="Cette version de la réponse est déjà gardée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.champ} v{self.version}"
