"""What registers have said, kept so that they need not be asked again."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from ami.registre.fiche import Fiche


class EtablissementQuerySet(models.QuerySet["Etablissement"]):
    def a_jour(self, maintenant: datetime) -> Self:
        """Those that need no call now: read lately, or failed lately."""
        return self.filter(a_verifier_le__gt=maintenant)


class Etablissement(models.Model):
    """The last answer of the company register about one SIRET, and when to ask again.

    ``trouve`` and ``lu_le`` are null until it has answered once; ``tentatives`` counts the failures since.
    """

    siret = models.CharField("SIRET", max_length=14)
    fiche = models.JSONField("fiche du registre", null=True, blank=True)
    trouve = models.BooleanField("connu du registre", null=True, blank=True)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField(default=0)
    a_verifier_le = models.DateTimeField("à vérifier le")

    objects = EtablissementQuerySet.as_manager()

    class Meta:
        verbose_name = "établissement"
        ordering = ["siret"]
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                name="etablissement_siret_unique",
                violation_error_message="Cet établissement est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=Q(siret__regex=r"^[0-9]{14}$"),
                name="etablissement_siret_14_chiffres",
                violation_error_message="Un numéro SIRET compte 14 chiffres.",
            ),
            models.CheckConstraint(
                condition=Q(trouve__isnull=False, trouve=True, lu_le__isnull=False, fiche__isnull=False)
                | Q(trouve__isnull=False, trouve=False, lu_le__isnull=False, fiche__isnull=True)
                | Q(trouve__isnull=True, lu_le__isnull=True, fiche__isnull=True),
                name="etablissement_lu_et_date",
                violation_error_message="Ce que dit le registre est daté, et porte une fiche s’il connaît le numéro.",
            ),
        ]

    def __str__(self) -> str:
        return self.siret

    @property
    def fiche_lue(self) -> Fiche | None:
        return Fiche.relire(self.fiche) if self.fiche is not None else None

    def est_frais(self, maintenant: datetime) -> bool:
        return self.lu_le is not None and self.tentatives == 0 and maintenant < self.a_verifier_le
