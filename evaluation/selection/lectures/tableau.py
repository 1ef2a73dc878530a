"""The board, and what is read beside a decision."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject

from ami.commun.nombres import euros, note
from ami.commun.pagination import PageLue
from ami.comptes.models import Utilisateur
from candidatures.models import Candidature, Depot
from candidatures.models.candidature import SANS_NOM
from candidatures.states import EtatCandidature
from evaluation.models import Evaluation
from evaluation.selection.classement import rangs
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation
from evaluation.synthese import NoteDonnee, synthese
from vagues.models import Vague, VoletOuvert


@dataclass(frozen=True, slots=True)
class DossierClasse:
    """One row of the board, in words; ``rang`` is None and the synthesis empty while no reading gave a note.

    ``lues``: how many of its readings handed in have read each version, once there are two.
    """

    pk: uuid.UUID
    rang: int | None
    numero: str
    nom: str
    a_completer: bool
    porteur: str
    departement: str
    moyenne: str
    mediane: str
    ecart_type: str
    evaluations: str
    incomplet: bool
    abstentions: str
    demande: str
    sens: str
    montant: str
    derniere: int
    lues: tuple[tuple[int, int], ...]

    @property
    def place(self) -> str:
        return "Non noté" if self.rang is None else str(self.rang)

    @property
    def a_confirmer(self) -> bool:
        """A reading counts that has not read the last version."""
        return any(version < self.derniere for version, _ in self.lues)


@dataclass(frozen=True)
class EvaluationRemise:
    evaluation: Evaluation
    moyenne: Decimal | None


def lignes(dossiers: QuerySet[Candidature]) -> QuerySet[Candidature, dict[str, Any]]:
    """The rows of the board, in its order: the best mean first, then by number; nothing but what is shown of them."""
    remises = Evaluation.objects.filter(candidature=OuterRef("pk"), etat=EtatEvaluation.REMISE).order_by(
        "version_lue"
    )
    par_version = remises.values("version_lue").annotate(nombre=Count("pk"))
    depots = Depot.objects.filter(candidature=OuterRef("pk")).order_by("-version")
    montrees: QuerySet[Candidature, dict[str, Any]] = (
        dossiers.annotate(
            envers=-Coalesce(F("synthese__moyenne"), Value(Decimal(-1))),
            derniere=Coalesce(Subquery(depots.values("version")[:1]), 0),
            lues=ArraySubquery(par_version.values(lue=JSONObject(version="version_lue", nombre="nombre"))),
        )
        .order_by("envers", "numero")
        .values(*_MONTRES)
    )
    return montrees


_SYNTHESE = ("moyenne", "mediane", "ecart_type", "evaluations", "abstentions")
_MONTRES = (
    *("pk", "numero", "nom", "etat", "departement", "montant_demande", "porteur__raison_sociale"),
    *(f"synthese__{nom}" for nom in _SYNTHESE),
    *("decision__sens", "decision__montant", "envers", "derniere", "lues"),
)


def classer(
    dossiers: QuerySet[Candidature], page: PageLue[dict[str, Any]], *, attendues: int = 0
) -> list[DossierClasse]:
    """The rows of a page of ``lignes``, ranked among all these dossiers; ``attendues``: how many readings the grid expects.

    One query but for the first page, that nothing precedes.
    """
    places = _places(dossiers, page.object_list[0]) if page.has_previous() else {}
    couples = [(ligne, ligne["synthese__moyenne"]) for ligne in page]
    return [_ligne(ligne, rang, attendues) for ligne, rang in rangs(couples, **places)]


def _places(dossiers: QuerySet[Candidature], ligne: dict[str, Any]) -> dict[str, int]:
    """How many rows come before this one, and how many of them do better."""
    moyenne = ligne["synthese__moyenne"]
    if moyenne is None:
        return {}
    mieux = Q(synthese__moyenne__gt=moyenne)
    avant = mieux | Q(synthese__moyenne=moyenne, numero__lt=ligne["numero"])
    return dossiers.order_by().aggregate(
        devant=Count("pk", filter=avant), meilleurs=Count("pk", filter=mieux)
    )


def _ligne(lue: dict[str, Any], rang: int | None, attendues: int) -> DossierClasse:
    evaluations = lue["synthese__evaluations"] or 0
    montant = lue["decision__montant"]
    return DossierClasse(
        pk=lue["pk"],
        rang=rang,
        numero=lue["numero"],
        nom=lue["nom"] or SANS_NOM,
        a_completer=lue["etat"] == EtatCandidature.A_COMPLETER,
        porteur=lue["porteur__raison_sociale"],
        departement=lue["departement"],
        moyenne=note(lue["synthese__moyenne"]),
        mediane=note(lue["synthese__mediane"]),
        ecart_type=note(lue["synthese__ecart_type"]),
        evaluations=str(evaluations),
        incomplet=evaluations < attendues,
        abstentions=str(lue["synthese__abstentions"] or 0),
        demande="–" if lue["montant_demande"] is None else euros(lue["montant_demande"]),
        sens=_SENS.get(lue["decision__sens"], ""),
        montant="" if montant is None else euros(montant),
        derniere=lue["derniere"],
        lues=tuple((une["version"], une["nombre"]) for une in lue["lues"]),
    )


_SENS = {str(sens): str(sens.label) for sens in Sens}


def a_classer(vague: Vague, par: Utilisateur) -> QuerySet[Candidature]:
    """Dossiers of the selection of a wave that this administrator may rank and decide on."""
    return (
        Candidature.objects.de_la_selection(vague)
        .sans_interet_de(par)
        .select_related("vague", "porteur", "volet", "synthese")
    )


def a_decider(vague: Vague, par: Utilisateur) -> QuerySet[Candidature]:
    """The same, each with ``reglages``, those of its track in this wave."""
    ouverts = VoletOuvert.objects.filter(vague=OuterRef("vague"), volet=OuterRef("volet"))
    return a_classer(vague, par).annotate(reglages=Subquery(ouverts.values("reglages")[:1]))


def decompte(dossiers: QuerySet[Candidature]) -> dict[str, Any]:
    """How many dossiers there are on the board, decided or not, how many laureates, and the amount granted to them."""
    return dossiers.order_by().aggregate(
        dossiers=Count("pk"),
        a_completer=Count("pk", filter=Q(etat=EtatCandidature.A_COMPLETER)),
        decides=Count("decision"),
        laureats=Count("pk", filter=Q(decision__sens=Sens.LAUREATE)),
        engage=Coalesce(Sum("decision__montant"), Decimal(0)),
    )


def evaluations_remises(dossier: Candidature) -> list[EvaluationRemise]:
    """Readings handed in, each with its score: two queries."""
    remises = (
        Evaluation.objects.filter(candidature=dossier, etat=EtatEvaluation.REMISE)
        .select_related("evaluateur")
        .prefetch_related("notes__critere")
    )
    return [EvaluationRemise(remise, _moyenne(remise)) for remise in remises]


def _moyenne(evaluation: Evaluation) -> Decimal | None:
    """Score of one reading, from its notes already loaded with their criteria."""
    notes = [NoteDonnee(note.valeur, note.critere.poids) for note in evaluation.notes.all()]
    return synthese([notes]).moyenne
