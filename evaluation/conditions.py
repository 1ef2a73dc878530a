"""What this floor asks of a wave that opens (``vagues.conditions``)."""

from evaluation.models import Critere, GrilleVague
from vagues.conditions import a_l_ouverture
from vagues.models import Vague


@a_l_ouverture
def grille_manquante(vague: Vague) -> str:
    """Porteurs read the criteria as they write: known at the opening, frozen from it. One query, two without a grid."""
    grilles = GrilleVague.objects.filter(vague=vague).values("grille")
    if Critere.objects.filter(grille__in=grilles).exists():
        return ""
    if grilles.exists():
        return "La grille d’évaluation de cette vague n’a aucun critère : attachez-en une autre."
    return "Aucune grille d’évaluation n’est attachée à cette vague : attachez-en une."
