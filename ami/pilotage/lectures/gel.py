"""What an act on a wave will freeze, shown before it is done."""

from typing import Any

from django.db.models import Count, Q

from candidatures.models import Candidature
from candidatures.states import EN_LICE, EtatCandidature
from evaluation.models import Critere, Evaluation, GrilleVague
from evaluation.states import EtatEvaluation
from vagues.conditions import obstacles_a_l_ouverture
from vagues.models import Vague


def ce_que_l_ouverture_fige(vague: Vague) -> dict[str, Any]:
    """Tracks with their amounts, criteria with their weights, and what still keeps the wave closed."""
    grilles = GrilleVague.objects.filter(vague=vague).values("grille")
    return {
        "volets": list(vague.volets_ouverts.select_related("volet")),
        "criteres": list(Critere.objects.filter(grille__in=grilles).order_by("ordre", "pk")),
        "obstacles": obstacles_a_l_ouverture(vague),
    }


def ce_que_la_deliberation_fige(vague: Vague) -> dict[str, Any]:
    """Readings not handed in, and dossiers nobody has read, declared recevables or completed: two queries."""
    en_cours = Evaluation.objects.filter(
        candidature__vague=vague,
        candidature__etat__in=EN_LICE,
        etat__in=[EtatEvaluation.A_FAIRE, EtatEvaluation.BROUILLON],
    )
    dossiers: list[Any] = list(  # with what is annotated
        Candidature.objects.filter(vague=vague, etat__in=[*EN_LICE, EtatCandidature.A_COMPLETER])
        .annotate(remises=Count("evaluations", filter=Q(evaluations__etat=EtatEvaluation.REMISE)))
        .order_by("numero", "pk")
    )
    en_lice = [dossier for dossier in dossiers if dossier.etat in EN_LICE]
    return {
        "scellee": vague.scellee_le is not None,
        "en_lice": len(en_lice),
        "lectures": list(
            en_cours.select_related("candidature", "evaluateur").order_by("candidature__numero", "pk")
        ),
        "sans_evaluation": [dossier for dossier in en_lice if not dossier.remises],
        "non_declares": [d for d in en_lice if d.etat == EtatCandidature.DEPOSEE],
        "a_completer": [d for d in dossiers if d.etat == EtatCandidature.A_COMPLETER],
    }
