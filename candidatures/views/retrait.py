"""Withdrawing a dossier: its signatory, or the service by a reasoned decision."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.depot import RetraitDOfficeForm, RetraitForm
from candidatures.models import Candidature
from candidatures.permissions import est_a_retirer, peut_deposer, peut_retirer_d_office
from candidatures.services.retirer import retirer_candidature, retirer_d_office
from candidatures.views.portee import contexte_si_rouverte, dossier_de

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
    return _montrer(request, candidature, form, "candidatures/retirer.html")


@role_requis(Role.INSTRUCTEUR, Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def retirer_par_decision(request: Requete, pk: uuid.UUID) -> HttpResponse:
    visibles = Candidature.objects.instruites_par(request.user).select_related("vague", "volet", "porteur")
    candidature = get_object_or_404(visibles, pk=pk)
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
    return _montrer(request, candidature, form, "candidatures/retirer_d_office.html")


def _montrer(request: Requete, candidature: Candidature, form: RetraitForm, gabarit: str) -> HttpResponse:
    statut = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    contexte = {
        "candidature": candidature,
        "form": form,
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "retirable": est_a_retirer(candidature, candidature.vague),
        **contexte_si_rouverte(request, candidature, peut_ecrire=True),
    }
    return render(request, gabarit, contexte, status=statut)
