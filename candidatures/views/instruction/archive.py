"""The whole dossier in one file, for the service."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Cote
from candidatures.permissions import peut_parler_pour_le_service
from candidatures.views.archive import servir_l_archive
from candidatures.views.instruction.portee import dossier_instruit


@role_requis(Role.INSTRUCTEUR, Role.ADMINISTRATEUR)
@require_safe
def archive(request: Requete, pk: uuid.UUID) -> HttpResponseBase:
    candidature = dossier_instruit(request, pk)
    if not peut_parler_pour_le_service(request.user, candidature):
        raise PermissionDenied
    return servir_l_archive(request, candidature, Cote.SERVICE, retour="instruction:dossier")
