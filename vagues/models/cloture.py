"""Bringing a closing forward: asked by one administrator, confirmed by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vagues.models.vague import MOTIF_MAX, Vague


class DemandeDeCloture(models.Model):
    """The pending request to close a wave before its announced instant, or the one that closed it.

    One at a time: taken back, it leaves its lines in the journal only.
    """

    vague = models.OneToOneField(Vague, models.PROTECT, related_name="demande_de_cloture", primary_key=True)
    motif = models.CharField("motif", max_length=MOTIF_MAX)
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    demandee_le = models.DateTimeField("demandée le")
    confirmee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de clôture anticipée"
        verbose_name_plural = "demandes de clôture anticipée"
        ordering = ["vague"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmee_par__isnull=True) | ~Q(confirmee_par=F("demandee_par")),
                name="demande_de_cloture_a_deux",
                violation_error_message="Un second administrateur confirme la clôture anticipée.",
            ),
            models.CheckConstraint(
                condition=Q(confirmee_par__isnull=True, confirmee_le__isnull=True)
                | Q(confirmee_par__isnull=False, confirmee_le__isnull=False),
                name="demande_de_cloture_confirmation_datee",
                violation_error_message="Une confirmation de clôture porte sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="demande_de_cloture_motivee",
                violation_error_message="Une clôture anticipée porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Clôture anticipée de {self.vague}"

    @property
    def marque(self) -> str:
        """What tells this request from another: the page that confirms it sends it back."""
        return f"{self.demandee_par_id}@{self.demandee_le.isoformat()}"
