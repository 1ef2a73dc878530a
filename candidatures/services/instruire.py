"""Checking that a filed dossier can be examined."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Utilisateur
from candidatures.actes import ActeCandidature
from candidatures.models import Candidature
from candidatures.permissions import est_a_instruire, peut_instruire
from candidatures.services.etats import changer_etat
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatCandidature


@transaction.atomic(durable=True)
def declarer_recevable(*, candidature_id: uuid.UUID, par: Utilisateur, maintenant: datetime) -> Candidature:
    """Record that a dossier of a closed wave may be examined. Locks the wave, then the dossier.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    candidature = verrouiller_dossier(candidature_id)
    if not peut_instruire(par, candidature):
        raise DroitInsuffisant("Un instructeur sans intérêt dans ce dossier doit se prononcer.")
    if not est_a_instruire(candidature, candidature.vague):
        raise TransitionInterdite(
            "La recevabilité se vérifie entre la clôture et la publication, une fois par dossier."
        )
    changer_etat(
        candidature, EtatCandidature.RECEVABLE, ActeCandidature.RECEVABLE, par_id=par.pk, le=maintenant
    )
    return candidature
