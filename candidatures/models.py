"""Applications: who carries them, what they answer, what was filed."""

import json
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from ami.commun.departements import DEPARTEMENTS
from ami.commun.modeles import Horodate
from ami.comptes.models import Perimetre, Role, Utilisateur
from candidatures.states import EN_LICE, LIBELLES_PORTEUR, RESULTATS, SANS_EFFET, EtatCandidature
from vagues.models import Vague, Volet
from vagues.states import EtatVague


class Porteur(models.Model):
    """A structure as one dossier names it. A value: never changed, so no dossier can rename another's."""

    siret = models.CharField("SIRET", max_length=14)
    siren = models.GeneratedField(
        expression=Left("siret", 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    raison_sociale = models.CharField("nom de la structure", max_length=200)
    type_porteur = models.CharField("type de structure", max_length=20)

    class Meta:
        verbose_name = "porteur"
        ordering = ["raison_sociale", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(siret__regex=r"^\d{14}$"),
                name="porteur_siret_14_chiffres",
                violation_error_message="Un numéro SIRET compte 14 chiffres.",
            ),
            models.UniqueConstraint(
                fields=["siret", "raison_sociale", "type_porteur"],
                name="porteur_unique",
                violation_error_message="Cette structure est déjà enregistrée.",
            ),
        ]

    def __str__(self) -> str:
        return self.raison_sociale


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Dossiers this person has an access to, as porteur."""
        return self.filter(acces__utilisateur=utilisateur)

    def instruites_par(self, utilisateur: Utilisateur) -> Self:
        """Filed dossiers an agent may read outside the evaluation: all, or those of their perimeter."""
        deposees = self.exclude(etat__in=SANS_EFFET)
        if utilisateur.a_role(Role.INSTRUCTEUR, Role.ADMINISTRATEUR):
            return deposees
        return deposees.filter(departement__in=departements_suivis(utilisateur))

    def en_lice(self, vague: Vague) -> Self:
        """Filed dossiers of a wave, still in the running, in the order of their number."""
        return self.filter(vague=vague, etat__in=EN_LICE).order_by("numero", "pk")

    def de_la_selection(self, vague: Vague) -> Self:
        """Filed dossiers of a wave, before and after its publication, in the order of their number."""
        return self.filter(vague=vague, etat__in=[*EN_LICE, *RESULTATS]).order_by("numero", "pk")

    def sans_interet_de(self, utilisateur: Utilisateur) -> Self:
        """Leave out the dossiers of a SIREN for which this person files: nobody is judge and party."""
        leurs = Acces.objects.filter(utilisateur=utilisateur).exclude(candidature__siren="")
        return self.exclude(siren__in=leurs.values("candidature__siren"))

    def laureates(self) -> Self:
        """Published laureates: the state is written by the publication alone."""
        return self.filter(etat=EtatCandidature.LAUREATE).select_related("vague", "volet", "porteur")

    def a_prevenir(self) -> Self:
        """Drafts of a sealed wave whose signatory has not been told."""
        return self.filter(
            etat=EtatCandidature.BROUILLON, prevenu_le__isnull=True, vague__scelle__isnull=False
        )

    def pour_liste(self) -> Self:
        return self.select_related("vague", "volet", "porteur")

    def verrouiller(self, pk: uuid.UUID) -> "Candidature":
        """The dossier, locked until the end of the transaction; the wave is locked before it."""
        return self.select_for_update(of=("self",), no_key=True).get(pk=pk)


def departements_suivis(utilisateur: Utilisateur) -> list[str]:
    """Département codes within the perimeters of a territorial referee."""
    attributions = list(utilisateur.attributions.filter(role=Role.REFERENT).values_list("perimetre", "code"))
    return [
        departement.code
        for departement in DEPARTEMENTS.values()
        if (Perimetre.DEPARTEMENT, departement.code) in attributions
        or (Perimetre.REGION, departement.region) in attributions
    ]


class Candidature(Horodate):
    """A dossier. The columns after ``etat`` repeat answers for lists and constraints; ``Reponse`` is the truth."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vague = models.ForeignKey(Vague, models.PROTECT, related_name="candidatures")
    volet = models.ForeignKey(Volet, models.PROTECT, related_name="+")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    etat = models.CharField(
        "état",
        max_length=20,
        choices=EtatCandidature.choices,
        default=EtatCandidature.BROUILLON,
        editable=False,
    )
    porteur = models.ForeignKey(Porteur, models.PROTECT, null=True, blank=True, related_name="candidatures")
    siren = models.CharField(max_length=9, blank=True)
    nom = models.CharField("nom du lieu", max_length=150, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    montant_demande = models.DecimalField(
        "montant demandé (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    numero = models.CharField("numéro", max_length=30, null=True, blank=True, unique=True)
    depose_le = models.DateTimeField("déposé le", null=True, blank=True)
    prevenu_le = models.DateTimeField("prévenu de la clôture le", null=True, blank=True, editable=False)
    montant_accorde = models.DecimalField(
        "montant accordé (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    motif_resultat = models.TextField("motif du résultat", blank=True)

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        ordering = ["-cree_le", "pk"]
        indexes = [models.Index(fields=["vague", "etat", "numero"], name="candidature_vague_etat")]
        constraints = [
            models.UniqueConstraint(
                fields=["siren", "volet", "vague"],
                condition=~Q(etat__in=SANS_EFFET),
                name="candidature_unique_par_siren",
                violation_error_message="Votre structure a déjà déposé un dossier pour ce volet dans cette vague.",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatCandidature.BROUILLON)
                | Q(numero__isnull=False, depose_le__isnull=False, porteur__isnull=False),
                name="candidature_deposee_numerotee",
                violation_error_message="Un dossier déposé porte un numéro, une date et une structure.",
            ),
            models.CheckConstraint(
                condition=Q(
                    etat=EtatCandidature.LAUREATE, montant_accorde__isnull=False, montant_accorde__gt=0
                )
                | (~Q(etat=EtatCandidature.LAUREATE) & Q(montant_accorde__isnull=True)),
                name="candidature_laureate_dotee",
                violation_error_message="Un lauréat, et lui seul, porte un montant accordé.",
            ),
            models.CheckConstraint(
                condition=Q(montant_demande__isnull=True) | Q(montant_demande__gte=0),
                name="candidature_montant_positif",
                violation_error_message="Le montant demandé est positif.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom or "Dossier sans nom"

    @property
    def libelle_porteur(self) -> str:
        """State in the porteur's words; « under review » as soon as the wave is closed."""
        etat = EtatCandidature(self.etat)
        if etat == EtatCandidature.DEPOSEE and self.vague.etat != EtatVague.OUVERTE:
            etat = EtatCandidature.RECEVABLE
        return LIBELLES_PORTEUR[etat]


class RoleAcces(models.TextChoices):
    SIGNATAIRE = "signataire", "Signataire"
    REDACTEUR = "redacteur", "Rédacteur"
    LECTEUR = "lecteur", "Lecteur"


class Acces(models.Model):
    """Who may open a dossier as porteur, and what for."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="acces")
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acces")
    role = models.CharField("rôle", max_length=20, choices=RoleAcces.choices)

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        ordering = ["candidature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "utilisateur"],
                name="acces_unique",
                violation_error_message="Cette personne a déjà accès au dossier.",
            ),
            models.UniqueConstraint(
                fields=["candidature"],
                condition=Q(role=RoleAcces.SIGNATAIRE),
                name="acces_un_signataire",
                violation_error_message="Un dossier a un seul signataire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.get_role_display()})"


class Reponse(models.Model):
    """The answer to one question of one dossier; ``version`` counts its changes."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="reponses")
    champ = models.CharField(max_length=60)
    valeur = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("le")

    class Meta:
        verbose_name = "réponse"
        ordering = ["candidature", "champ"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "champ"],
                name="reponse_unique",
                violation_error_message="Cette question a déjà une réponse.",
            )
        ]

    def __str__(self) -> str:
        return self.champ


class Depot(models.Model):
    """What was filed, byte for byte: immutable (trigger). ``empreinte`` is the SHA-256 of ``contenu``."""

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="depots")
    version = models.PositiveSmallIntegerField()
    numero = models.CharField("numéro", max_length=30)
    recu_le = models.DateTimeField("reçu le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    contenu = models.TextField("contenu (JSON canonique)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)

    class Meta:
        verbose_name = "dépôt"
        ordering = ["candidature", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "version"],
                name="depot_version_unique",
                violation_error_message="Cette version du dossier est déjà déposée.",
            ),
            models.CheckConstraint(
                condition=Q(empreinte__regex=r"^[0-9a-f]{64}$"),
                name="depot_empreinte_sha256",
                violation_error_message="L’empreinte est un SHA-256.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} v{self.version}"

    @property
    def donnees(self) -> dict[str, Any]:
        """The filed dossier: ``{"candidature", "vague", "volet", "sections": {code: {champ: valeur}}}``."""
        contenu: dict[str, Any] = json.loads(self.contenu)
        return contenu


class Scelle(models.Model):
    """Closing report of a wave: nothing is filed in it any more. ``empreinte`` digests all its filings."""

    vague = models.OneToOneField(Vague, models.PROTECT, related_name="scelle", primary_key=True)
    le = models.DateTimeField("le")
    depots = models.PositiveIntegerField("dossiers déposés")
    brouillons = models.PositiveIntegerField("brouillons non déposés")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)

    class Meta:
        verbose_name = "scellé de vague"
        verbose_name_plural = "scellés de vague"
        ordering = ["vague"]

    def __str__(self) -> str:
        return f"{self.vague} : {self.depots} dossiers"
