"""Locks of a reading: the wave, then the reading."""

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Utilisateur
from candidatures.permissions import est_juge_et_partie
from candidatures.services.verrous import verrouiller_la_vague_de
from candidatures.states import EtatCandidature
from evaluation.models import Evaluation
from evaluation.states import EtatEvaluation
from vagues.states import EtatVague


def verrouiller_evaluation(evaluation_id: int, par: Utilisateur, *, meme_partie: bool = False) -> Evaluation:
    """The reading, under the wave's lock. A party to the dossier may only recuse (``meme_partie``)."""
    candidature_id = Evaluation.objects.values_list("candidature_id", flat=True).get(pk=evaluation_id)
    vague = verrouiller_la_vague_de(candidature_id)
    evaluation = (
        Evaluation.objects.select_related("candidature")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=evaluation_id)
    )
    if evaluation.evaluateur_id != par.pk or (
        not meme_partie and est_juge_et_partie(par, evaluation.candidature)
    ):
        raise DroitInsuffisant("Ce dossier ne vous est pas affecté.")
    if evaluation.candidature.etat == EtatCandidature.RETIREE:
        raise TransitionInterdite("Ce dossier est retiré : il n’est plus évalué.")
    if vague.etat != EtatVague.CLOSE:
        raise ErreurMetier(
            "Les notes de cette vague ne peuvent plus changer : sa phase d’évaluation est terminée."
        )
    return evaluation


def verrouiller_grille(evaluation_id: int, par: Utilisateur) -> Evaluation:
    """The same, once the absence of conflict is declared. Raises ``DroitInsuffisant`` before, and after a recusal."""
    evaluation = verrouiller_evaluation(evaluation_id, par)
    if evaluation.declaree_le is None or evaluation.etat == EtatEvaluation.DEPORT:
        raise DroitInsuffisant("Déclarez d’abord que vous n’avez pas de conflit d’intérêts.")
    return evaluation
