"""The dossier that a page of the service speaks of."""

import uuid

from django.shortcuts import get_object_or_404

from ami.comptes.requetes import Requete
from candidatures.models import Candidature


def dossier_instruit(request: Requete, pk: uuid.UUID) -> Candidature:
    """A dossier that this agent reads, or 404: filed, within their perimeter."""
    visibles = Candidature.objects.instruites_par(request.user).select_related(
        "vague__appel", "volet", "porteur"
    )
    return get_object_or_404(visibles, pk=pk)
