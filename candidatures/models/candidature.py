"""The dossier and what may be asked of all dossiers."""

import uuid
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ami.commun.dates import jour
from ami.commun.modeles import Horodate
from ami.comptes.models import Role, Utilisateur
from ami.comptes.permissions import departements_suivis
from candidatures.models.acces import Acces, Interet
from candidatures.models.porteur import Porteur
from candidatures.states import DE_LA_SELECTION, EN_LICE, LIBELLES_PORTEUR, EtatCandidature
from vagues.models import Vague, Volet
from vagues.states import EtatVague

NOM_MAX = 150
SANS_NOM = "Dossier sans nom"

# Taken back by its signatory, a dossier is a draft again and its last filing still counts: it is read, and keeps its place.
DEPOSES = Q(numero__isnull=False) & ~Q(etat=EtatCandidature.RETIREE)


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Dossiers this person has an access to, as porteur."""
        return self.filter(acces__utilisateur=utilisateur)

    def instruites_par(self, utilisateur: Utilisateur) -> Self:
        """Filed dossiers an agent may read outside the evaluation: all, or those of their perimeter."""
        deposees = self.filter(DEPOSES)
        if utilisateur.a_role(Role.INSTRUCTEUR, Role.ADMINISTRATEUR):
            return deposees
        return deposees.filter(departement__in=departements_suivis(utilisateur))

    def en_lice(self, vague: Vague) -> Self:
        """Filed dossiers of a wave, still in the running, in the order of their number."""
        return self.filter(vague=vague, etat__in=EN_LICE).order_by("numero", "pk")

    def de_la_selection(self, vague: Vague) -> Self:
        """Filed dossiers of a wave, before and after its publication, in the order of their number.

        Those that wait for compléments are among them: their readings count, and they are decided once returned.
        """
        return self.filter(vague=vague, etat__in=DE_LA_SELECTION).order_by("numero", "pk")

    def sans_interet_de(self, utilisateur: Utilisateur) -> Self:
        """Leave out the dossiers in which this person has an interest: nobody is judge and party."""
        return self.exclude(partage_l_interet_de(utilisateur))

    def a_l_interet_de(self, utilisateur: Utilisateur) -> Self:
        """Keep those this person can or could open, those of the same SIREN, and of a SIREN they have written for."""
        return self.filter(partage_l_interet_de(utilisateur))

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


def partage_l_interet_de(utilisateur: Utilisateur, dossier: str = "") -> Q:
    """Dossiers in which this person has an interest; ``dossier``: where a row of another table has its own (« candidature__ »)."""
    acces = Acces.objects.filter(utilisateur=utilisateur)
    interets = Interet.objects.filter(utilisateur=utilisateur)
    dossiers = interets.filter(candidature__isnull=False)  # a NULL in the list would leave everything out
    communs: list[tuple[str, models.QuerySet[Any, Any]]] = [
        ("siren__in", acces.exclude(candidature__siren="").values("candidature__siren")),
        ("siren__in", dossiers.exclude(candidature__siren="").values("candidature__siren")),
        ("siren__in", interets.exclude(siren="").values("siren")),
        ("pk__in", acces.values("candidature")),
        ("pk__in", dossiers.values("candidature")),
    ]
    return reduce(or_, (Q((f"{dossier}{nom}", liste)) for nom, liste in communs))


class Candidature(Horodate):
    """A dossier. The columns after ``etat`` repeat answers for lists and constraints; ``Reponse`` is the truth."""

    NOM_AU_JOURNAL: ClassVar = "candidature"

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
    nom = models.CharField("nom du lieu", max_length=NOM_MAX, blank=True)
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
    dernier_rappel = models.PositiveSmallIntegerField(
        "dernier rappel envoyé (jours avant la clôture)", null=True, blank=True, editable=False
    )
    rouvert = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        editable=False,
        verbose_name="rouvert",
        help_text="Questions et pièces que la demande de compléments rouvre, avec celles qui en dépendent.",
    )
    rouvert_jusqu_au = models.DateTimeField(
        "rouvert jusqu’au", null=True, blank=True, editable=False, help_text="Premier instant refusé."
    )
    origine = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suites",
        help_text="Le dossier non retenu dont celui-ci reprend les réponses.",
    )

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        ordering = ["-cree_le", "pk"]
        indexes = [
            models.Index(fields=["vague", "etat", "numero"], name="candidature_vague_etat"),
            # The lists of filed dossiers, of all and of a département; that of laureates.
            models.Index(-F("vague"), "numero", condition=DEPOSES, name="candidature_deposees"),
            models.Index(
                "departement", -F("vague"), "numero", condition=DEPOSES, name="candidature_departement"
            ),
            models.Index(
                -F("vague"),
                "departement",
                "nom",
                "id",
                condition=Q(etat=EtatCandidature.LAUREATE),
                name="candidature_laureates",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["siren", "volet", "vague"],
                condition=DEPOSES,
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
                condition=(
                    Q(etat=EtatCandidature.A_COMPLETER, rouvert_jusqu_au__isnull=False) & ~Q(rouvert=[])
                )
                | (~Q(etat=EtatCandidature.A_COMPLETER) & Q(rouvert=[], rouvert_jusqu_au__isnull=True)),
                name="candidature_rouverte_si_a_completer",
                violation_error_message="Un dossier à compléter, et lui seul, rouvre des questions jusqu’à un instant.",
            ),
            models.CheckConstraint(
                condition=Q(montant_demande__isnull=True) | Q(montant_demande__gte=0),
                name="candidature_montant_positif",
                violation_error_message="Le montant demandé est positif.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom or SANS_NOM

    @property
    def libelle_porteur(self) -> str:
        """State in the porteur's words; « under review » as soon as the wave is closed."""
        etat = EtatCandidature(self.etat)
        if self.est_en_remaniement and self.depose_le:
            return f"Modification en cours – la version déposée le {jour(self.depose_le)} compte"
        if etat == EtatCandidature.DEPOSEE and self.vague.etat != EtatVague.OUVERTE:
            etat = EtatCandidature.RECEVABLE
        return LIBELLES_PORTEUR[etat]

    @property
    def libelle_service(self) -> str:
        """State in the words of the service: a dossier taken back is a draft to its porteur alone."""
        if self.est_en_remaniement:
            return "Repris par son signataire – la dernière version déposée compte"
        return str(self.get_etat_display())

    @property
    def est_en_lice(self) -> bool:
        return self.etat in EN_LICE

    @property
    def est_en_remaniement(self) -> bool:
        """Filed, then taken back by its signatory: its last filed version still counts."""
        return self.etat == EtatCandidature.BROUILLON and self.numero is not None
