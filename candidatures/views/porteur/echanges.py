"""The thread of a dossier, for its people."""

import uuid

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.televersement import accepte_des_fichiers
from ami.comptes.requetes import Requete
from candidatures.models import Cote
from candidatures.permissions import peut_echanger
from candidatures.views.echanges import Fil, echanger, lire, servir_le_fichier
from candidatures.views.porteur.portee import dossier_de


def _fil(request: Requete, pk: uuid.UUID) -> Fil:
    """404 for a stranger, and for a draft: the thread opens with the filing."""
    candidature = dossier_de(request, pk)
    if candidature.numero is None:
        raise Http404
    return Fil(candidature, Cote.PORTEUR, peut_echanger(request.user, candidature))


@accepte_des_fichiers()
@require_http_methods(["GET", "HEAD", "POST"])
def echanges(request: Requete, pk: uuid.UUID) -> HttpResponse:
    return echanger(request, _fil(request, pk))


@require_POST
def lus(request: Requete, pk: uuid.UUID) -> HttpResponse:
    return lire(request, _fil(request, pk))


@require_safe
def fichier(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    return servir_le_fichier(request, _fil(request, pk), fichier)
