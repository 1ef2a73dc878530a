"""Named reads: progress of the readings of a wave, loads of its évaluateurs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from evaluation.models import Evaluation
from evaluation.states import EtatEvaluation
from vagues.models import Vague


@dataclass(frozen=True)
class Charge:
    """How many readings an évaluateur has in the wave, by state."""

    evaluateur: str
    etats: Counter[str]

    @property
    def affectees(self) -> int:
        """Recused readings do not count."""
        return self.etats.total() - self.deports

    @property
    def remises(self) -> int:
        return self.etats[EtatEvaluation.REMISE]

    @property
    def deports(self) -> int:
        return self.etats[EtatEvaluation.DEPORT]


def avancement(vague: Vague) -> dict[str, int]:
    """Readings of a wave by state, and the dossiers that have one handed in: one query."""
    return Evaluation.objects.filter(candidature__vague=vague).aggregate(
        total=Count("pk", filter=~Q(etat=EtatEvaluation.DEPORT)),
        remises=Count("pk", filter=Q(etat=EtatEvaluation.REMISE)),
        restantes=Count("pk", filter=Q(etat__in=[EtatEvaluation.A_FAIRE, EtatEvaluation.BROUILLON])),
        deports=Count("pk", filter=Q(etat=EtatEvaluation.DEPORT)),
        dossiers_lus=Count("candidature", filter=Q(etat=EtatEvaluation.REMISE), distinct=True),
    )


def charges(dossiers: Iterable[Candidature]) -> list[Charge]:
    """Each évaluateur of the wave with their load, from the readings already loaded."""
    evaluations: dict[Utilisateur, list[str]] = {}
    for dossier in dossiers:
        for evaluation in dossier.evaluations.all():
            evaluations.setdefault(evaluation.evaluateur, []).append(evaluation.etat)
    return sorted(
        (Charge(str(personne), Counter(etats)) for personne, etats in evaluations.items()),
        key=lambda charge: charge.evaluateur,
    )
