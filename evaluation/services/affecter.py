"""Giving a dossier to an évaluateur."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.comptes.models import Utilisateur
from ami.comptes.permissions import est_evaluateur
from ami.journal.services import Acte, journaliser
from candidatures.permissions import est_juge_et_partie
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EN_LICE
from evaluation.actes import ActeEvaluation
from evaluation.models import Evaluation, GrilleVague
from evaluation.permissions import lit_deja_les_dossiers, peut_preparer_l_evaluation
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def affecter_evaluateur(
    *, candidature_id: uuid.UUID, evaluateur: Utilisateur, par: Utilisateur, maintenant: datetime
) -> Evaluation:
    """Assign a filed dossier of a closed wave. Locks the wave, then the dossier.

    Raises ``DroitInsuffisant``, and ``ErreurMetier`` when the phase, the grid or a conflict forbids it.
    """
    if not peut_preparer_l_evaluation(par):
        raise DroitInsuffisant("Seul un administrateur affecte les dossiers.")
    candidature = verrouiller_dossier(candidature_id)
    vague = candidature.vague
    if vague.etat != EtatVague.CLOSE or candidature.etat not in EN_LICE:
        raise ErreurMetier("Un dossier s’affecte entre la clôture de la vague et sa délibération.")
    if not GrilleVague.objects.filter(vague=vague).exists():
        raise ErreurMetier("Attachez d’abord une grille à cette vague.")
    if not est_evaluateur(evaluateur) or not evaluateur.is_active:
        raise ErreurMetier("Cette personne n’est pas évaluatrice.")
    if lit_deja_les_dossiers(evaluateur):
        raise ErreurMetier(
            f"{evaluateur} lit déjà les dossiers à un autre titre : il ne peut pas déclarer son absence de conflit avant."
        )
    if est_juge_et_partie(evaluateur, candidature):
        raise ErreurMetier(
            f"{evaluateur} a déposé pour cette structure : le dossier ne peut pas lui être affecté."
        )
    if Evaluation.objects.filter(candidature=candidature, evaluateur=evaluateur).exists():
        raise ErreurMetier(f"{evaluateur} a déjà reçu ce dossier.")
    evaluation = Evaluation.objects.create(candidature=candidature, evaluateur=evaluateur, affectee_par=par)
    acte = Acte(objet=evaluation, acte=ActeEvaluation.AFFECTEE, par_id=par.pk, vers=evaluation.etat)
    journaliser([acte], le=maintenant)
    return evaluation
