"""Withdrawing a dossier from its wave, for good."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.commun.taches import reveiller
from ami.commun.textes import exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.depot import retrait
from candidatures.models import Candidature
from candidatures.permissions import est_a_retirer, peut_deposer, peut_retirer_d_office
from candidatures.services.completer import abandonner
from candidatures.services.etats import changer_etat
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatCandidature

MOTIF_MAX = 2000


@transaction.atomic(durable=True)
def retirer_candidature(
    *, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime, motif: str = ""
) -> Candidature:
    """Withdraw at the signatory's request. Locks the wave, then the dossier. Cannot be undone.

    The place of the SIREN is freed, an open request for compléments is cancelled, readings stop.
    Raises ``DroitInsuffisant``, ``TransitionInterdite`` (never filed, already withdrawn, or result published),
    ``ErreurMetier`` (a reason that cannot be stored).
    """
    candidature = verrouiller_dossier(candidature_id)
    if not peut_deposer(par, candidature):
        raise DroitInsuffisant("Seul le signataire du dossier peut le retirer.")
    return _retirer(candidature, par, motif, recu_le, d_office=False)


@transaction.atomic(durable=True)
def retirer_d_office(
    *, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime, motif: str
) -> Candidature:
    """Withdraw by decision of the service, with its reason: somebody filed in the name of a structure.

    As ``retirer_candidature``; raises also ``ErreurMetier`` without a reason.
    """
    candidature = verrouiller_dossier(candidature_id)
    if not peut_retirer_d_office(par, candidature):
        raise DroitInsuffisant(
            "Seul un instructeur ou un administrateur sans intérêt dans ce dossier peut en décider."
        )
    if not normaliser(motif):
        raise ErreurMetier(
            "Indiquez pourquoi vous retirez ce dossier : le motif est écrit à ses responsables."
        )
    return _retirer(candidature, par, motif, recu_le, d_office=True)


def _retirer(
    candidature: Candidature, par: Utilisateur, motif: str, le: datetime, *, d_office: bool
) -> Candidature:
    if not est_a_retirer(candidature, candidature.vague):
        raise TransitionInterdite(_pourquoi_pas(candidature))
    exiger_texte(motif := normaliser(motif), MOTIF_MAX)
    complement = abandonner(candidature, le=le)
    changer_etat(
        candidature,
        EtatCandidature.RETIREE,
        ActeCandidature.RETIREE_D_OFFICE if d_office else ActeCandidature.RETIREE,
        par_id=par.pk,
        le=le,
        motif=motif,
        donnees={"complement_annule": complement.pk} if complement else {},
    )
    mettre_en_file(retrait(candidature, le=le, motif=motif, d_office=d_office), maintenant=le)
    reveiller(envoyer_courriels)
    return candidature


def _pourquoi_pas(candidature: Candidature) -> str:
    if candidature.etat == EtatCandidature.RETIREE:
        return "Ce dossier est déjà retiré."
    if candidature.numero is None:
        return "Ce dossier n’a jamais été déposé : il n’y a rien à retirer."
    return "Ce dossier ne peut plus être retiré : son sort est décidé ou le résultat publié."
