"""Documents attached to a dossier."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.models.depot import Depot
from candidatures.models.echange import Complement
from candidatures.states import EN_LICE, EtatCandidature

LEGENDE_MAX = 150


class PieceQuerySet(models.QuerySet["Piece"]):
    def presentes(self) -> Self:
        """Documents of the dossier as it stands, in the order they are read."""
        return self.filter(retiree_le__isnull=True).order_by("code", "pk")

    def refusees(self) -> Self:
        """Those that the antivirus or the cleaning refused: nobody will read them."""
        return self.presentes().filter(fichier__etat=EtatFichier.REFUSE).select_related("fichier")

    def utiles(self, *, avant: datetime | None = None) -> Self:
        """Those that count for completeness: a refused file is as good as none.

        With ``avant``, those withdrawn at or after that instant too: they were there when it came.
        """
        la = Q(retiree_le__isnull=True)
        if avant is not None:
            la |= Q(retiree_le__gte=avant)
        return self.filter(la).order_by("code", "pk").exclude(fichier__etat=EtatFichier.REFUSE)

    def a_redemander(self) -> Self:
        """Refused since the last version of the dossier was filed with them, and never asked again."""
        versions = Depot.objects.filter(candidature=OuterRef("candidature")).order_by("-version")
        demandes = Complement.fichiers_refuses.through.objects.filter(
            complement__candidature=OuterRef("candidature"), fichier=OuterRef("fichier")
        )
        return (
            self.filter(
                ~Exists(demandes),
                fichier__etat=EtatFichier.REFUSE,
                candidature__etat__in=(*EN_LICE, EtatCandidature.A_COMPLETER),
            )
            .annotate(depose=Subquery(versions.values("contenu")[:1]))
            .filter(depose__contains=Cast("fichier", models.CharField()))
        )


class Piece(models.Model):
    """A file given for one kind of document (``code``). Withdrawn from the draft, it stays for the filed versions."""

    candidature = models.ForeignKey("candidatures.Candidature", models.PROTECT, related_name="pieces")
    code = models.SlugField(max_length=40)
    legende = models.CharField("légende", max_length=LEGENDE_MAX, blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    ajoutee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ajoutee_le = models.DateTimeField("ajoutée le")
    retiree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        ordering = ["candidature", "code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retiree_le__isnull=True, retiree_par__isnull=True)
                | Q(retiree_le__isnull=False, retiree_par__isnull=False),
                name="piece_retiree_datee_et_signee",
                violation_error_message="Une pièce retirée l’est par quelqu’un, à un instant.",
            )
        ]

    def __str__(self) -> str:
        return self.legende or self.fichier.nom
