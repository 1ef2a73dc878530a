"""The whole dossier in one file, for its people and for the service."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.fichiers.erreurs import StockageEnPanne
from ami.fichiers.reponses import ENTETES
from candidatures.models import Candidature, Cote
from candidatures.permissions import peut_parler_pour_le_service
from candidatures.version_deposee.archive import ecrire, rassembler, sonder
from candidatures.views.portee import dossier_de


@require_safe
def du_porteur(request: Requete, pk: uuid.UUID) -> HttpResponseBase:
    """404 for a draft that was never filed: there is nothing to keep yet."""
    candidature = dossier_de(request, pk)
    if candidature.numero is None:
        raise Http404
    return _servir(request, candidature, Cote.PORTEUR)


@role_requis(Role.INSTRUCTEUR, Role.ADMINISTRATEUR)
@require_safe
def du_service(request: Requete, pk: uuid.UUID) -> HttpResponseBase:
    candidature = get_object_or_404(Candidature.objects.instruites_par(request.user), pk=pk)
    if not peut_parler_pour_le_service(request.user, candidature):
        raise PermissionDenied
    return _servir(request, candidature, Cote.SERVICE)


def _servir(request: Requete, candidature: Candidature, cote: Cote) -> HttpResponseBase:
    archive = rassembler(candidature, cote)
    try:
        sonder(archive)
    except StockageEnPanne:
        messages.error(
            request, "Le dossier entier ne peut pas être lu pour le moment : réessayez dans quelques minutes."
        )
        return redirect(
            "candidatures:dossier" if cote == Cote.PORTEUR else "instruction:dossier", candidature.pk
        )
    disposition = content_disposition_header(as_attachment=True, filename=archive.nom)
    entetes = {**ENTETES, "Content-Disposition": str(disposition)}
    return StreamingHttpResponse(ecrire(archive), content_type="application/zip", headers=entetes)
