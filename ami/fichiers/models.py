"""A file as it was received, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from ami.fichiers.states import EtatFichier


class GenreFichier(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    ODS = "ods", "ODS"
    XLSX = "xlsx", "XLSX"
    ODT = "odt", "ODT"
    DOCX = "docx", "DOCX"


class Fichier(models.Model):
    """A value: its content never changes after its reception. ``empreinte`` is the SHA-256 of what was received."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom", max_length=200)
    genre = models.CharField("format", max_length=10, choices=GenreFichier.choices)
    taille = models.PositiveBigIntegerField("taille reçue (octets)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    taille_servie = models.PositiveBigIntegerField("taille servie (octets)", null=True, blank=True)
    empreinte_servie = models.CharField("empreinte SHA-256 de la copie servie", max_length=64, blank=True)
    etat = models.CharField(
        "état", max_length=20, choices=EtatFichier.choices, default=EtatFichier.RECU, editable=False
    )
    motif = models.TextField("motif du refus", blank=True)
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recu_le = models.DateTimeField("reçu le")
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0, editable=False)
    prochain_essai_le = models.DateTimeField("prochain essai le", editable=False)

    class Meta:
        verbose_name = "fichier"
        ordering = ["recu_le", "pk"]
        indexes = [models.Index(fields=["etat", "prochain_essai_le"], name="fichier_a_analyser")]
        constraints = [
            models.CheckConstraint(
                condition=Q(empreinte__regex=r"^[0-9a-f]{64}$"),
                name="fichier_empreinte_sha256",
                violation_error_message="L’empreinte est un SHA-256.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatFichier.SAIN)
                | Q(empreinte_servie__regex=r"^[0-9a-f]{64}$", taille_servie__isnull=False),
                name="fichier_sain_servi",
                violation_error_message="Un fichier vérifié a une copie à servir.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatFichier.REFUSE) | ~Q(motif=""),
                name="fichier_refuse_motive",
                violation_error_message="Un fichier refusé l’est avec un motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom
