"""Withdrawing a dossier, by a reasoned decision of the service."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.depot import RetraitDOfficeForm
from candidatures.permissions import peut_retirer_d_office
from candidatures.services.retirer import retirer_d_office
from candidatures.views.instruction.portee import dossier_instruit
from candidatures.views.retrait import montrer_le_retrait


@role_requis(Role.INSTRUCTEUR, Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = dossier_instruit(request, pk)
    if not peut_retirer_d_office(request.user, candidature):
        raise PermissionDenied
    form = RetraitDOfficeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            retirer_d_office(
                candidature_id=pk, par=request.user, recu_le=request.recu_le, motif=form.cleaned_data["motif"]
            )
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            return redirect("instruction:dossier", pk)
        messages.success(
            request, f"Le dossier {candidature.numero} est retiré. Ses responsables sont prévenus."
        )
        return redirect("instruction:liste")
    return montrer_le_retrait(request, candidature, form, "candidatures/retirer_d_office.html")
