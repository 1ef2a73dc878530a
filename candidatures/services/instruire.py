"""Checking that a filed dossier can be examined."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.models import Candidature
from candidatures.permissions import est_a_instruire, peut_instruire
from candidatures.states import EtatCandidature
from vagues.models import Vague


@transaction.atomic(durable=True)
def declarer_recevable(*, candidature_id: uuid.UUID, par: Utilisateur, maintenant: datetime) -> Candidature:
    """Record that a dossier of a closed wave may be examined. Locks the wave, then the dossier.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    vague = Vague.objects.verrouiller(candidatures=candidature_id)
    candidature = Candidature.objects.verrouiller(candidature_id)
    if not peut_instruire(par, candidature):
        raise DroitInsuffisant("Un instructeur sans intérêt dans ce dossier doit se prononcer.")
    de, vers = EtatCandidature(candidature.etat), EtatCandidature.RECEVABLE
    if not est_a_instruire(candidature, vague):
        raise TransitionInterdite(
            "La recevabilité se vérifie entre la clôture et la publication, une fois par dossier."
        )
    candidature.etat = vers
    candidature.save(update_fields=["etat", "modifie_le"])
    acte = Acte(objet=candidature, acte=ActeCandidature.RECEVABLE, par_id=par.pk, de=de, vers=vers)
    journaliser([acte], le=maintenant)
    return candidature
