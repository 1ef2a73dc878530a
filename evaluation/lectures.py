"""Named reads: dossiers to assign, progress of the readings, loads of the évaluateurs."""

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


def avancement(vague: Vague, par: Utilisateur) -> dict[str, int]:
    """Readings by state, and the dossiers that have one handed in, but for those in which this person has an interest."""
    connus = Candidature.objects.filter(vague=vague).sans_interet_de(par)
    return Evaluation.objects.filter(candidature__in=connus).aggregate(
        total=Count("pk", filter=~Q(etat=EtatEvaluation.DEPORT)),
        remises=Count("pk", filter=Q(etat=EtatEvaluation.REMISE)),
        restantes=Count("pk", filter=Q(etat__in=[EtatEvaluation.A_FAIRE, EtatEvaluation.BROUILLON])),
        deports=Count("pk", filter=Q(etat=EtatEvaluation.DEPORT)),
        dossiers_lus=Count("candidature", filter=Q(etat=EtatEvaluation.REMISE), distinct=True),
    )


def remises_sur_total(evaluations: Iterable[Evaluation]) -> dict[str, int]:
    """« 3 / 12 »: readings handed in, out of those that are not recused."""
    etats = [e.etat for e in evaluations if e.etat != EtatEvaluation.DEPORT]
    return {"remises": etats.count(EtatEvaluation.REMISE), "total": len(etats)}


def suivante(evaluation: Evaluation, par: Utilisateur) -> Evaluation | None:
    """What this évaluateur may read after it, first in the same wave."""
    en_cours = Evaluation.objects.visibles_par(par).en_cours().a_lire()
    return en_cours.filter(candidature__vague=evaluation.candidature.vague_id).first() or en_cours.first()


def a_affecter(vague: Vague, par: Utilisateur) -> list[Candidature]:
    """Dossiers of the wave that this administrator may assign, with those who read them."""
    return list(
        Candidature.objects.de_la_selection(vague)
        .sans_interet_de(par)
        .select_related("porteur", "volet")
        .prefetch_related("evaluations__evaluateur")
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
