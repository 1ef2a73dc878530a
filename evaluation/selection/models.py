"""Decisions of the committee, and the two people who publish them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ami.commun.modeles import ActeADeux, Horodate
from candidatures.models import Candidature
from evaluation.models.grille import Critere
from evaluation.selection.states import Sens
from vagues.models import Vague


class Decision(Horodate):
    """What was decided on one dossier, with its reason: provisional until the wave is published."""

    NOM_AU_JOURNAL: ClassVar = "decision"

    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="decision", primary_key=True)
    sens = models.CharField(max_length=20, choices=Sens.choices)
    montant = models.DecimalField(
        "montant accordé (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    motif = models.TextField()
    sans_evaluation = models.TextField("pourquoi sans évaluation", blank=True)
    hors_bornes = models.TextField("pourquoi ce montant", blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    lus: list["MotifDecision"]  # its reasons, where a whole wave is read (``lectures.publication``)

    class Meta:
        verbose_name = "décision"
        ordering = ["candidature"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sens=Sens.LAUREATE, montant__isnull=False, montant__gt=0)
                | (~Q(sens=Sens.LAUREATE) & Q(montant__isnull=True)),
                name="decision_laureat_dote",
                violation_error_message="Un lauréat, et lui seul, reçoit un montant.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="decision_motivee",
                violation_error_message="Une décision porte un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidature} : {self.get_sens_display()}"


class MotifDecision(models.Model):
    """Why, criterion by criterion: read by the porteur after the publication, which copies it."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="motifs")
    critere = models.ForeignKey(Critere, models.PROTECT, related_name="+")
    motif = models.TextField()

    class Meta:
        verbose_name = "motif d’un critère"
        verbose_name_plural = "motifs par critère"
        ordering = ["decision", "critere__ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "critere"],
                name="motif_decision_unique",
                violation_error_message="Ce critère a déjà un motif dans cette décision.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="motif_decision_ecrit",
                violation_error_message="Un motif n’est pas vide.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} – {self.critere}"


class Publication(ActeADeux):
    """Request to publish a wave by one administrator, confirmed by another.

    ``empreinte`` is the SHA-256 of all decisions when it was asked: what is confirmed is what was read.
    """

    vague = models.OneToOneField(Vague, models.PROTECT, related_name="publication", primary_key=True)
    empreinte = models.CharField(max_length=64)

    class Meta(ActeADeux.Meta):
        verbose_name = "publication"
        ordering = ["vague"]

    def __str__(self) -> str:
        return f"Publication de {self.vague}"
