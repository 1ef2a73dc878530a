"""Starting a dossier."""

from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import ErreurMetier, HorsDelai
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.rappels import brouillon_cree
from candidatures.models import Acces, Candidature, RoleAcces
from candidatures.services.interets import retenir_les_interets
from candidatures.seuils import seuil_atteint
from candidatures.states import EtatCandidature
from vagues.models import Vague, VoletOuvert

BROUILLONS_MAX = 20


@transaction.atomic(durable=True)
def creer_candidature(*, volet_ouvert: VoletOuvert, par: Utilisateur, recu_le: datetime) -> Candidature:
    """New draft whose signatory is ``par``, who is told when it closes. Locks the wave. Raises ``HorsDelai``, ``ErreurMetier``."""
    vague = Vague.objects.select_related("appel").verrouiller(pk=volet_ouvert.vague_id)
    if not vague.est_ouverte(recu_le):
        raise HorsDelai("Cette vague ne reçoit plus de candidatures : choisissez une vague ouverte.")
    if (
        Candidature.objects.filter(vague=vague, cree_par=par, etat=EtatCandidature.BROUILLON).count()
        >= BROUILLONS_MAX
    ):
        raise ErreurMetier(
            f"Vous avez déjà {BROUILLONS_MAX} brouillons dans cette vague : continuez l’un d’eux, ou supprimez-en un."
        )
    candidature = Candidature.objects.create(
        vague=vague,
        volet_id=volet_ouvert.volet_id,
        cree_par=par,
        # The mail that follows says the closing: no reminder of a threshold already behind.
        dernier_rappel=seuil_atteint(vague.cloture, recu_le),
    )
    Acces.objects.create(candidature=candidature, utilisateur=par, role=RoleAcces.SIGNATAIRE)
    retenir_les_interets([par.pk], dossier=candidature)
    acte = Acte(objet=candidature, acte=ActeCandidature.CREEE, par_id=par.pk, vers=EtatCandidature.BROUILLON)
    journaliser([acte], le=recu_le)
    mettre_en_file(brouillon_cree(candidature), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return candidature
