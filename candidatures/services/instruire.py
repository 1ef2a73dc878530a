"""Checking that a filed dossier can be examined."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from candidatures.actes import ActeCandidature
from candidatures.models import Candidature
from candidatures.permissions import (
    est_a_instruire,
    est_recevabilite_a_annuler,
    peut_instruire,
)
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
        raise DroitInsuffisant("Seul un instructeur sans intérêt dans ce dossier peut se prononcer.")
    if not est_a_instruire(candidature, candidature.vague):
        raise TransitionInterdite(
            "La recevabilité se vérifie entre la clôture et la publication, une fois par dossier."
        )
    changer_etat(
        candidature, EtatCandidature.RECEVABLE, ActeCandidature.RECEVABLE, par_id=par.pk, le=maintenant
    )
    return candidature


@transaction.atomic(durable=True)
def annuler_la_recevabilite(
    *, candidature_id: uuid.UUID, par: Utilisateur, maintenant: datetime
) -> Candidature:
    """Undo ``declarer_recevable``, until the deliberation: the dossier takes its former state back. Locks the wave, then
    the dossier.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    candidature = verrouiller_dossier(candidature_id)
    if not peut_instruire(par, candidature):
        raise DroitInsuffisant("Un instructeur sans intérêt dans ce dossier doit se prononcer.")
    if not est_recevabilite_a_annuler(candidature, candidature.vague):
        raise TransitionInterdite(
            "La recevabilité d’un dossier déclaré recevable s’annule jusqu’à l’ouverture de la délibération."
        )
    constats = Entree.objects.de(candidature).filter(acte=ActeCandidature.RECEVABLE).order_by("-rang")
    ancien = constats.values_list("de", flat=True).first() or EtatCandidature.DEPOSEE
    changer_etat(
        candidature,
        EtatCandidature(ancien),
        ActeCandidature.RECEVABILITE_ANNULEE,
        par_id=par.pk,
        le=maintenant,
    )
    return candidature
