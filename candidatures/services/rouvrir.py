"""Taking a filed dossier back to modify it, while its wave is open."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.dates import echeance
from ami.commun.erreurs import DroitInsuffisant, HorsDelai, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.models import Candidature
from candidatures.permissions import peut_deposer
from candidatures.seuils import seuil_atteint
from candidatures.states import EtatCandidature
from vagues.models import Vague


@transaction.atomic(durable=True)
def rouvrir_candidature(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> Candidature:
    """Make a filed dossier a draft again; its last filed version counts until it is filed anew.

    Locks the wave, then the dossier. Raises ``DroitInsuffisant``, ``HorsDelai`` (the wave is closed),
    ``TransitionInterdite`` (not filed, or already examined).
    """
    vague = Vague.objects.verrouiller(candidatures=candidature_id)
    candidature = Candidature.objects.verrouiller(candidature_id)
    if not peut_deposer(par, candidature):
        raise DroitInsuffisant("Seul le signataire du dossier le reprend.")
    de = EtatCandidature(candidature.etat)
    if de != EtatCandidature.DEPOSEE:
        raise TransitionInterdite(
            "Ce dossier est déjà en cours de modification."
            if de == EtatCandidature.BROUILLON
            else "Seul un dossier déposé, et pas encore instruit, peut être repris."
        )
    if not vague.est_ouverte(recu_le):
        raise HorsDelai(
            f"La clôture était fixée au {echeance(vague.cloture, candidature.departement)} : le dossier déposé ne peut "
            "plus être modifié. Il reste déposé."
        )
    candidature.etat = EtatCandidature.BROUILLON
    # No reminder of a morning already past.
    candidature.dernier_rappel = seuil_atteint(vague.cloture, recu_le)
    candidature.save(update_fields=["etat", "dernier_rappel", "modifie_le"])
    acte = Acte(objet=candidature, acte="dossier rouvert", par_id=par.pk, de=de, vers=candidature.etat)
    journaliser([acte], le=recu_le)
    return candidature
