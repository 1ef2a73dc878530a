"""Bringing a dossier into another wave: a draft that missed its closing, a dossier that was not selected."""

import uuid
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ami.commun.soumission import agir
from ami.comptes.models import Utilisateur
from ami.comptes.requetes import Requete
from candidatures.models import Candidature
from candidatures.permissions import peut_deposer, peut_rediger
from candidatures.services.recandidater import recandidater
from candidatures.services.reporter import reporter_brouillon
from candidatures.views.porteur.portee import dossier_de, volet_choisi


@require_POST
def reporter(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Carry a draft of a closed wave into an open one."""
    phrase = "Votre brouillon a changé de vague. Il n’est pas encore déposé."
    return _mener(request, pk, peut_deposer, reporter_brouillon, phrase)


@require_POST
def reprendre_le_dossier(request: Requete, pk: uuid.UUID) -> HttpResponse:
    phrase = "Vos réponses et vos pièces sont reprises dans ce brouillon. Il n’est pas encore déposé."
    return _mener(request, pk, peut_rediger, recandidater, phrase)


def _mener(
    request: Requete,
    pk: uuid.UUID,
    permis: Callable[[Utilisateur, Candidature], bool],
    service: Callable[..., Candidature],
    phrase: str,
) -> HttpResponse:
    if not permis(request.user, dossier_de(request, pk)):
        raise PermissionDenied
    volet = volet_choisi(request)
    return agir(
        request,
        lambda: service(candidature_id=pk, volet_ouvert=volet, par=request.user, recu_le=request.recu_le),
        phrase,
        redirect("candidatures:dossier", pk),
        vers=lambda brouillon: redirect("candidatures:dossier", brouillon.pk),
    )
