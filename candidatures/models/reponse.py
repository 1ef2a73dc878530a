"""Answers of a draft, one row a question, and the former texts that were replaced."""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models.functions import RowNumber

from ami.commun.ensembles import inserer

ANTERIEURES_MAX = 50  # former texts kept of one answer


class Reponse(models.Model):
    """The answer to one question of one dossier; ``version`` counts its changes.

    ``envoi`` names the page that wrote it and the rank of that sending (``candidatures.formulaire.concurrence.Envoi``).
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


class ReponseAnterieureQuerySet(models.QuerySet["ReponseAnterieure"]):
    def garder(self, textes: Collection["ReponseAnterieure"]) -> None:
        """Add former texts of one dossier, then forget those beyond the bound: two statements, none without a text."""
        if not textes:
            return
        inserer(textes)
        self.filter(
            models.Q.create(
                [("pk__in", self._en_trop(texte.candidature_id, texte.champ)) for texte in textes],
                connector=models.Q.OR,
            )
        ).delete()

    def _en_trop(self, candidature_id: uuid.UUID, champ: str) -> models.QuerySet["ReponseAnterieure", int]:
        """Oldest texts of whoever has the most: nobody pushes out another's by writing again and again."""
        rang = models.Window(RowNumber(), partition_by="par", order_by=models.F("version").desc())
        textes = self.filter(candidature=candidature_id, champ=champ).annotate(rang=rang)
        return textes.order_by("rang", "-version").values_list("pk", flat=True)[ANTERIEURES_MAX:]


class ReponseAnterieure(models.Model):
    """A text that was replaced or emptied, as it stood at ``version``; at most fifty of one answer."""

    candidature = models.ForeignKey(
        "candidatures.Candidature", models.CASCADE, related_name="reponses_anterieures"
    )
    champ = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    valeur = models.JSONField()
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("écrite le")

    objects = ReponseAnterieureQuerySet.as_manager()

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
