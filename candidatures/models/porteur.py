"""The structure that carries a project."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left


class Porteur(models.Model):
    """A structure as one dossier names it. A value: never changed, so no dossier can rename another's."""

    siret = models.CharField("SIRET", max_length=14)
    siren = models.GeneratedField(
        expression=Left("siret", 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    raison_sociale = models.CharField("nom de la structure", max_length=200)
    type_porteur = models.CharField("type de structure", max_length=20)

    class Meta:
        verbose_name = "porteur"
        ordering = ["raison_sociale", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(siret__regex=r"^\d{14}$"),
                name="porteur_siret_14_chiffres",
                violation_error_message="Un numéro SIRET compte 14 chiffres.",
            ),
            models.UniqueConstraint(
                fields=["siret", "raison_sociale", "type_porteur"],
                name="porteur_unique",
                violation_error_message="Cette structure est déjà enregistrée.",
            ),
        ]

    def __str__(self) -> str:
        return self.raison_sociale
