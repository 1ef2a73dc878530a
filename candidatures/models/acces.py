"""Who may open a dossier as porteur, and for whom they have written."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class RoleAcces(models.TextChoices):
    SIGNATAIRE = "signataire", "Signataire"
    REDACTEUR = "redacteur", "Rédacteur"
    LECTEUR = "lecteur", "Lecteur"


class Acces(models.Model):
    """Who may open a dossier as porteur, and what for."""

    candidature = models.ForeignKey("candidatures.Candidature", models.CASCADE, related_name="acces")
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acces")
    role = models.CharField("rôle", max_length=20, choices=RoleAcces.choices)
    rappels = models.BooleanField(
        "reçoit les rappels", default=True, help_text="Celui de l’avant-veille de la clôture part toujours."
    )

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        ordering = ["candidature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "utilisateur"],
                name="acces_unique",
                violation_error_message="Cette personne a déjà accès au dossier.",
            ),
            models.UniqueConstraint(
                fields=["candidature"],
                condition=Q(role=RoleAcces.SIGNATAIRE),
                name="acces_un_signataire",
                violation_error_message="Un dossier a un seul signataire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.get_role_display()})"


class Interet(models.Model):
    """A person has written for this SIREN, or could open this dossier: remembered whatever the draft says today."""

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    siren = models.CharField(max_length=9, blank=True)
    candidature = models.ForeignKey(
        "candidatures.Candidature", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "intérêt"
        ordering = ["utilisateur", "siren", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "siren"],
                condition=Q(candidature=None),
                name="interet_unique",
                violation_error_message="Cet intérêt est déjà connu.",
            ),
            models.UniqueConstraint(
                fields=["utilisateur", "candidature"],
                condition=Q(candidature__isnull=False),
                name="interet_unique_par_dossier",
                violation_error_message="Cet intérêt est déjà connu.",
            ),
            models.CheckConstraint(
                condition=Q(siren="", candidature__isnull=False) | (~Q(siren="") & Q(candidature=None)),
                name="interet_siren_ou_dossier",
                violation_error_message="Un intérêt porte sur un SIREN, ou sur un dossier.",
            ),
        ]

    def __str__(self) -> str:
        return self.siren or f"dossier {self.candidature_id}"
