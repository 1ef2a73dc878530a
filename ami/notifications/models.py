"""The outbox: a mail exists as soon as the transaction that decided it commits, and not before."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ami.commun.file_d_attente import EnFile
from ami.notifications.states import EtatCourriel

A_ENVOYER = Q(etat=EtatCourriel.A_ENVOYER)
EN_ECHEC = Q(etat=EtatCourriel.EN_ECHEC)


class CourrielQuerySet(models.QuerySet["Courriel"]):
    def non_remis(self) -> Self:
        """Those that nobody tries any more, unless another reached the same address since: it is a good one."""
        arrives_depuis = Courriel.objects.filter(
            destinataire=OuterRef("destinataire"), envoye_le__gt=OuterRef("cree_le")
        )
        return self.filter(EN_ECHEC).exclude(Exists(arrives_depuis)).order_by("-cree_le", "-pk")

    def hors_dossier(self) -> Self:
        """Those that are about no dossier: codes, assignments."""
        return self.filter(concerne="")

    def recus_depuis(self, modele: str, instant: datetime) -> Self:
        """The mails of one kind decided since ``instant``, whatever became of them."""
        return self.filter(modele=modele, cree_le__gt=instant)


class Lot(models.Model):
    """A mailing: what all its mails have in common."""

    nom = models.CharField(max_length=60, primary_key=True)
    contexte = models.JSONField(default=dict, help_text="Ce que disent tous ses courriels.")

    class Meta:
        verbose_name = "envoi groupé"
        verbose_name_plural = "envois groupés"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Courriel(EnFile):
    """One mail to one person. What was decided is what is sent.

    Its words are written when it is queued. Those of a mailing are written by the sender, from what was frozen then
    (``contexte``, and that of the mailing): thousands of them hold no lock while templates are rendered.
    """

    cle = models.CharField("clé", max_length=120, unique=True)
    modele = models.CharField("modèle", max_length=80)
    lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courriels",
        help_text="Envoi groupé dont il fait partie.",
    )
    contexte = models.JSONField(null=True, blank=True, help_text="Ce qu’il dit, mis en mots à l’envoi.")
    concerne = models.CharField(
        max_length=60, blank=True, help_text="Identifiant du dossier dont il parle ; vide : d’aucun."
    )
    destinataire = models.EmailField(max_length=254)
    objet = models.CharField(max_length=250, blank=True)
    texte = models.TextField(blank=True)
    html = models.TextField(blank=True)
    priorite = models.PositiveSmallIntegerField("priorité", default=5)
    ephemere = models.BooleanField(
        "éphémère", default=False, help_text="Corps effacé après l’envoi (code d’accès)."
    )
    etat = models.CharField(
        "état", max_length=20, choices=EtatCourriel.choices, default=EtatCourriel.A_ENVOYER, editable=False
    )
    derniere_erreur = models.CharField("dernière erreur", max_length=300, blank=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    objects: ClassVar[models.Manager["Courriel"]] = CourrielQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["priorite", "id"], name="courriel_a_envoyer", condition=A_ENVOYER),
            models.Index(fields=["concerne"], name="courriel_en_echec", condition=EN_ECHEC),
            models.Index(fields=["destinataire", "modele", "cree_le"], name="courriel_recu"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat=EtatCourriel.ENVOYE, envoye_le__isnull=False)
                | (~Q(etat=EtatCourriel.ENVOYE) & Q(envoye_le__isnull=True)),
                name="courriel_envoye_date",
                violation_error_message="Un courriel envoyé porte la date de son envoi, et lui seul.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.modele} → {self.destinataire}"
