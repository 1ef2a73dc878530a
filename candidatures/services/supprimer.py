"""Deleting a draft that was never filed, for good: its texts, its documents and its accesses."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.services import oublier
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.depot import suppression
from candidatures.models import Candidature, Interet
from candidatures.permissions import est_a_supprimer, peut_deposer
from candidatures.services.interets import retenir_les_interets
from candidatures.services.verrous import verrouiller_dossier


def supprimer_brouillon(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> None:
    """Delete a draft, then the files that nothing else uses. Locks the wave, then the dossier. Cannot be undone.

    The journal keeps that it existed, and for whom people wrote stays known (ADR 0010). Those who wrote it are told.
    Raises ``DroitInsuffisant`` (the signatory alone), ``TransitionInterdite`` (it was filed, if only once).
    """
    oublier(fichiers=_supprimer(candidature_id, par, recu_le))


@transaction.atomic(durable=True)
def _supprimer(candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> list[Fichier]:
    """Return the files of its documents."""
    candidature = verrouiller_dossier(candidature_id)
    if not peut_deposer(par, candidature):
        raise DroitInsuffisant("Seul le signataire du dossier peut le supprimer.")
    if not est_a_supprimer(candidature):
        raise TransitionInterdite("Ce dossier a été déposé : il se retire, il ne se supprime pas.")
    retenir_les_interets(_parties(candidature), siren=candidature.siren)
    acte = Acte(objet=candidature, acte=ActeCandidature.SUPPRIMEE, par_id=par.pk, de=candidature.etat)
    journaliser([acte], le=recu_le)
    mettre_en_file(suppression(candidature, par=par, le=recu_le), maintenant=recu_le)
    reveiller(envoyer_courriels)
    pieces = candidature.pieces.all()
    fichiers = list(Fichier.objects.filter(pk__in=pieces.values("fichier")))
    pieces.delete()
    Interet.objects.filter(candidature=candidature).delete()
    Candidature.objects.filter(pk=candidature.pk).delete()
    return fichiers


def _parties(candidature: Candidature) -> set[int]:
    """Whoever can or could open it, as the dossier itself remembers."""
    acces = candidature.acces.values_list("utilisateur_id", flat=True)
    interets = Interet.objects.filter(candidature=candidature).values_list("utilisateur_id", flat=True)
    return {*acces, *interets}
