"""Deleting a draft, by its signatory."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.soumission import refuser, reussir, saisie, soumettre
from ami.comptes.requetes import Requete
from candidatures.forms.depot import SuppressionForm
from candidatures.permissions import est_a_supprimer, peut_deposer
from candidatures.services.supprimer import supprimer_brouillon
from candidatures.views.porteur.portee import dossier_de


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Say what deleting does, then delete."""
    candidature = dossier_de(request, pk)
    if not peut_deposer(request.user, candidature):
        raise PermissionDenied
    form, retour = SuppressionForm(saisie(request)), redirect("candidatures:dossier", pk)
    if not form.is_valid() and not est_a_supprimer(candidature):
        return retour
    contexte = {
        "candidature": candidature,
        "form": form,
        "pieces": candidature.pieces.presentes().count(),
        "autres": candidature.acces.exclude(utilisateur=request.user).count(),
    }
    return soumettre(
        request,
        form,
        lambda: supprimer_brouillon(candidature_id=pk, par=request.user, recu_le=request.recu_le),
        page=lambda statut: render(request, "candidatures/porteur/supprimer.html", contexte, status=statut),
        vers=lambda _: reussir(
            request, f"Le brouillon « {candidature} » est supprimé.", redirect("candidatures:liste")
        ),
        refus=lambda erreur: refuser(request, erreur, retour),
    )
