"""The board, and what is read beside a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from evaluation.models import Evaluation, Synthese
from evaluation.selection.classement import rangs
from evaluation.selection.models import Decision
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation
from evaluation.synthese import NoteDonnee, synthese
from vagues.models import Vague


@dataclass(frozen=True)
class DossierClasse:
    """One row of the board; ``rang`` is None and the synthesis empty while no reading gave a note."""

    rang: int | None
    dossier: Candidature
    synthese: Synthese
    decision: Decision | None


@dataclass(frozen=True)
class EvaluationRemise:
    evaluation: Evaluation
    moyenne: Decimal | None


def classer(dossiers: Iterable[Candidature]) -> list[DossierClasse]:
    dossiers = list(dossiers)
    syntheses = {dossier.pk: getattr(dossier, "synthese", None) or Synthese() for dossier in dossiers}
    return [
        DossierClasse(rang, dossier, syntheses[dossier.pk], getattr(dossier, "decision", None))
        for dossier, rang in rangs([(dossier, syntheses[dossier.pk].moyenne) for dossier in dossiers])
    ]


def a_classer(vague: Vague, par: Utilisateur) -> QuerySet[Candidature]:
    """Dossiers of the selection of a wave that this administrator may rank and decide on."""
    return (
        Candidature.objects.de_la_selection(vague)
        .sans_interet_de(par)
        .select_related("vague", "porteur", "volet", "synthese")
    )


def decompte(classement: Iterable[DossierClasse]) -> dict[str, Any]:
    """How many dossiers of the board are decided, how many laureates, and the amount granted to them."""
    decisions = [ligne.decision for ligne in classement if ligne.decision]
    return {
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
