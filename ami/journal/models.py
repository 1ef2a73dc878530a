"""The audit trail: rows are added, never changed (triggers), each sealed onto the one before it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ami.journal.actes import Journalise


class EntreeQuerySet(models.QuerySet["Entree"]):
    def de(self, objet: Journalise) -> Self:
        """The lines of one object, under the name its model declares."""
        return self.filter(objet_type=objet.NOM_AU_JOURNAL, objet_id=str(objet.pk))


class Entree(models.Model):
    """One act on one object. ``empreinte`` is the SHA-256 of the row and of the previous one's."""

    objet_type = models.CharField("type d’objet", max_length=60)
    objet_id = models.CharField("objet", max_length=60)
    rang = models.PositiveIntegerField()
    acte = models.CharField(max_length=60)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    le = models.DateTimeField("le")
    de = models.CharField(max_length=30, blank=True)
    vers = models.CharField(max_length=30, blank=True)
    motif = models.TextField(blank=True)
    donnees = models.JSONField("données", default=dict)
    empreinte_precedente = models.CharField("empreinte précédente", max_length=64, blank=True)
    empreinte = models.CharField(max_length=64)

    objects = EntreeQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objet_type", "objet_id", "rang"],
                name="entree_rang_unique",
                violation_error_message="Cet objet a déjà une entrée de ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(rang=1, empreinte_precedente="") | (Q(rang__gt=1) & ~Q(empreinte_precedente="")),
                name="entree_chainee",
                violation_error_message="Chaque entrée suit la précédente.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objet_type} {self.objet_id} n° {self.rang} : {self.acte}"
