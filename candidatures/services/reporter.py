"""Carrying a draft that missed its closing into another wave."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, HorsDelai, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.formulaire.controle.budget import montant_demande
from candidatures.lectures.en_l_etat import cahier_du_volet, reponses
from candidatures.models import Candidature
from candidatures.permissions import peut_deposer
from candidatures.services.verrous import verrouiller_dossier
from candidatures.seuils import seuil_atteint
from candidatures.states import EtatCandidature
from vagues.models import Vague, VoletOuvert


@transaction.atomic(durable=True)
def reporter_brouillon(
    *, candidature_id: uuid.UUID, volet_ouvert: VoletOuvert, par: Utilisateur, recu_le: datetime
) -> Candidature:
    """Move a draft, with all its answers, to a track of an open wave, at its signatory's request.

    Locks the new wave, then the dossier. Raises ``DroitInsuffisant``, ``HorsDelai`` when the new wave is not open, and
    ``TransitionInterdite`` when the dossier is filed or its own wave still open.
    """
    vague = Vague.objects.verrouiller(pk=volet_ouvert.vague_id)
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    if not peut_deposer(par, candidature):  # the signatory may have changed while this act waited
        raise DroitInsuffisant("Seul le signataire du dossier peut le changer de vague.")
    if not vague.est_ouverte(recu_le):
        raise HorsDelai("Cette vague ne reçoit pas de candidatures : choisissez une vague ouverte.")
    if candidature.etat != EtatCandidature.BROUILLON:
        raise TransitionInterdite("Seul un brouillon peut changer de vague.")
    if candidature.numero is not None:  # taken back: its filed version counts in its own wave
        raise TransitionInterdite("Ce dossier est déposé dans sa vague : il ne peut pas en changer.")
    if candidature.vague.est_ouverte(recu_le):
        raise TransitionInterdite("La vague de ce brouillon est encore ouverte : déposez-le ici.")
    donnees = {"de_la_vague": candidature.vague.numero, "vers_la_vague": vague.numero}
    candidature.vague, candidature.volet_id, candidature.prevenu_le = vague, volet_ouvert.volet_id, None
    # The reminders of this closing, from now on.
    candidature.dernier_rappel = seuil_atteint(vague.cloture, recu_le)
    candidature.montant_demande = montant_demande(cahier_du_volet(volet_ouvert), reponses(candidature))
    candidature.save(
        update_fields=["vague", "volet", "prevenu_le", "dernier_rappel", "montant_demande", "modifie_le"]
    )
    journaliser(
        [Acte(objet=candidature, acte=ActeCandidature.REPORTEE, par_id=par.pk, donnees=donnees)], le=recu_le
    )
    return candidature
