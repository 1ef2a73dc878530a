"""Withdrawing a dossier, by its signatory."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import ErreurMetier
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
    form = RetraitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            retirer_candidature(
                candidature_id=pk, par=request.user, recu_le=request.recu_le, motif=form.cleaned_data["motif"]
            )
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
        else:
            messages.success(request, RETIRE)
        return redirect("candidatures:dossier", pk)
    if not est_a_retirer(candidature, candidature.vague):
        return redirect("candidatures:dossier", pk)
    return montrer_le_retrait(request, candidature, form, "candidatures/retirer.html")
