"""Inviting somebody to a dossier by address; accepting, declining, cancelling."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from ami.commun.adresses import canonique
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.commun.taches import reveiller
from ami.commun.textes import exiger_adresse
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.partage import invitation_a_un_dossier
from candidatures.models import Candidature, Invitation, RoleAcces
from candidatures.services.etats import repondre_aux_invitations
from candidatures.services.partager import exiger_signataire, ouvrir_acces
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatInvitation

VALIDITE = timedelta(days=30)
PERSONNES_MAX = 20  # of one dossier, invitations included
# Each invitation is a mail to somebody who asked nothing: in 24 hours, from one person, to one address.
INVITATIONS_PAR_JOUR = 30
INVITATIONS_RECUES_PAR_JOUR = 5
INVITATIONS_D_UNE_PERSONNE_PAR_JOUR = 2  # to one address: one account must not use up what others may send it


@transaction.atomic(durable=True)
def inviter(
    *, candidature_id: uuid.UUID, adresse: str, role: str, par: Utilisateur, recu_le: datetime
) -> Invitation:
    """Invite whoever proves this address by signing in. Locks the dossier.

    Raises ``DroitInsuffisant`` (not the signatory), ``ErreurMetier``.
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    exiger_signataire(candidature, par)
    if role not in (RoleAcces.REDACTEUR, RoleAcces.LECTEUR):
        raise ErreurMetier("Choisissez un rôle : rédacteur ou lecteur.")
    adresse = exiger_adresse(adresse)
    _verifier_l_adresse(candidature, adresse, par, recu_le)
    _verifier_les_limites(candidature, adresse, par, recu_le)
    # An expired one leaves its place: at most one invitation waits for this address.
    annulees = annuler_les_invitations(candidature, recu_le, adresse=adresse)
    invitation = Invitation.objects.create(
        candidature=candidature,
        adresse=adresse,
        role=role,
        par=par,
        envoyee_le=recu_le,
        expire_le=recu_le + VALIDITE,
    )
    _journaliser(invitation, ActeCandidature.INVITATION_ENVOYEE, par, recu_le, **annulees)
    mettre_en_file(invitation_a_un_dossier(invitation), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return invitation


def _verifier_l_adresse(candidature: Candidature, adresse: str, par: Utilisateur, recu_le: datetime) -> None:
    if adresse == canonique(par.email):
        raise ErreurMetier("Cette adresse est la vôtre : vous avez déjà accès au dossier.")
    if candidature.acces.filter(utilisateur__email=adresse).exists():
        raise ErreurMetier("Cette personne a déjà accès au dossier.")
    if candidature.invitations.en_attente(recu_le).filter(adresse=adresse).exists():
        raise ErreurMetier("Cette personne est déjà invitée : son invitation attend une réponse.")


def _verifier_les_limites(
    candidature: Candidature, adresse: str, par: Utilisateur, recu_le: datetime
) -> None:
    if candidature.acces.count() + candidature.invitations.en_attente(recu_le).count() >= PERSONNES_MAX:
        raise ErreurMetier(
            f"Un dossier s’ouvre à {PERSONNES_MAX} personnes au plus, invitations comprises : "
            "retirez un accès ou annulez une invitation."
        )
    du_jour = Invitation.objects.filter(envoyee_le__gt=recu_le - timedelta(days=1))
    if du_jour.filter(par=par, adresse=adresse).count() >= INVITATIONS_D_UNE_PERSONNE_PAR_JOUR:
        raise ErreurMetier(
            f"Vous avez invité {INVITATIONS_D_UNE_PERSONNE_PAR_JOUR} fois cette adresse en 24 heures, tous dossiers "
            "confondus : attendez demain."
        )
    if du_jour.filter(par=par).count() >= INVITATIONS_PAR_JOUR:
        raise ErreurMetier(
            f"Vous avez envoyé {INVITATIONS_PAR_JOUR} invitations en 24 heures : attendez demain."
        )
    if du_jour.filter(adresse=adresse).count() >= INVITATIONS_RECUES_PAR_JOUR:
        raise ErreurMetier("Cette adresse a reçu trop d’invitations en 24 heures : attendez demain.")


@transaction.atomic(durable=True)
def annuler_invitation(*, invitation_id: int, par: Utilisateur, recu_le: datetime) -> Invitation:
    """Take an invitation back. Locks the dossier. Raises ``DroitInsuffisant``, ``TransitionInterdite``."""
    invitation = _verrouiller(invitation_id)
    exiger_signataire(invitation.candidature, par)
    repondre_aux_invitations([invitation], EtatInvitation.ANNULEE, le=recu_le)
    _journaliser(invitation, ActeCandidature.INVITATION_ANNULEE, par, recu_le)
    return invitation


@transaction.atomic(durable=True)
def accepter_invitation(*, invitation_id: int, par: Utilisateur, recu_le: datetime) -> Candidature:
    """Open the dossier to the person invited, who is party to its SIREN from then on. Locks the dossier.

    A double click is not an error. Whoever got a better role meanwhile keeps it.
    Raises ``DroitInsuffisant`` (another address), ``TransitionInterdite`` (cancelled, declined, expired).
    """
    invitation = _verrouiller(invitation_id)
    candidature = invitation.candidature
    _exiger_destinataire(invitation, par)
    deja = candidature.acces.filter(utilisateur=par).exists()
    if deja and invitation.etat == EtatInvitation.ACCEPTEE:
        return candidature
    if recu_le >= invitation.expire_le:
        raise TransitionInterdite(
            "Cette invitation a expiré : demandez-en une nouvelle au signataire du dossier."
        )
    repondre_aux_invitations([invitation], EtatInvitation.ACCEPTEE, le=recu_le)
    if not deja:
        ouvrir_acces(candidature, par, invitation.role)
    _journaliser(invitation, ActeCandidature.INVITATION_ACCEPTEE, par, recu_le)
    return candidature


@transaction.atomic(durable=True)
def decliner_invitation(*, invitation_id: int, par: Utilisateur, recu_le: datetime) -> Invitation:
    """Refuse an invitation. Locks the dossier. Raises ``DroitInsuffisant``, ``TransitionInterdite``."""
    invitation = _verrouiller(invitation_id)
    _exiger_destinataire(invitation, par)
    repondre_aux_invitations([invitation], EtatInvitation.REFUSEE, le=recu_le)
    _journaliser(invitation, ActeCandidature.INVITATION_DECLINEE, par, recu_le)
    return invitation


def annuler_les_invitations(candidature: Candidature, le: datetime, **critere: str) -> dict[str, list[int]]:
    """Cancel those that wait, even expired, as a consequence of another act. Runs inside its transaction.

    Return what the journal line of that act must say of them: nothing when there was none.
    """
    attendent = candidature.invitations.filter(etat=EtatInvitation.ENVOYEE, **critere).order_by("pk")
    if not (annulees := list(attendent)):
        return {}
    repondre_aux_invitations(annulees, EtatInvitation.ANNULEE, le=le)
    return {"invitations_annulees": [invitation.pk for invitation in annulees]}


def _verrouiller(invitation_id: int) -> Invitation:
    """Lock the dossier of an invitation, then read the invitation."""
    candidature_id = Invitation.objects.values_list("candidature", flat=True).get(pk=invitation_id)
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    invitation = Invitation.objects.get(pk=invitation_id)
    invitation.candidature = candidature
    return invitation


def _exiger_destinataire(invitation: Invitation, par: Utilisateur) -> None:
    if invitation.adresse != canonique(par.email):
        raise DroitInsuffisant("Cette invitation a été envoyée à une autre adresse que la vôtre.")


def _journaliser(
    invitation: Invitation, nom: ActeCandidature, par: Utilisateur, le: datetime, **donnees: list[int]
) -> None:
    """The address stays out of the journal, which is never erased: the row of the invitation holds it."""
    acte = Acte(
        objet=invitation.candidature,
        acte=nom,
        par_id=par.pk,
        donnees={"invitation": invitation.pk, "role": invitation.role, **donnees},
    )
    journaliser([acte], le=le)
