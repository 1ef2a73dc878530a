"""Withdrawing a dossier, by its signatory."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ami.commun.soumission import refuser, reussir, saisie, soumettre
from ami.comptes.requetes import Requete
from candidatures.forms.depot import RetraitForm
from candidatures.permissions import est_a_retirer, peut_deposer
from candidatures.services.retirer import retirer_candidature
from candidatures.views.porteur.portee import dossier_de
from candidatures.views.retrait import montrer_le_retrait

RETIRE = "Le dossier est retiré. Un courriel le confirme."


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Say what withdrawing does, then withdraw."""
    candidature = dossier_de(request, pk)
    if not peut_deposer(request.user, candidature):
        raise PermissionDenied
    form, retour = RetraitForm(saisie(request)), redirect("candidatures:dossier", pk)
    if not form.is_valid() and not est_a_retirer(candidature, candidature.vague):
        return retour
    return soumettre(
        request,
        form,
        lambda: retirer_candidature(
            candidature_id=pk, par=request.user, recu_le=request.recu_le, motif=form.cleaned_data["motif"]
        ),
        page=lambda statut: montrer_le_retrait(
            request, candidature, form, "candidatures/porteur/retirer.html", statut
        ),
        vers=lambda _: reussir(request, RETIRE, retour),
        refus=lambda erreur: refuser(request, erreur, retour),
    )
