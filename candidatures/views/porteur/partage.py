"""People of a dossier: who may open it, who signs it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ami.commun.adresses import affichable, canonique
from ami.commun.soumission import agir, nombre_envoye, reussir, saisie, soumettre
from ami.comptes.requetes import Requete
from candidatures.forms.partage import InvitationForm
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.lectures import en_l_etat
from candidatures.lectures.personnes import personnes_de
from candidatures.models import Acces, Invitation, RoleAcces
from candidatures.permissions import est_modifiable, permet_de_rediger, peut_gerer_les_acces
from candidatures.services.inviter import (
    accepter_invitation,
    annuler_invitation,
    decliner_invitation,
    inviter,
)
from candidatures.services.partager import changer_role, choisir_rappels, quitter_dossier, retirer_acces
from candidatures.services.transferer import (
    accepter_transfert,
    annuler_transfert,
    decliner_transfert,
    proposer_transfert,
)
from candidatures.views.portee import contexte_du_brouillon
from candidatures.views.porteur.portee import acces_de, dossier_de

SIGNATAIRE = (
    "Vous êtes maintenant signataire de ce dossier. S’il n’est pas déposé, confirmez que vous pouvez engager la "
    "structure, et dites si vous en êtes le représentant légal."
)


@require_http_methods(["GET", "HEAD", "POST"])
def personnes(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Read who may open the dossier; its signatory invites."""
    acces = acces_de(request, pk)
    form = InvitationForm(saisie(request))
    if form.is_bound and acces.role != RoleAcces.SIGNATAIRE:
        raise PermissionDenied
    return soumettre(
        request,
        form,
        lambda: inviter(candidature_id=pk, par=request.user, recu_le=request.recu_le, **form.cleaned_data),
        page=lambda statut: _page(request, acces, form, statut),
        vers=lambda invitation: reussir(
            request,
            f"Une invitation est envoyée à {affichable(invitation.adresse)}.",
            redirect("candidatures:personnes", pk),
        ),
    )


def _page(request: Requete, mien: Acces, form: InvitationForm, statut: int) -> HttpResponse:
    contexte = _contexte(request, mien) | {"form": form}
    return render(request, "candidatures/porteur/personnes.html", contexte, status=statut)


def _contexte(request: Requete, mien: Acces) -> dict[str, Any]:
    candidature = mien.candidature
    contexte: dict[str, Any] = {"candidature": candidature, "est_un_brouillon": est_modifiable(candidature)}
    if contexte["est_un_brouillon"]:
        etats = etat_des_sections(en_l_etat.dossier(candidature))
        ecrit = permet_de_rediger(mien.role)
        contexte |= contexte_du_brouillon(candidature, etats, peut_ecrire=ecrit)
        contexte["ouverte"] = candidature.vague.est_ouverte(request.recu_le)
    return contexte | {
        "mien": mien,
        "est_signataire": mien.role == RoleAcces.SIGNATAIRE,
        "personnes": personnes_de(candidature),
        "invitations": candidature.invitations.en_attente(request.recu_le).select_related("par"),
        "transfert": candidature.transferts.en_attente().first(),
    }


@require_POST
def annuler(request: Requete, pk: uuid.UUID, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    _exiger_signataire(request, pk)
    trouvee = get_object_or_404(Invitation, pk=invitation, candidature=pk)
    return agir(
        request,
        lambda: annuler_invitation(invitation_id=trouvee.pk, par=request.user, recu_le=request.recu_le),
        "L’invitation est annulée.",
        redirect("candidatures:personnes", pk),
    )


@require_POST
def role(request: Requete, pk: uuid.UUID, acces: int) -> HttpResponse:
    """Make a rédacteur of a lecteur, or the reverse."""
    _exiger_signataire(request, pk)
    vise = get_object_or_404(Acces, pk=acces, candidature=pk)
    options = {"acces_id": vise.pk, "role": request.POST.get("role", "")}
    return _du_dossier(request, pk, changer_role, "Le rôle est changé.", **options)


@require_POST
def retirer(request: Requete, pk: uuid.UUID, acces: int) -> HttpResponse:
    """Close somebody's access."""
    _exiger_signataire(request, pk)
    vise = get_object_or_404(Acces, pk=acces, candidature=pk)
    return _du_dossier(
        request, pk, retirer_acces, "Cette personne n’a plus accès au dossier.", acces_id=vise.pk
    )


@require_POST
def quitter(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Give one's own access up."""
    acces = acces_de(request, pk)
    retour = ("candidatures:personnes", pk) if acces.role == RoleAcces.SIGNATAIRE else ("candidatures:liste",)
    return agir(
        request,
        lambda: quitter_dossier(candidature_id=pk, par=request.user, recu_le=request.recu_le),
        f"Vous avez quitté le dossier « {acces.candidature} ».",
        redirect(*retour),
    )


@require_POST
def rappels(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Receive the reminders of this draft, or not."""
    dossier_de(request, pk)
    veut = request.POST.get("rappels") == "oui"
    phrase = (
        "Vous recevrez les rappels." if veut else "Vous ne recevrez plus que le rappel de l’avant-veille."
    )
    return _du_dossier(request, pk, choisir_rappels, phrase, rappels=veut)


@require_POST
def proposer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Propose another signatory."""
    _exiger_signataire(request, pk)
    vise = get_object_or_404(Acces, pk=nombre_envoye(request.POST.get("acces")), candidature=pk)
    phrase = "La proposition est envoyée. Vous restez signataire tant qu’elle n’est pas acceptée."
    return _du_dossier(request, pk, proposer_transfert, phrase, acces_id=vise.pk)


@require_POST
def annuler_proposition(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Take the proposal back."""
    _exiger_signataire(request, pk)
    return _du_dossier(request, pk, annuler_transfert, "La proposition est annulée. Vous restez signataire.")


@require_POST
def accepter_signature(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Become the signatory."""
    dossier_de(request, pk)
    return _du_dossier(request, pk, accepter_transfert, SIGNATAIRE)


@require_POST
def decliner_signature(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Refuse to become the signatory."""
    dossier_de(request, pk)
    return _du_dossier(request, pk, decliner_transfert, "Vous avez décliné. Le signataire ne change pas.")


@require_POST
def accepter(request: Requete, invitation: int) -> HttpResponse:
    """Open a dossier to which one is invited."""
    trouvee = _mienne(request, invitation)
    return agir(
        request,
        lambda: accepter_invitation(invitation_id=trouvee.pk, par=request.user, recu_le=request.recu_le),
        "Vous avez maintenant accès à ce dossier.",
        redirect("candidatures:liste"),
        vers=lambda _: redirect("candidatures:dossier", trouvee.candidature_id),
    )


@require_POST
def decliner(request: Requete, invitation: int) -> HttpResponse:
    """Refuse an invitation."""
    trouvee = _mienne(request, invitation)
    return agir(
        request,
        lambda: decliner_invitation(invitation_id=trouvee.pk, par=request.user, recu_le=request.recu_le),
        "Vous avez décliné l’invitation.",
        redirect("candidatures:liste"),
    )


def _mienne(request: Requete, invitation: int) -> Invitation:
    """An invitation sent to the address with which this person signed in; allauth has verified it."""
    return get_object_or_404(Invitation, pk=invitation, adresse=canonique(request.user.email))


def _exiger_signataire(request: Requete, pk: uuid.UUID) -> None:
    if not peut_gerer_les_acces(request.user, dossier_de(request, pk)):
        raise PermissionDenied


def _du_dossier(
    request: Requete, pk: uuid.UUID, service: Callable[..., object], phrase: str, **options: Any
) -> HttpResponse:
    return agir(
        request,
        lambda: service(candidature_id=pk, par=request.user, recu_le=request.recu_le, **options),
        phrase,
        redirect("candidatures:personnes", pk),
    )
