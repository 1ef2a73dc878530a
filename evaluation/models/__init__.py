"""Grids, readings and decisions. Everything here is under embargo until the wave is published."""

from evaluation.models.decision import Decision, MotifDecision, Publication
from evaluation.models.grille import Critere, Grille, GrilleVague
from evaluation.models.lecture import Evaluation, Note, Synthese

__all__ = [
    "Critere",
    "Decision",
    "Evaluation",
    "Grille",
    "GrilleVague",
    "MotifDecision",
    "Note",
    "Publication",
    "Synthese",
]
