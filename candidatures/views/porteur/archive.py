"""The whole dossier in one file, for its people."""

import uuid

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from ami.comptes.requetes import Requete
from candidatures.models import Cote
from candidatures.views.archive import servir_l_archive
from candidatures.views.porteur.portee import dossier_de


@require_safe
def archive(request: Requete, pk: uuid.UUID) -> HttpResponseBase:
    """404 for a draft that was never filed: there is nothing to keep yet."""
    candidature = dossier_de(request, pk)
    if candidature.numero is None:
        raise Http404
    return servir_l_archive(request, candidature, Cote.PORTEUR, retour="candidatures:dossier")
