"""Documents made from a filing, and where their making stands."""

from django.db import models
from django.db.models import Q

from ami.commun.file_d_attente import EnFile
from candidatures.models.depot import Depot


class GenreDocument(models.TextChoices):
    DOSSIER = "dossier", "Dossier déposé"
    RECEPISSE = "recepisse", "Accusé de réception"


class Document(models.Model):
    """A tagged PDF made from one ``Depot``; ``empreinte`` is the SHA-256 of its bytes, kept under ``cle``."""

    depot = models.ForeignKey(Depot, models.PROTECT, related_name="documents")
    genre = models.CharField(max_length=20, choices=GenreDocument.choices)
    cle = models.CharField("clé de stockage", max_length=200)
    taille = models.PositiveIntegerField("taille (octets)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    produit_le = models.DateTimeField("produit le")

    class Meta:
        verbose_name = "document"
        ordering = ["depot", "genre"]
        constraints = [
            models.UniqueConstraint(
                fields=["depot", "genre"],
                name="document_unique",
                violation_error_message="Ce document existe déjà pour ce dépôt.",
            ),
            models.CheckConstraint(
                condition=Q(empreinte__regex=r"^[0-9a-f]{64}$"),
                name="document_empreinte_sha256",
                violation_error_message="L’empreinte est un SHA-256.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.depot}"


A_PRODUIRE = Q(faite_le=None)


class Production(EnFile):
    """Making of the documents of one ``Depot``, which is immutable: how often it was tried, when it is its turn."""

    depot = models.OneToOneField(Depot, models.PROTECT, primary_key=True, related_name="production")
    faite_le = models.DateTimeField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "production de documents"
        verbose_name_plural = "productions de documents"
        ordering = ["depot_id"]
        indexes = [
            models.Index(
                fields=["tentatives", "prochain_essai_le"],
                name="production_a_faire",
                condition=A_PRODUIRE,
            )
        ]

    def __str__(self) -> str:
        return f"documents du dépôt {self.pk}"
