"""Scoring grids: versioned, attached to a wave."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from ami.commun.nombres import decimal_saisi
from evaluation.notes import NOTE_MAX
from vagues.models import Vague


class Grille(models.Model):
    """A version of the selection criteria; never changed once a wave that uses it has opened."""

    code = models.SlugField(max_length=20, unique=True)
    libelle = models.CharField("libellé", max_length=120)
    echelle = models.JSONField("sens de chaque note", help_text="Six libellés courts, de 0 à 5.")
    seuil = models.DecimalField(
        "seuil de motivation (sur 5)",
        max_digits=3,
        decimal_places=2,
        default=Decimal(3),
        help_text="Un refus motive chaque critère dont la moyenne est en dessous. À valider par l’ANCT.",
    )

    evaluations_attendues = models.PositiveSmallIntegerField(
        "évaluations attendues par dossier",
        default=3,
        help_text="En dessous, le classement le signale. À valider par l’ANCT.",
    )

    class Meta:
        verbose_name = "grille"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seuil__gte=0, seuil__lte=NOTE_MAX),
                name="grille_seuil_de_0_a_5",
                violation_error_message="Le seuil de motivation va de 0 à 5.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class Critere(models.Model):
    grille = models.ForeignKey(Grille, models.PROTECT, related_name="criteres")
    ordre = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=20)
    libelle = models.CharField("libellé", max_length=200)
    aide = models.TextField("questions à se poser", blank=True)
    poids = models.DecimalField(max_digits=5, decimal_places=2, default=1)

    class Meta:
        verbose_name = "critère"
        ordering = ["grille", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["grille", "ordre"],
                name="critere_ordre_unique",
                violation_error_message="Un autre critère occupe ce rang.",
            ),
            models.UniqueConstraint(
                fields=["grille", "code"],
                name="critere_code_unique",
                violation_error_message="Un autre critère porte ce code.",
            ),
            models.CheckConstraint(
                condition=Q(poids__gt=0),
                name="critere_poids_positif",
                violation_error_message="Le poids d’un critère est supérieur à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def poids_en_mots(self) -> str:
        """« 2 », « 1,5 »."""
        return decimal_saisi(str(self.poids))


class GrilleVague(models.Model):
    """The grid with which a wave is scored."""

    # A wave to come is deleted with its grid; a trigger keeps that of a wave that has opened.
    vague = models.OneToOneField(Vague, models.CASCADE, related_name="grille_vague", primary_key=True)
    grille = models.ForeignKey(Grille, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "grille de la vague"
        verbose_name_plural = "grilles des vagues"
        ordering = ["vague"]

    def __str__(self) -> str:
        return f"{self.vague} : {self.grille}"
