"""Taking up a dossier that was not selected."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from ami.commun.soumission import agir
from ami.comptes.requetes import Requete
from candidatures.permissions import peut_rediger
from candidatures.services.recandidater import recandidater
from candidatures.views.portee import entier
from candidatures.views.porteur.portee import dossier_de
from vagues.models import VoletOuvert


@require_POST
def reprendre_le_dossier(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    volet = get_object_or_404(VoletOuvert, pk=entier(request.POST.get("volet_ouvert")))
    return agir(
        request,
        lambda: recandidater(
            candidature_id=pk, volet_ouvert=volet, par=request.user, recu_le=request.recu_le
        ),
        "Vos réponses et vos pièces sont reprises dans ce brouillon. Il n’est pas encore déposé.",
        redirect("candidatures:dossier", pk),
        vers=lambda suite: redirect("candidatures:dossier", suite.pk),
    )
