"""Reasons criterion by criterion: which ones a refusal must give."""

import uuid
from typing import Any

from django.db.models import Avg, Exists, F, OuterRef, QuerySet

from candidatures.models import Candidature
from evaluation.models import Critere, Evaluation, GrilleVague, Note
from evaluation.selection.models import MotifDecision
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation
from vagues.models import Vague


def criteres_de(vague_id: int) -> QuerySet[Critere]:
    """Criteria of the grid of a wave, in their order."""
    grille = GrilleVague.objects.filter(vague=vague_id).values("grille")
    return Critere.objects.filter(grille__in=grille).order_by("ordre")


def _moyennes_faibles(candidatures: QuerySet[Candidature]) -> QuerySet[Any, Any]:
    """Means by dossier and criterion, of the readings handed in, that are under the threshold of the grid."""
    notes = Note.objects.filter(
        evaluation__candidature__in=candidatures,
        evaluation__etat=EtatEvaluation.REMISE,
        valeur__isnull=False,
    )
    moyennes = notes.order_by().values("evaluation__candidature", "critere").annotate(moyenne=Avg("valeur"))
    return moyennes.filter(moyenne__lt=F("critere__grille__seuil"))


def est_lue(candidature: Candidature) -> bool:
    """Somebody has handed a reading in: one query."""
    return Evaluation.objects.filter(candidature=candidature, etat=EtatEvaluation.REMISE).exists()


def criteres_sous_le_seuil(candidatures: QuerySet[Candidature]) -> set[tuple[uuid.UUID, int]]:
    """Dossiers and criteria that a refusal must explain: one query."""
    return set(_moyennes_faibles(candidatures).values_list("evaluation__candidature", "critere"))


def refus_sans_motif(vague: Vague) -> list[str]:
    """Numbers of the refused dossiers that leave a criterion under the threshold without reason: one query."""
    refuses = Candidature.objects.en_lice(vague).filter(decision__sens=Sens.NON_RETENUE)
    donnes = MotifDecision.objects.filter(
        decision=OuterRef("evaluation__candidature"), critere=OuterRef("critere")
    )
    muets = _moyennes_faibles(refuses).filter(~Exists(donnes))
    return sorted(set(muets.values_list("evaluation__candidature__numero", flat=True)))
