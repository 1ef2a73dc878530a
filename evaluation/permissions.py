"""Who may read a dossier as évaluateur, and who prepares the evaluation."""

from ami.comptes.models import Role, Utilisateur
from ami.comptes.permissions import est_administrateur, est_evaluateur
from evaluation.models import Evaluation
from evaluation.states import EtatEvaluation
from vagues.models import Vague
from vagues.states import EtatVague


def peut_preparer_l_evaluation(utilisateur: Utilisateur) -> bool:
    """Choose the grid of a wave, assign its dossiers."""
    return est_administrateur(utilisateur)


def lit_deja_les_dossiers(utilisateur: Utilisateur) -> bool:
    """Another role opens dossiers, or notes, without the declaration that an évaluateur makes first."""
    return utilisateur.a_role(Role.INSTRUCTEUR, Role.REFERENT, Role.ADMINISTRATEUR)


def peut_lire_le_dossier(utilisateur: Utilisateur, evaluation: Evaluation) -> bool:
    """Content is shown only after the declaration that there is no conflict, and never after a recusal."""
    return (
        est_evaluateur(utilisateur)
        and evaluation.evaluateur_id == utilisateur.pk
        and evaluation.declaree_le is not None
        and evaluation.etat != EtatEvaluation.DEPORT
    )


def est_grille_a_choisir(vague: Vague) -> bool:
    """The grid of a wave is chosen until it opens."""
    return vague.etat == EtatVague.PROGRAMMEE
