"""Reasons criterion by criterion: which ones an unfavourable decision must give."""

import uuid
from typing import Any

from django.db.models import Avg, Exists, F, OuterRef, QuerySet

from candidatures.models import Candidature
from evaluation.models import Critere, Evaluation, GrilleVague, Note
from evaluation.selection.models import MotifDecision
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation


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
    """Dossiers and criteria that an unfavourable decision must explain: one query."""
    return set(_moyennes_faibles(candidatures).values_list("evaluation__candidature", "critere"))


def defavorables_sans_motif(candidatures: QuerySet[Candidature]) -> set[uuid.UUID]:
    """Dossiers not retained, adjourned or on the waiting list that leave a criterion under the threshold without reason."""
    defavorables = candidatures.filter(decision__isnull=False).exclude(decision__sens=Sens.LAUREATE)
    donnes = MotifDecision.objects.filter(
        decision=OuterRef("evaluation__candidature"), critere=OuterRef("critere")
    )
    muets = _moyennes_faibles(defavorables.order_by()).filter(~Exists(donnes))
    return set(muets.values_list("evaluation__candidature", flat=True))
