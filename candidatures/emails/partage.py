"""Mails about the people of a dossier. The least is said: whoever is only invited has no access yet."""

from datetime import datetime

from ami.commun.adresses import affichable
from ami.comptes.models import Utilisateur
from ami.notifications.redaction import Destinataire, Message, lien
from candidatures.emails.construction import ecrire, sans_lien, vers
from candidatures.models import Candidature, Invitation, Transfert


def invitation_a_un_dossier(invitation: Invitation) -> list[Message]:
    """N03. No secret in it: whoever signs in with this address sees the invitation."""
    return ecrire(
        invitation.candidature,
        "invitation",
        [Destinataire("invite", invitation.adresse)],
        cle=f"invitation:{invitation.pk}",
        invitation=invitation,
        invitant=_nom(invitation.par),
        lien=lien("candidatures:liste"),
        inscription=lien("account_signup"),
    )


def _nom(personne: Utilisateur) -> str:
    return sans_lien(personne.nom_complet) or affichable(personne.email)


def transfert_propose(transfert: Transfert) -> list[Message]:
    """To the person who may become the signatory."""
    return _du_transfert(transfert, "propose", vers(transfert.vers))


def transfert_accepte(transfert: Transfert) -> list[Message]:
    """To the new signatory and to the former one."""
    nouveau, ancien = vers(transfert.vers, est_le_nouveau=True), vers(transfert.de, est_le_nouveau=False)
    return _du_transfert(transfert, "accepte", nouveau, ancien)


def transfert_decline(transfert: Transfert) -> list[Message]:
    """To the signatory who had proposed."""
    return _du_transfert(transfert, "decline", vers(transfert.de))


def _du_transfert(transfert: Transfert, suite: str, *a_qui: Destinataire) -> list[Message]:
    return ecrire(
        transfert.candidature,
        f"transfert_{suite}",
        a_qui,
        cle=f"transfert-{suite}:{transfert.pk}",
        page="candidatures:personnes",
        transfert=transfert,
    )


def reprise(
    candidature: Candidature, ancien: Utilisateur, nouveau: Utilisateur, motif: str, *, le: datetime
) -> list[Message]:
    """To the person whose access is closed, who may contest it, and to the one who signs from now on."""
    return ecrire(
        candidature,
        "reprise",
        [vers(nouveau, est_le_nouveau=True), vers(ancien, est_le_nouveau=False)],
        cle=f"reprise:{candidature.pk}:{le:%Y%m%d%H%M%S%f}",
        motif=motif,
        le=le,
        nouveau=nouveau,
    )
