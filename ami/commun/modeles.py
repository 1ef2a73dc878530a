"""Abstract bases of models; this application has no table of its own."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Horodate(models.Model):
    """Row that remembers when it was created and last saved (UTC instants)."""

    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class ActeADeux(models.Model):
    """An act that one person asks for and another confirms; pending until then."""

    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    demandee_le = models.DateTimeField("demandée le")
    confirmee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmee_par__isnull=True) | ~Q(confirmee_par=F("demandee_par")),
                name="%(class)s_a_deux",
                violation_error_message="Une autre personne que celle qui demande confirme.",
            ),
            models.CheckConstraint(
                condition=Q(confirmee_par__isnull=True, confirmee_le__isnull=True)
                | Q(confirmee_par__isnull=False, confirmee_le__isnull=False),
                name="%(class)s_confirmation_datee",
                violation_error_message="Une confirmation porte sa date.",
            ),
        ]
