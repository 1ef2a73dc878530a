"""The board, and what is read beside a decision."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature, Depot
from candidatures.states import EtatCandidature
from evaluation.models import Evaluation, Synthese
from evaluation.selection.classement import rangs
from evaluation.selection.models import Decision
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation
from evaluation.synthese import NoteDonnee, synthese
from vagues.models import Vague, VoletOuvert


@dataclass(frozen=True)
class Versions:
    """The last version filed of a dossier, and how many of its readings handed in have read each version."""

    derniere: int
    lues: tuple[tuple[int, int], ...] = ()

    @property
    def a_confirmer(self) -> bool:
        """A reading counts that has not read the last version."""
        return any(version < self.derniere for version, _ in self.lues)


VERSIONS_INCONNUES = Versions(0)


@dataclass(frozen=True)
class DossierClasse:
    """One row of the board; ``rang`` is None and the synthesis empty while no reading gave a note."""

    rang: int | None
    dossier: Candidature
    synthese: Synthese
    decision: Decision | None
    versions: Versions = VERSIONS_INCONNUES


@dataclass(frozen=True)
class EvaluationRemise:
    evaluation: Evaluation
    moyenne: Decimal | None


def versions_lues(vague: Vague) -> dict[uuid.UUID, Versions]:
    """Who read what, by dossier: two queries, however many there are."""
    depots = Depot.objects.filter(candidature__vague=vague).order_by()
    dernieres = dict(depots.values_list("candidature").annotate(derniere=Max("version")))
    remises = Evaluation.objects.filter(candidature__vague=vague, etat=EtatEvaluation.REMISE)
    lues: dict[uuid.UUID, list[tuple[int, int]]] = {}
    comptees = (
        remises.order_by("version_lue").values_list("candidature", "version_lue").annotate(n=Count("pk"))
    )
    for candidature, version, nombre in comptees:
        lues.setdefault(candidature, []).append((version, nombre))
    return {pk: Versions(derniere, tuple(lues.get(pk, ()))) for pk, derniere in dernieres.items()}


def classer(
    dossiers: Iterable[Candidature], versions: Mapping[uuid.UUID, Versions] = MappingProxyType({})
) -> list[DossierClasse]:
    dossiers = list(dossiers)
    syntheses = {dossier.pk: getattr(dossier, "synthese", None) or Synthese() for dossier in dossiers}
    return [
        DossierClasse(
            rang,
            dossier,
            syntheses[dossier.pk],
            getattr(dossier, "decision", None),
            versions.get(dossier.pk, VERSIONS_INCONNUES),
        )
        for dossier, rang in rangs([(dossier, syntheses[dossier.pk].moyenne) for dossier in dossiers])
    ]


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


def decompte(classement: Iterable[DossierClasse]) -> dict[str, Any]:
    """How many dossiers of the board are decided, how many laureates, and the amount granted to them."""
    lignes = list(classement)
    decisions = [ligne.decision for ligne in lignes if ligne.decision]
    return {
        "a_completer": sum(ligne.dossier.etat == EtatCandidature.A_COMPLETER for ligne in lignes),
        "decides": len(decisions),
        "laureats": sum(decision.sens == Sens.LAUREATE for decision in decisions),
        "engage": sum((decision.montant for decision in decisions if decision.montant), Decimal(0)),
    }


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
