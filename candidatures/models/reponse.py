"""Answers of a draft, one row a question."""

from django.conf import settings
from django.db import models


class Reponse(models.Model):
    """The answer to one question of one dossier; ``version`` counts its changes."""

    candidature = models.ForeignKey("candidatures.Candidature", models.CASCADE, related_name="reponses")
    champ = models.CharField(max_length=60)
    valeur = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("le")

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
