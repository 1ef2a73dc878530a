"""Exchanges about a dossier after it is filed: messages and requests for compléments."""

import hashlib
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from candidatures.models.candidature import Candidature
from candidatures.seuils import RAPPEL_AVANT
from candidatures.states import EtatComplement


class Cote(models.TextChoices):
    """Who speaks: the dossier's people, or the service that runs the call."""

    PORTEUR = "porteur", "Porteur"
    SERVICE = "service", "Service instructeur"

    @property
    def autre(self) -> "Cote":
        return Cote.SERVICE if self == Cote.PORTEUR else Cote.PORTEUR


class MessageQuerySet(models.QuerySet["Message"]):
    def envoyes(self) -> Self:
        """The thread as both sides read it."""
        return self.filter(envoye_le__isnull=False).order_by("envoye_le", "pk")

    def recents(self) -> Self:
        """The thread, its last message first, with authors and files."""
        return self.envoyes().reverse().select_related("auteur").prefetch_related("fichiers")

    def lisibles_par(self, utilisateur: Utilisateur, cote: Cote) -> Self:
        """What was sent, and what this person is writing on this side."""
        return self.filter(Q(envoye_le__isnull=False) | Q(auteur=utilisateur, cote=cote))

    def non_lus_par(self, cote: Cote) -> Self:
        """Sent by the other side, and not marked as read."""
        return self.envoyes().filter(cote=cote.autre, lu_le__isnull=True)

    def brouillon_de(self, candidature: Candidature, cote: Cote, auteur: Utilisateur) -> "Message | None":
        return self.filter(candidature=candidature, cote=cote, auteur=auteur, envoye_le__isnull=True).first()


class Message(models.Model):
    """A message of the thread; without ``envoye_le``, the saved draft of its author."""

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="messages")
    cote = models.CharField("côté", max_length=10, choices=Cote.choices)
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    texte = models.TextField(blank=True)
    ecrit_le = models.DateTimeField("écrit le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    lu_le = models.DateTimeField("lu le", null=True, blank=True, help_text="Par quelqu’un de l’autre côté.")
    fichiers = models.ManyToManyField(Fichier, related_name="messages", blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ["candidature", "envoye_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "auteur", "cote"],
                condition=Q(envoye_le__isnull=True),
                name="message_un_brouillon_par_auteur",
                violation_error_message="Vous avez déjà un message en préparation.",
            ),
            models.CheckConstraint(
                condition=Q(lu_le__isnull=True)
                | Q(envoye_le__isnull=False, lu_le__gte=models.F("envoye_le")),
                name="message_lu_apres_envoi",
                violation_error_message="Un message est lu après son envoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cote_display()} – {self.candidature}"

    @property
    def empreinte(self) -> str:
        """Short digest of a draft as a page shows it."""
        return hashlib.sha256(self.texte.encode()).hexdigest()[:12]


def non_lus_par_dossier(cote: Cote) -> models.Subquery:
    """Number of messages that ``cote`` has not read, for a list of dossiers: no query more."""
    non_lus = Message.objects.filter(
        candidature=models.OuterRef("pk"), cote=cote.autre, envoye_le__isnull=False, lu_le__isnull=True
    )
    par_dossier = non_lus.order_by().values("candidature").annotate(nombre=models.Count("pk"))
    return models.Subquery(par_dossier.values("nombre"), output_field=models.IntegerField())


def echeance_par_dossier() -> models.Subquery:
    """Due instant of the open request for compléments, for a list of dossiers: no query more."""
    ouvert = Complement.objects.ouverts().filter(candidature=models.OuterRef("pk"))
    return models.Subquery(ouvert.values("echeance")[:1])


class ComplementQuerySet(models.QuerySet["Complement"]):
    def ouverts(self) -> Self:
        return self.filter(etat=EtatComplement.OUVERT).order_by("pk")

    def a_refermer(self, maintenant: datetime) -> Self:
        """Open requests whose due instant has passed."""
        return self.ouverts().filter(echeance__lte=maintenant)

    def a_rappeler(self, maintenant: datetime) -> Self:
        """Open requests that end soon, asked long enough ago, whose reminder has not been sent."""
        return self.ouverts().filter(
            rappele_le__isnull=True,
            echeance__gt=maintenant,
            echeance__lte=maintenant + RAPPEL_AVANT,
            demande_le__lte=models.F("echeance") - 2 * RAPPEL_AVANT,
        )


class Complement(models.Model):
    """A request that reopens some questions of a filed dossier until ``echeance`` (exclusive instant).

    ``demandes`` are keys: a field name, or ``piece:<code>``. ``par`` is None when the system asks (infected file).
    """

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="complements")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    demandes = models.JSONField("questions rouvertes")
    message = models.TextField()
    demande_le = models.DateTimeField("demandé le")
    echeance = models.DateTimeField("échéance")
    etat = models.CharField(
        "état", max_length=20, choices=EtatComplement.choices, default=EtatComplement.OUVERT, editable=False
    )
    etat_avant = models.CharField("état du dossier avant la demande", max_length=20, editable=False)
    ferme_le = models.DateTimeField("fermé le", null=True, blank=True)
    depot_avant = models.ForeignKey(
        "candidatures.Depot",
        models.PROTECT,
        related_name="+",
        help_text="Version lue au moment de la demande.",
    )
    depot = models.ForeignKey(
        "candidatures.Depot", models.PROTECT, null=True, blank=True, related_name="+", help_text="La réponse."
    )
    rappele_le = models.DateTimeField("rappelé le", null=True, blank=True, editable=False)
    fichiers_refuses = models.ManyToManyField(
        Fichier, related_name="+", blank=True, help_text="Pièces déposées que l’antivirus a refusées ensuite."
    )

    objects = ComplementQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de compléments"
        verbose_name_plural = "demandes de compléments"
        ordering = ["candidature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature"],
                condition=Q(etat=EtatComplement.OUVERT),
                name="complement_ouvert_unique",
                violation_error_message="Une demande de compléments est déjà ouverte sur ce dossier.",
            ),
            models.CheckConstraint(
                condition=Q(demande_le__lt=models.F("echeance")),
                name="complement_echeance_apres_demande",
                violation_error_message="L’échéance suit la demande.",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatComplement.OUVERT, ferme_le__isnull=True, depot__isnull=True)
                | Q(etat=EtatComplement.RENDU, ferme_le__isnull=False, depot__isnull=False)
                | Q(etat__in=[EtatComplement.EXPIRE, EtatComplement.ANNULE], ferme_le__isnull=False),
                name="complement_ferme_date",
                violation_error_message="Une demande fermée porte sa date, et la réponse quand il y en a une.",
            ),
        ]

    def __str__(self) -> str:
        return f"Compléments – {self.candidature}"
