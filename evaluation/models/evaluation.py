"""Readings: one évaluateur, one dossier, one note per criterion; and their synthesis."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ami.commun.modeles import Horodate
from ami.comptes.models import Utilisateur
from candidatures.models import Candidature, Depot
from candidatures.models.candidature import partage_l_interet_de
from candidatures.states import EtatCandidature
from evaluation.models.grille import Critere
from evaluation.notes import NOTE_MAX, NoteSaisie
from evaluation.states import EtatEvaluation
from vagues.states import EtatVague

TERMINEES = (EtatVague.EN_DELIBERATION, EtatVague.PUBLIEE)


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Readings assigned to this évaluateur, of dossiers not withdrawn, never of a structure they file for."""
        return (
            self.filter(evaluateur=utilisateur)
            .exclude(candidature__etat=EtatCandidature.RETIREE)
            .exclude(partage_l_interet_de(utilisateur, "candidature__"))
        )

    def en_cours(self) -> Self:
        """Those whose notes may still be written (``Evaluation.est_ouverte``)."""
        return self.filter(candidature__vague__etat=EtatVague.CLOSE)

    def montrees(self) -> Self:
        """Those of the queue: open, or finished (``Evaluation.est_terminee``)."""
        return self.filter(candidature__vague__etat__in=[EtatVague.CLOSE, *TERMINEES])

    def a_lire(self) -> Self:
        """Those that remain to hand in, in the order of the queue."""
        return self.filter(etat__in=[EtatEvaluation.A_FAIRE, EtatEvaluation.BROUILLON]).pour_file()

    def avec_la_derniere_version(self) -> Self:
        """Each with ``derniere_version``: that of the last filing of its dossier."""
        depots = Depot.objects.filter(candidature=models.OuterRef("candidature")).order_by("-version")
        return self.annotate(derniere_version=models.Subquery(depots.values("version")[:1]))

    def depassees(self) -> Self:
        """Handed in on a version that another has followed: their évaluateur confirms them or revises them."""
        remises = self.avec_la_derniere_version().filter(etat=EtatEvaluation.REMISE)
        return remises.filter(version_lue__lt=models.F("derniere_version"))

    def pour_file(self) -> Self:
        """Queue of an évaluateur: open readings, then the others; in each, what remains to do first. One query."""
        lues = self.avec_la_derniere_version().annotate(phase=_PHASE, tour=_TOUR)
        return lues.select_related(
            "candidature__porteur", "candidature__vague", "candidature__volet"
        ).order_by("phase", "tour", "candidature__numero", "pk")


_PHASE = models.Case(models.When(candidature__vague__etat=EtatVague.CLOSE, then=0), default=1)
_TOUR = models.Case(
    models.When(etat=EtatEvaluation.BROUILLON, then=0),
    models.When(etat=EtatEvaluation.A_FAIRE, then=1),
    models.When(etat=EtatEvaluation.REMISE, then=2),
    default=3,
)


class Evaluation(Horodate):
    """Assignment of a dossier to an évaluateur, and its reading."""

    NOM_AU_JOURNAL: ClassVar = "evaluation"

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="evaluations")
    evaluateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="evaluations", verbose_name="évaluateur"
    )
    affectee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="affectée par",
    )
    etat = models.CharField(
        "état", max_length=20, choices=EtatEvaluation.choices, default=EtatEvaluation.A_FAIRE, editable=False
    )
    annoncee_le = models.DateTimeField("annoncée à l’évaluateur le", null=True, blank=True, editable=False)
    declaree_le = models.DateTimeField("absence de conflit déclarée le", null=True, blank=True)
    motif_deport = models.TextField("motif du déport", blank=True)
    remise_le = models.DateTimeField("remise le", null=True, blank=True)
    version_lue = models.PositiveSmallIntegerField(
        "version lue",
        null=True,
        blank=True,
        help_text="Version du dossier que montrait la page quand la grille a été enregistrée, ou confirmée.",
    )
    version_annoncee = models.PositiveSmallIntegerField(
        "dernière version annoncée", null=True, blank=True, editable=False
    )
    envois = models.JSONField(
        "dernier envoi de chaque champ",
        default=dict,
        blank=True,
        editable=False,
        help_text="La page qui a écrit chaque valeur : son accusé de réception peut s’être perdu en route.",
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation"
        ordering = ["candidature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "evaluateur"],
                name="evaluation_unique",
                violation_error_message="Cet évaluateur lit déjà ce dossier.",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=[EtatEvaluation.A_FAIRE, EtatEvaluation.DEPORT])
                | Q(declaree_le__isnull=False),
                name="evaluation_declaration_avant_lecture",
                violation_error_message="L’absence de conflit se déclare avant la lecture.",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatEvaluation.REMISE, remise_le__isnull=False)
                | (~Q(etat=EtatEvaluation.REMISE) & Q(remise_le__isnull=True)),
                name="evaluation_remise_datee",
                violation_error_message="Une évaluation remise, et elle seule, porte la date de sa remise.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatEvaluation.REMISE) | Q(version_lue__isnull=False),
                name="evaluation_remise_sur_une_version",
                violation_error_message="Une évaluation remise dit quelle version du dossier elle a lue.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatEvaluation.DEPORT) | ~Q(motif_deport=""),
                name="evaluation_deport_motive",
                violation_error_message="Un déport porte un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidature} par {self.evaluateur}"

    @property
    def est_ouverte(self) -> bool:
        """Notes may be written: the wave is closed and its deliberation has not begun."""
        return self.candidature.vague.etat == EtatVague.CLOSE

    @property
    def est_terminee(self) -> bool:
        """Notes no longer change: the deliberation has begun."""
        return self.candidature.vague.etat in TERMINEES

    def est_depassee_par(self, version: int) -> bool:
        """Handed in on a version that this one follows."""
        return self.etat == EtatEvaluation.REMISE and (self.version_lue or 0) < version


class Note(models.Model):
    """What one reading says of one criterion. ``valeur`` from 0 to 5; none when not given yet or abstained."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="notes")
    critere = models.ForeignKey(Critere, models.PROTECT, related_name="+")
    valeur = models.PositiveSmallIntegerField(null=True, blank=True)
    ne_se_prononce_pas = models.BooleanField("ne se prononce pas", default=False)
    justification = models.TextField(blank=True)

    class Meta:
        verbose_name = "note"
        ordering = ["evaluation", "critere__ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "critere"],
                name="note_unique",
                violation_error_message="Ce critère a déjà une note.",
            ),
            models.CheckConstraint(
                condition=Q(valeur__isnull=True) | Q(valeur__gte=0, valeur__lte=NOTE_MAX),
                name="note_de_0_a_5",
                violation_error_message="Une note va de 0 à 5.",
            ),
            models.CheckConstraint(
                condition=Q(ne_se_prononce_pas=False) | Q(valeur__isnull=True),
                name="note_ou_abstention",
                violation_error_message="Donnez une note ou ne vous prononcez pas, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return "–" if self.valeur is None else str(self.valeur)

    @property
    def saisie(self) -> NoteSaisie:
        """As it was typed."""
        return NoteSaisie(self.valeur, self.ne_se_prononce_pas, self.justification)


class Synthese(models.Model):
    """What the filed readings of a dossier say together (``evaluation.synthese``), kept for lists."""

    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="synthese", primary_key=True)
    moyenne = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True, db_index=True)
    mediane = models.DecimalField("médiane", max_digits=7, decimal_places=6, null=True, blank=True)
    ecart_type = models.DecimalField("écart type", max_digits=7, decimal_places=6, null=True, blank=True)
    evaluations = models.PositiveSmallIntegerField("evaluations notées", default=0)
    abstentions = models.PositiveSmallIntegerField("« ne se prononce pas »", default=0)

    class Meta:
        verbose_name = "synthèse"
        ordering = ["candidature"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evaluations=0, moyenne__isnull=True)
                | Q(evaluations__gt=0, moyenne__isnull=False),
                name="synthese_moyenne_si_evaluations",
                violation_error_message="Il y a une moyenne dès qu’une lecture est notée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidature} : {self.moyenne}"
