"""Taking a dossier over by decision of an agent, when its signatory has left."""

import uuid
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, Incomplet
from ami.commun.taches import reveiller
from ami.commun.textes import exiger_adresse, exiger_ligne, exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.partage import reprise
from candidatures.models import Acces, Candidature, RoleAcces
from candidatures.permissions import est_juge_et_partie, peut_decider_une_reprise
from candidatures.services.inviter import annuler_les_invitations
from candidatures.services.partager import annuler_la_proposition, fermer_acces, ouvrir_acces
from candidatures.services.transferer import demander_confirmation
from candidatures.services.verrous import verrouiller_dossier

MOTIF_MAX, PREUVE_MAX = 1000, 300
COMPTE_D_AGENT = (
    "Ce compte est celui d’un agent\u00a0: signataire, cette personne ne pourrait plus juger ce dossier ni ceux de la même "
    "structure. Indiquez l’adresse d’une personne de la structure."
)


@transaction.atomic(durable=True)
def reprendre_dossier(
    *,
    candidature_id: uuid.UUID,
    adresse: str,
    motif: str,
    preuve: str,
    par: Utilisateur,
    maintenant: datetime,
) -> Candidature:
    """Close the access of the signatory at once and give the signature to a verified account. Locks the dossier.

    The other accesses stay; what the former signatory had left pending is cancelled. Raises ``DroitInsuffisant``,
    ``Incomplet`` naming the field at fault, ``ErreurMetier`` (a text that cannot be stored).
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    if not peut_decider_une_reprise(par) or est_juge_et_partie(par, candidature):
        raise DroitInsuffisant("Seul un agent sans intérêt dans ce dossier peut décider de sa reprise.")
    motif, preuve = _ecrits(motif, preuve)
    ancien = candidature.acces.select_related("utilisateur").get(role=RoleAcces.SIGNATAIRE)
    nouveau = _compte_verifie(exiger_adresse(adresse), ancien, par)
    annules = _annuler_ce_qui_attend(candidature, maintenant)
    fermer_acces(candidature, ancien, maintenant)
    ouvrir_acces(candidature, nouveau, RoleAcces.SIGNATAIRE)
    demander_confirmation(candidature, par=nouveau, le=maintenant)
    donnees = {"de": ancien.utilisateur_id, "vers": nouveau.pk, "preuve": preuve, **annules}
    acte = Acte(objet=candidature, acte=ActeCandidature.REPRISE, par_id=par.pk, motif=motif, donnees=donnees)
    journaliser([acte], le=maintenant)
    mettre_en_file(
        reprise(candidature, ancien.utilisateur, nouveau, motif, le=maintenant), maintenant=maintenant
    )
    reveiller(envoyer_courriels)
    return candidature


def _ecrits(motif: str, preuve: str) -> tuple[str, str]:
    motif, preuve = normaliser(motif), normaliser(preuve)
    if not motif:
        raise Incomplet("Indiquez le motif de la reprise.", ("motif",))
    if not preuve:
        raise Incomplet("Indiquez la référence de la preuve que vous avez vue.", ("preuve",))
    exiger_texte(motif, MOTIF_MAX)
    exiger_ligne(preuve, PREUVE_MAX)
    return motif, preuve


def _compte_verifie(adresse: str, ancien: Acces, par: Utilisateur) -> Utilisateur:
    """Return the account that has proved this address; never an agent's, nor that of the person replaced.

    The signature is an interest for ever, which keeps from judging: nobody gives one to an agent who has not asked for it.
    """
    preuve = (
        EmailAddress.objects.filter(email=adresse, verified=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    if preuve is None:
        raise Incomplet(
            "Aucun compte n’a vérifié cette adresse : demandez à cette personne de créer le sien.",
            ("adresse",),
        )
    compte: Utilisateur = preuve.user
    if compte == par:
        raise Incomplet("Vous ne pouvez pas vous confier un dossier.", ("adresse",))
    if compte.roles:
        raise Incomplet(COMPTE_D_AGENT, ("adresse",))
    if compte == ancien.utilisateur:
        raise Incomplet("Cette personne est déjà signataire du dossier.", ("adresse",))
    return compte


def _annuler_ce_qui_attend(candidature: Candidature, le: datetime) -> dict[str, Any]:
    """A person whose access is closed must not come back by an invitation sent before. Return what the journal says."""
    return annuler_la_proposition(candidature, le) | annuler_les_invitations(candidature, le)
