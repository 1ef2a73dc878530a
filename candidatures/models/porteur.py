"""The structure that carries a project."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from ami.territoires import numeros


class Porteur(models.Model):
    """A structure as one dossier names it. A value: never changed, so no dossier can rename another's."""

    siret = models.CharField("SIRET", max_length=14, help_text="Ou numéro RIDET ou TAHITI.")
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
                condition=Q(siret__regex=rf"^(\d{{14}}|{numeros.CANONIQUE})$"),
                name="porteur_numero_de_structure",
                violation_error_message="Un numéro SIRET compte 14 chiffres ; RIDET et TAHITI ont leur forme.",
            ),
            models.UniqueConstraint(
                fields=["siret", "raison_sociale", "type_porteur"],
                name="porteur_unique",
                violation_error_message="Cette structure est déjà enregistrée.",
            ),
        ]

    @property
    def numero(self) -> str:
        """« SIRET 73282932000074 », « RIDET 1234567.001 »."""
        return numeros.en_mots(self.siret)

    def __str__(self) -> str:
        return self.raison_sociale
