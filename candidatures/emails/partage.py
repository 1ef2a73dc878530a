"""Mails about the people of a dossier. The least is said: whoever is only invited has no access yet."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from ami.comptes.models import Utilisateur
from ami.notifications.services import Message
from candidatures.emails.destinataires import lien, sans_lien
from candidatures.models import Candidature, Invitation, Transfert


def invitation_a_un_dossier(invitation: Invitation) -> Message:
    """N03. No secret in it: whoever signs in with this address sees the invitation."""
    vague = invitation.candidature.vague
    contexte = {
        "invitation": invitation,
        "invitant": _nom(invitation.par),
        "candidature": invitation.candidature,
        "vague": vague,
        "appel": vague.appel,
        "lien": f"{settings.AMI_URL}{reverse('candidatures:liste')}",
        "inscription": f"{settings.AMI_URL}{reverse('account_signup')}",
    }
    return Message(
        cle=f"invitation:{invitation.pk}",
        modele="invitation",
        destinataire=invitation.adresse,
        contexte=contexte,
    )


def _nom(personne: Utilisateur) -> str:
    return sans_lien(personne.nom_complet) or personne.email


def transfert_propose(transfert: Transfert) -> Message:
    """To the person who may become the signatory."""
    return Message(
        cle=f"transfert-propose:{transfert.pk}",
        modele="transfert_propose",
        destinataire=transfert.vers.email,
        contexte=_contexte(transfert),
    )


def transfert_accepte(transfert: Transfert) -> list[Message]:
    """To the new signatory and to the former one."""
    return [
        Message(
            cle=f"transfert-accepte:{transfert.pk}:{personne.pk}",
            modele="transfert_accepte",
            destinataire=personne.email,
            contexte={**_contexte(transfert), "est_le_nouveau": personne == transfert.vers},
        )
        for personne in (transfert.vers, transfert.de)
    ]


def transfert_decline(transfert: Transfert) -> Message:
    """To the signatory who had proposed."""
    return Message(
        cle=f"transfert-decline:{transfert.pk}",
        modele="transfert_decline",
        destinataire=transfert.de.email,
        contexte=_contexte(transfert),
    )


def _contexte(transfert: Transfert) -> dict[str, object]:
    candidature = transfert.candidature
    return {
        "transfert": transfert,
        "candidature": candidature,
        "vague": candidature.vague,
        "appel": candidature.vague.appel,
        "lien": lien("candidatures:personnes", candidature),
    }


def reprise(
    candidature: Candidature, ancien: Utilisateur, nouveau: Utilisateur, motif: str, *, le: datetime
) -> list[Message]:
    """To the person whose access is closed, who may contest it, and to the one who signs from now on."""
    contexte = {
        "candidature": candidature,
        "vague": candidature.vague,
        "appel": candidature.vague.appel,
        "motif": motif,
        "le": le,
        "nouveau": nouveau,
        "lien": lien("candidatures:dossier", candidature),
    }
    return [
        Message(
            cle=f"reprise:{candidature.pk}:{le:%Y%m%d%H%M%S%f}:{personne.pk}",
            modele="reprise",
            destinataire=personne.email,
            contexte={**contexte, "est_le_nouveau": personne == nouveau},
        )
        for personne in (nouveau, ancien)
    ]
