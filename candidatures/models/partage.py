"""Working with others on a dossier: invitations, change of signatory."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ami.commun.adresses import canonique
from ami.comptes.models import Utilisateur
from candidatures.models.acces import RoleAcces
from candidatures.states import EtatInvitation, EtatTransfert


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def en_attente(self, maintenant: datetime) -> Self:
        return self.filter(etat=EtatInvitation.ENVOYEE, expire_le__gt=maintenant).order_by("pk")

    def recues_par(self, utilisateur: Utilisateur, maintenant: datetime) -> Self:
        """Those that wait for this person, whose address was verified at sign-in, with what their list shows."""
        recues = self.en_attente(maintenant).filter(adresse=canonique(utilisateur.email))
        return recues.select_related("par", "candidature__vague__appel")


class Invitation(models.Model):
    """Somebody is invited by address; whoever proves this address by signing in may accept. No secret is mailed."""

    candidature = models.ForeignKey("candidatures.Candidature", models.CASCADE, related_name="invitations")
    adresse = models.EmailField("adresse électronique")
    role = models.CharField(
        "rôle", max_length=20, choices=[(r.value, r.label) for r in (RoleAcces.REDACTEUR, RoleAcces.LECTEUR)]
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    envoyee_le = models.DateTimeField("envoyée le")
    expire_le = models.DateTimeField("expire le")
    etat = models.CharField(
        "état",
        max_length=20,
        choices=EtatInvitation.choices,
        default=EtatInvitation.ENVOYEE,
        editable=False,
    )
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["candidature", "pk"]
        indexes = [models.Index(fields=["adresse", "envoyee_le"], name="invitation_par_adresse")]
        constraints = [
            models.UniqueConstraint(
                "candidature",
                Lower("adresse"),
                condition=Q(etat=EtatInvitation.ENVOYEE),
                name="invitation_en_attente_unique",
                violation_error_message="Cette personne est déjà invitée.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[RoleAcces.REDACTEUR, RoleAcces.LECTEUR]),
                name="invitation_sans_signature",
                violation_error_message="On invite un rédacteur ou un lecteur.",
            ),
        ]

    def __str__(self) -> str:
        return self.adresse


class TransfertQuerySet(models.QuerySet["Transfert"]):
    def en_attente(self) -> Self:
        return self.filter(etat=EtatTransfert.PROPOSE).select_related("de", "vers").order_by("pk")

    def recus_par(self, utilisateur: Utilisateur) -> Self:
        """Those that wait for this person, with what their list shows."""
        return self.en_attente().filter(vers=utilisateur).select_related("candidature")


class Transfert(models.Model):
    """The signatory proposes another person of the dossier, who accepts or not."""

    candidature = models.ForeignKey("candidatures.Candidature", models.CASCADE, related_name="transferts")
    de = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    vers = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="transferts_recus")
    propose_le = models.DateTimeField("proposé le")
    etat = models.CharField(
        "état", max_length=20, choices=EtatTransfert.choices, default=EtatTransfert.PROPOSE, editable=False
    )
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)

    objects = TransfertQuerySet.as_manager()

    class Meta:
        verbose_name = "changement de signataire"
        verbose_name_plural = "changements de signataire"
        ordering = ["candidature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature"],
                condition=Q(etat=EtatTransfert.PROPOSE),
                name="transfert_en_attente_unique",
                violation_error_message="Un changement de signataire attend déjà une réponse.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.de} → {self.vers}"
