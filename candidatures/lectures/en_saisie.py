"""What saving a few questions as they are typed needs to know beforehand."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from ami.comptes.models import Utilisateur
from candidatures.formulaire.catalogue.champs import PieceLue
from candidatures.models import Piece
from vagues.models import VoletOuvert

_PIECE_LUE = JSONObject(
    id="pk",
    code="code",
    nom="fichier__nom",
    taille="fichier__taille",
    empreinte="fichier__empreinte",
    fichier="fichier__pk",
    etat="fichier__etat",
    legende="legende",
)


@dataclass(frozen=True)
class EnSaisie:
    volet: VoletOuvert
    role: str
    origine: uuid.UUID | None
    pieces: tuple[PieceLue, ...]


def en_saisie(pk: uuid.UUID, utilisateur: Utilisateur) -> EnSaisie | None:
    """The track of a dossier this person may open, their role, its origin and its documents: one query."""
    pieces = Piece.objects.utiles().filter(candidature=OuterRef("vague__candidatures"))
    ouvert: Any = (  # with what is annotated
        VoletOuvert.objects.filter(
            vague__candidatures=pk,
            vague__candidatures__volet=F("volet"),
            vague__candidatures__acces__utilisateur=utilisateur,
        )
        .select_related("vague", "volet")
        .annotate(
            role=F("vague__candidatures__acces__role"),
            origine=F("vague__candidatures__origine"),
            pieces=ArraySubquery(pieces.values(json=_PIECE_LUE)),
        )
        .first()
    )
    if ouvert is None:
        return None
    return EnSaisie(ouvert, ouvert.role, ouvert.origine, tuple(PieceLue(**lue) for lue in ouvert.pieces))
