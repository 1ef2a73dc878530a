"""Named reads: dossiers to assign, progress of the readings, loads of the évaluateurs."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from candidatures.models.candidature import CandidatureQuerySet, partage_l_interet_de
from candidatures.states import EtatCandidature
from evaluation.models import Evaluation
from evaluation.models.evaluation import EvaluationQuerySet
from evaluation.states import EtatEvaluation
from vagues.models import Vague
from vagues.states import EtatVague


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


def remises_sur_total(evaluations: EvaluationQuerySet) -> dict[str, int]:
    """« 3 / 12 »: open readings handed in, out of those that are not recused; and how many there are, open or not."""
    en_cours = Q(candidature__vague__etat=EtatVague.CLOSE)
    return evaluations.aggregate(
        remises=Count("pk", filter=en_cours & Q(etat=EtatEvaluation.REMISE)),
        total=Count("pk", filter=en_cours & ~Q(etat=EtatEvaluation.DEPORT)),
        ouvertes=Count("pk", filter=en_cours),
        toutes=Count("pk"),
    )


def suivante(evaluation: Evaluation, par: Utilisateur) -> Evaluation | None:
    """What this évaluateur may read after it, first in the same wave."""
    en_cours = Evaluation.objects.visibles_par(par).en_cours().a_lire()
    return en_cours.filter(candidature__vague=evaluation.candidature.vague_id).first() or en_cours.first()


def a_affecter(vague: Vague, par: Utilisateur) -> CandidatureQuerySet:
    """Dossiers of the wave that this administrator may assign, with those who read them: read by number, where the index of
    filed dossiers has them.
    """
    lectures = Evaluation.objects.select_related("evaluateur").order_by("pk")
    return (
        Candidature.objects.de_la_selection(vague)
        .sans_interet_de(par)
        .annotate(anciennete=-F("vague"))
        .filter(anciennete=-vague.pk, numero__isnull=False)
        .order_by("anciennete", "numero")
        .select_related("porteur", "volet")
        .prefetch_related(Prefetch("evaluations", lectures))
    )


def sans_assez_de_lecteurs(dossiers: CandidatureQuerySet, attendus: int) -> CandidatureQuerySet:
    """Those that fewer people read than the grid expects; who recused does not read."""
    return dossiers.annotate(lecteurs=_LECTEURS).filter(lecteurs__lt=attendus)


def decompte_a_affecter(vague: Vague, par: Utilisateur, attendus: int) -> dict[str, int]:
    """How many dossiers this administrator may assign, how many of them wait or lack readers; and how many are not shown."""
    interet = partage_l_interet_de(par)
    return (
        Candidature.objects.de_la_selection(vague)
        .annotate(lecteurs=Count("evaluations", filter=~Q(evaluations__etat=EtatEvaluation.DEPORT)))
        .aggregate(
            dossiers=Count("pk", filter=~interet),
            a_completer=Count("pk", filter=~interet & Q(etat=EtatCandidature.A_COMPLETER)),
            incomplets=Count("pk", filter=~interet & Q(lecteurs__lt=attendus)),
            partie=Count("pk", filter=interet),
        )
    )


_LECTURES = Evaluation.objects.filter(candidature=OuterRef("pk")).exclude(etat=EtatEvaluation.DEPORT)
_LECTEURS = Coalesce(
    Subquery(_LECTURES.order_by().values("candidature").annotate(n=Count("pk")).values("n")), 0
)


def charges(vague: Vague, par: Utilisateur) -> list[Charge]:
    """Each évaluateur of the wave with their load, over the dossiers that this administrator may assign."""
    connus = Candidature.objects.de_la_selection(vague).sans_interet_de(par).order_by()
    par_etat = {
        etat: Count("evaluations", filter=Q(evaluations__etat=etat)) for etat in EtatEvaluation.values
    }
    lecteurs = Utilisateur.objects.filter(evaluations__candidature__in=connus).annotate(**par_etat)
    return sorted(
        (
            Charge(str(lecteur), Counter({etat: getattr(lecteur, etat) for etat in par_etat}))
            for lecteur in lecteurs
        ),
        key=lambda charge: charge.evaluateur,
    )
