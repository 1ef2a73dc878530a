"""The PDFs of what was filed, for the people of the dossier."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from ami.comptes.requetes import Requete
from candidatures.views.documents import servir_le_document
from candidatures.views.porteur.portee import dossier_de


@require_safe
def document(request: Requete, pk: uuid.UUID, version: int, genre: str) -> HttpResponseBase:
    return servir_le_document(request, dossier_de(request, pk), version, genre)
