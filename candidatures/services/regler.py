"""Setting the form of a wave: words, necessity, bounds, documents and commitments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.formulaire.reglages.par_question import fusionner
from vagues.models import Vague, VoletOuvert
from vagues.permissions import peut_conduire_les_vagues
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def regler_formulaire(
    *, volet_ouvert_id: int, changements: Mapping[str, Any], par: Utilisateur, maintenant: datetime
) -> VoletOuvert:
    """Change the form of a track of a programmed wave (shape: ``candidatures.formulaire.reglages.par_question``). Locks the wave.

    Nothing is written nor journalled when nothing changes. Once the wave is open the form is frozen: what porteurs
    answer never moves. Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    vague = Vague.objects.verrouiller(volets_ouverts=volet_ouvert_id)
    if not peut_conduire_les_vagues(par):
        raise DroitInsuffisant("Seul un administrateur règle le formulaire d’une vague.")
    if vague.etat != EtatVague.PROGRAMMEE:
        raise TransitionInterdite("Cette vague est ouverte ou close : son formulaire ne change plus.")
    ouvert = VoletOuvert.objects.select_related("volet").get(pk=volet_ouvert_id)
    reglages = fusionner(ouvert.reglages, changements)
    if reglages == ouvert.reglages:
        return ouvert
    avant, ouvert.reglages = ouvert.reglages, reglages
    ouvert.save(update_fields=["reglages"])
    donnees = {"volet": ouvert.volet.code, "avant": avant, "apres": reglages}
    acte = Acte(objet=vague, acte=ActeCandidature.FORMULAIRE_REGLE, par_id=par.pk, donnees=donnees)
    journaliser([acte], le=maintenant)
    return ouvert
