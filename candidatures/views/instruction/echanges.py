"""The thread of a dossier, for the service."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.televersement import accepte_des_fichiers
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.fichiers.reponses import servir_l_original
from candidatures.models import Candidature, Cote
from candidatures.permissions import peut_parler_pour_le_service
from candidatures.views.echanges import Fil, echanger, lire, servir_le_fichier

AGENTS = (Role.INSTRUCTEUR, Role.ADMINISTRATEUR)


def _fil(request: Requete, pk: uuid.UUID) -> Fil:
    """Any dossier once filed, taken back or withdrawn included: the thread shows nothing of its content."""
    numerotes = Candidature.objects.filter(numero__isnull=False).select_related("vague__appel")
    candidature = get_object_or_404(numerotes, pk=pk)
    if not peut_parler_pour_le_service(request.user, candidature):
        raise PermissionDenied
    return Fil(candidature, Cote.SERVICE, peut_ecrire=True)


@accepte_des_fichiers()
@role_requis(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def echanges(request: Requete, pk: uuid.UUID) -> HttpResponse:
    return echanger(request, _fil(request, pk))


@role_requis(*AGENTS)
@require_POST
def lus(request: Requete, pk: uuid.UUID) -> HttpResponse:
    return lire(request, _fil(request, pk))


@role_requis(*AGENTS)
@require_safe
def fichier(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    return servir_le_fichier(request, _fil(request, pk), fichier)


@role_requis(*AGENTS)
@require_safe
def original(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    """What was sent, when its cleaned copy lacks something of it."""
    return servir_le_fichier(request, _fil(request, pk), fichier, servir_l_original)
