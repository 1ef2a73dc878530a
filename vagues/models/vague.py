"""A wave: two exact instants, a state, the tracks it opens with their amounts."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from ami.commun.modeles import Horodate
from vagues.models.appel import Appel, Montants, Volet
from vagues.states import CLOSES, EtatVague

LIBELLE_MAX, ANNONCE_MAX, MOTIF_MAX = 120, 60, 500


class VagueQuerySet(models.QuerySet["Vague"]):
    def a_ouvrir(self, maintenant: datetime) -> Self:
        return self.filter(etat=EtatVague.PROGRAMMEE, ouverture__lte=maintenant).order_by("pk")

    def a_cloturer(self, maintenant: datetime) -> Self:
        return self.filter(etat=EtatVague.OUVERTE, cloture__lte=maintenant).order_by("pk")

    def ouvertes(self, maintenant: datetime) -> Self:
        """Waves that accept filings at this instant, whatever the state of Celery."""
        return self.filter(etat=EtatVague.OUVERTE, cloture__gt=maintenant)

    def verrouiller(self, **critere: Any) -> "Vague":
        """The wave, locked until the end of the transaction; first in the lock order."""
        return self.select_for_update(of=("self",), no_key=True).get(**critere)


class Vague(Horodate):
    """``ouverture`` is inclusive, ``cloture`` exclusive; both aware instants."""

    NOM_AU_JOURNAL: ClassVar = "vague"

    appel = models.ForeignKey(Appel, models.PROTECT, related_name="vagues")
    numero = models.PositiveSmallIntegerField("numéro", unique=True)
    libelle = models.CharField("libellé", max_length=LIBELLE_MAX, blank=True)
    volets = models.ManyToManyField(Volet, through="VoletOuvert", related_name="vagues")
    ouverture = models.DateTimeField("ouverture", null=True, blank=True)
    cloture = models.DateTimeField("clôture", help_text="Premier instant où plus aucun dépôt n’est reçu.")
    cloture_annoncee = models.DateTimeField(
        "clôture annoncée",
        null=True,
        blank=True,
        editable=False,
        help_text="Celle qu’une clôture anticipée a remplacée.",
    )
    motif_de_cloture = models.CharField(
        "motif de la clôture anticipée", max_length=MOTIF_MAX, blank=True, default="", editable=False
    )
    annonce_prevue = models.CharField(
        "annonce prévue",
        max_length=ANNONCE_MAX,
        blank=True,
        help_text="À titre indicatif, par exemple « mars 2027 ».",
    )
    capacite = models.PositiveSmallIntegerField("nombre de lauréats envisagé", null=True, blank=True)
    etat = models.CharField(
        "état", max_length=20, choices=EtatVague.choices, default=EtatVague.PROGRAMMEE, editable=False
    )
    ouverture_empechee = models.CharField(
        "ouverture empêchée par", max_length=500, blank=True, default="", editable=False
    )
    close_le = models.DateTimeField("close le", null=True, blank=True, editable=False)
    dernier_rang = models.PositiveIntegerField("rang du dernier dossier numéroté", default=0, editable=False)
    scellee_le = models.DateTimeField(
        "scellée le",
        null=True,
        blank=True,
        editable=False,
        help_text="Plus aucun dépôt n’est enregistré depuis.",
    )
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True, editable=False)
    annoncee_le = models.DateField("annoncée le", null=True, blank=True)
    laureats_annonces = models.PositiveSmallIntegerField(
        "lauréats annoncés",
        null=True,
        blank=True,
        help_text="Chiffre public d’une vague antérieure à ce service.",
    )

    objects = VagueQuerySet.as_manager()

    class Meta:
        verbose_name = "vague"
        ordering = ["numero"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ouverture__isnull=True) | Q(ouverture__lt=F("cloture")),
                name="vague_ouverture_avant_cloture",
                violation_error_message="L’ouverture précède la clôture.",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatVague.ARCHIVEE) | Q(ouverture__isnull=False),
                name="vague_ouverture_connue",
                violation_error_message="Indiquez l’instant d’ouverture.",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatVague.ARCHIVEE)
                | Q(etat__in=CLOSES, close_le__isnull=False)
                | (~Q(etat__in=CLOSES) & Q(close_le__isnull=True)),
                name="vague_close_datee",
                violation_error_message="Une vague close porte l’instant de sa clôture, et elle seule.",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatVague.ARCHIVEE)
                | Q(etat=EtatVague.PUBLIEE, publiee_le__isnull=False, annoncee_le__isnull=False)
                | (~Q(etat=EtatVague.PUBLIEE) & Q(publiee_le__isnull=True)),
                name="vague_publiee_datee",
                violation_error_message="Une vague publiée porte l’instant de sa publication, et elle seule.",
            ),
            models.CheckConstraint(
                condition=Q(cloture_annoncee__isnull=True, motif_de_cloture="")
                | (
                    Q(cloture_annoncee__isnull=False, cloture_annoncee__gt=F("cloture"))
                    & ~Q(motif_de_cloture="")
                ),
                name="vague_cloture_anticipee_motivee",
                violation_error_message="Une clôture anticipée précède la clôture annoncée et porte son motif.",
            ),
            models.CheckConstraint(
                condition=Q(capacite__isnull=True) | Q(capacite__gt=0),
                name="vague_capacite_positive",
                violation_error_message="Le nombre de lauréats envisagé est au moins 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle or f"Vague {self.numero}"

    def est_ouverte(self, maintenant: datetime) -> bool:
        """The clock decides, not Celery: open until the closing instant, excluded."""
        return self.etat == EtatVague.OUVERTE and maintenant < self.cloture


class VoletOuvertQuerySet(models.QuerySet["VoletOuvert"]):
    def ouverts(self, maintenant: datetime) -> Self:
        """Tracks of the waves that receive dossiers now, with their wave and their track."""
        return self.filter(vague__in=Vague.objects.ouvertes(maintenant)).select_related("vague", "volet")


class VoletOuvert(Montants):
    """A track opened by a wave, with its own amounts: frozen when the wave opens."""

    vague = models.ForeignKey(Vague, models.PROTECT, related_name="volets_ouverts")
    volet = models.ForeignKey(Volet, models.PROTECT, related_name="+")

    objects = VoletOuvertQuerySet.as_manager()

    class Meta(Montants.Meta):
        verbose_name = "volet ouvert"
        verbose_name_plural = "volets ouverts"
        ordering = ["vague", "volet__ordre", "pk"]
        constraints = [
            *Montants.Meta.constraints,
            models.UniqueConstraint(
                fields=["vague", "volet"],
                name="volet_ouvert_unique",
                violation_error_message="Cette vague ouvre déjà ce volet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volet} – {self.vague}"
