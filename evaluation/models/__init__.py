"""Grids and readings. Everything here is under embargo until the wave is published."""

from evaluation.models.evaluation import Evaluation, Note, Synthese
from evaluation.models.grille import Critere, Grille, GrilleVague

__all__ = [
    "Critere",
    "Evaluation",
    "Grille",
    "GrilleVague",
    "Note",
    "Synthese",
]
