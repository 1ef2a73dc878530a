"""Documents of a dossier, for its évaluateur: what was filed, once the absence of conflict is declared."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.fichiers.reponses import servir_l_original
from candidatures.models import GenreDocument
from candidatures.views.documents import servir_le_document
from candidatures.views.pieces import servir_la_piece_deposee
from evaluation.models import Evaluation
from evaluation.permissions import peut_lire_le_dossier


@role_requis(Role.EVALUATEUR)
@require_safe
def piece(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    return servir_la_piece_deposee(request, _evaluation_lisible(request, pk).candidature, fichier)


@role_requis(Role.EVALUATEUR)
@require_safe
def piece_originale(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    """What was sent, when its cleaned copy lacks something of it: a signature that counts, for instance."""
    candidature = _evaluation_lisible(request, pk).candidature
    return servir_la_piece_deposee(request, candidature, fichier, servir_l_original)


def _evaluation_lisible(request: Requete, pk: uuid.UUID) -> Evaluation:
    visibles = Evaluation.objects.visibles_par(request.user).select_related("candidature__vague")
    evaluation = get_object_or_404(visibles, candidature=pk)
    if not peut_lire_le_dossier(request.user, evaluation):
        raise PermissionDenied
    return evaluation


@role_requis(Role.EVALUATEUR)
@require_safe
def document(request: Requete, pk: uuid.UUID, version: int) -> HttpResponseBase:
    """The PDF of what was filed; its acknowledgement of receipt is the porteur's."""
    evaluation = _evaluation_lisible(request, pk)
    return servir_le_document(request, evaluation.candidature, version, GenreDocument.DOSSIER)
