"""What was filed, for the agents who read the dossier: its PDFs, its files."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.fichiers.reponses import servir_l_original
from candidatures.permissions import AGENTS_LECTEURS
from candidatures.views.documents import servir_le_document
from candidatures.views.instruction.portee import dossier_instruit
from candidatures.views.pieces import servir_la_piece_deposee


@role_requis(*AGENTS_LECTEURS)
@require_safe
def document(request: Requete, pk: uuid.UUID, version: int, genre: str) -> HttpResponseBase:
    return servir_le_document(request, dossier_instruit(request, pk), version, genre)


@role_requis(*AGENTS_LECTEURS)
@require_safe
def piece(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    return servir_la_piece_deposee(request, dossier_instruit(request, pk), fichier)


@role_requis(*AGENTS_LECTEURS)
@require_safe
def piece_originale(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    """What was sent, when its cleaned copy lacks something of it."""
    return servir_la_piece_deposee(request, dossier_instruit(request, pk), fichier, servir_l_original)
