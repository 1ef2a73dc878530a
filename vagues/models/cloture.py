"""Bringing a closing forward: asked by one administrator, confirmed by another."""

from django.db import models
from django.db.models import Q

from ami.commun.modeles import ActeADeux
from vagues.models.vague import MOTIF_MAX, Vague


class DemandeDeCloture(ActeADeux):
    """The pending request to close a wave before its announced instant, or the one that closed it.

    One at a time: taken back, it leaves its lines in the journal only.
    """

    vague = models.OneToOneField(Vague, models.PROTECT, related_name="demande_de_cloture", primary_key=True)
    motif = models.CharField("motif", max_length=MOTIF_MAX)

    class Meta(ActeADeux.Meta):
        verbose_name = "demande de clôture anticipée"
        verbose_name_plural = "demandes de clôture anticipée"
        ordering = ["vague"]
        constraints = [
            *ActeADeux.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="demandedecloture_motivee",
                violation_error_message="Une clôture anticipée porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Clôture anticipée de {self.vague}"

    @property
    def marque(self) -> str:
        """What tells this request from another: the page that confirms it sends it back."""
        return f"{self.demandee_par_id}@{self.demandee_le.isoformat()}"
