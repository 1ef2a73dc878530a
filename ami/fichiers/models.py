"""A received file. Its content never changes: several business rows may point to it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ami.commun.file_d_attente import EnFileATourDeRole
from ami.fichiers.states import EN_COURS, EtatFichier, GenreFichier

_SHA256 = r"^[0-9a-f]{64}$"


A_ANALYSER = Q(etat__in=[*EN_COURS])  # those whose worker died are there too


class Fichier(EnFileATourDeRole):
    """What was received is kept as it was, with its hash; what is served is the cleaned copy."""

    NOM_AU_JOURNAL: ClassVar = "fichier"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField(max_length=200, help_text="Tel qu’il est montré, sans chemin.")
    genre = models.CharField("format", max_length=10, choices=GenreFichier.choices, blank=True)
    taille = models.PositiveBigIntegerField(help_text="Octets reçus.")
    empreinte = models.CharField(
        max_length=64, db_index=True, help_text="SHA-256 de ce qui a été reçu, gardée toujours."
    )
    taille_servie = models.PositiveBigIntegerField(null=True, blank=True)
    empreinte_servie = models.CharField(max_length=64, blank=True)
    etat = models.CharField(
        "état", max_length=12, choices=EtatFichier.choices, default=EtatFichier.RECU, editable=False
    )
    motif = models.CharField("motif du refus", max_length=400, blank=True)
    signature = models.CharField(
        max_length=200, blank=True, help_text="Programme malveillant reconnu ; le contenu reçu est effacé."
    )
    retraits = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        help_text="Ce que la copie servie n’a plus, et qu’un lecteur aurait vu.",
    )
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposé par"
    )
    recu_le = models.DateTimeField("reçu le")

    class Meta:
        verbose_name = "fichier"
        ordering = ["recu_le", "pk"]
        indexes = [
            models.Index(
                fields=["tentatives", "recu_le", "id"],
                name="fichier_a_analyser",
                condition=A_ANALYSER,
            ),
            models.Index(
                fields=["depose_par", "prise_le"],
                name="fichier_tour_de_chacun",
                condition=Q(prise_le__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taille__gte=1),
                name="fichier_non_vide",
                violation_error_message="Un fichier reçu n’est pas vide.",
            ),
            models.CheckConstraint(
                condition=Q(empreinte__regex=_SHA256),
                name="fichier_empreinte_sha256",
                violation_error_message="L’empreinte d’un fichier est un SHA-256 en hexadécimal.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatFichier.SAIN)
                | Q(empreinte_servie__regex=_SHA256, taille_servie__gte=1, taille_servie__isnull=False)
                & ~Q(genre=""),
                name="fichier_sain_servi",
                violation_error_message="Un fichier vérifié a une copie à servir.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatFichier.REFUSE) | ~Q(motif=""),
                name="fichier_refuse_motive",
                violation_error_message="Un fichier refusé l’est avec un motif.",
            ),
            models.CheckConstraint(
                condition=Q(signature="") | Q(etat=EtatFichier.REFUSE),
                name="fichier_infecte_refuse",
                violation_error_message="Un fichier infecté est refusé.",
            ),
            models.CheckConstraint(
                condition=Q(retraits=[]) | Q(etat=EtatFichier.SAIN),
                name="fichier_retraits_d_une_copie",
                violation_error_message="Seule la copie d’un fichier vérifié peut avoir perdu quelque chose.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def cle_originale(self) -> str:
        """Where what was received is stored."""
        return f"originaux/{self.pk}"

    @property
    def cle_servie(self) -> str:
        """Where the cleaned copy is stored: under its hash, so that writing it twice changes nothing.

        Flat, so that one listing shows every copy.
        """
        return f"servis/{self.pk}-{self.empreinte_servie}"

    @property
    def est_sain(self) -> bool:
        return self.etat == EtatFichier.SAIN

    @property
    def est_refuse(self) -> bool:
        return self.etat == EtatFichier.REFUSE

    @property
    def en_cours(self) -> bool:
        return self.etat in EN_COURS
