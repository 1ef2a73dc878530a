"""Withdrawing a dossier, by a reasoned decision of the service."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ami.commun.soumission import refuser, reussir, saisie, soumettre
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
    form = RetraitDOfficeForm(saisie(request))
    retire = f"Le dossier {candidature.numero} est retiré. Ses responsables sont prévenus."
    return soumettre(
        request,
        form,
        lambda: retirer_d_office(
            candidature_id=pk, par=request.user, recu_le=request.recu_le, motif=form.cleaned_data["motif"]
        ),
        page=lambda statut: montrer_le_retrait(
            request, candidature, form, "candidatures/instruction/retirer.html", statut
        ),
        vers=lambda _: reussir(request, retire, redirect("instruction:liste")),
        refus=lambda erreur: refuser(request, erreur, redirect("instruction:dossier", pk)),
    )
