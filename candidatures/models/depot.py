"""What was filed, and the seal of a wave."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from candidatures.models.candidature import Candidature
from vagues.models import Vague


class DepotQuerySet(models.QuerySet["Depot"]):
    def sans_production(self) -> Self:
        """Filings of which nobody has yet noted that their documents are to be made, the oldest first."""
        return self.filter(production=None).order_by("pk")


class Depot(models.Model):
    """What was filed, byte for byte: immutable (trigger). ``empreinte`` is the SHA-256 of ``contenu``.

    ``candidatures.version_deposee`` alone writes and reads ``contenu``.
    """

    NOM_AU_JOURNAL: ClassVar = "depot"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="depots")
    version = models.PositiveSmallIntegerField()
    numero = models.CharField("numéro", max_length=30)
    recu_le = models.DateTimeField("reçu le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    contenu = models.TextField("contenu (JSON canonique)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)

    objects = DepotQuerySet.as_manager()

    class Meta:
        verbose_name = "dépôt"
        ordering = ["candidature", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "version"],
                name="depot_version_unique",
                violation_error_message="Cette version du dossier est déjà déposée.",
            ),
            models.CheckConstraint(
                condition=Q(empreinte__regex=r"^[0-9a-f]{64}$"),
                name="depot_empreinte_sha256",
                violation_error_message="L’empreinte est un SHA-256.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} v{self.version}"


class Scelle(models.Model):
    """Closing report of a wave: nothing is filed in it any more. ``empreinte`` digests all its filings."""

    vague = models.OneToOneField(Vague, models.PROTECT, related_name="scelle", primary_key=True)
    le = models.DateTimeField("le")
    depots = models.PositiveIntegerField("dossiers déposés")
    brouillons = models.PositiveIntegerField("brouillons non déposés")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)

    class Meta:
        verbose_name = "scellé de vague"
        verbose_name_plural = "scellés de vague"
        ordering = ["vague"]

    def __str__(self) -> str:
        return f"{self.vague} : {self.depots} dossiers"
