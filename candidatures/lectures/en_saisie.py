"""What typing needs to know beforehand: a section as a page, a few questions saved as they are typed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from ami.comptes.models import Utilisateur
from candidatures.formulaire.catalogue.champs import Dossier, PieceLue
from candidatures.lectures import en_l_etat
from candidatures.lectures.motifs import Motif, motifs_d_origine
from candidatures.models import Candidature, Piece
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
class Ecrite:
    """An answer as it is stored, and who wrote it last."""

    valeur: Any
    version: int
    le: datetime
    par: int


@dataclass(frozen=True)
class SectionEnSaisie:
    """``ecrites``: every answer of the dossier; ``motifs``: why the one it takes up was not selected."""

    dossier: Dossier
    ecrites: Mapping[str, Ecrite]
    motifs: tuple[Motif, ...]

    def relue(self, candidature: Candidature) -> "SectionEnSaisie":
        """Once answers were written: one query. Rules and documents stay what they were."""
        ecrites = _ecrites(candidature)
        return replace(self, dossier=replace(self.dossier, reponses=_valeurs(ecrites)), ecrites=ecrites)


def section_en_saisie(candidature: Candidature) -> SectionEnSaisie:
    """A dossier as it stands, read with its wave and its track: three queries, one or two more when it takes up another dossier."""
    ouvert = en_l_etat.volets_ouverts(candidature).select_related(None).get()
    ouvert.vague, ouvert.volet = candidature.vague, candidature.volet
    motifs = motifs_d_origine(candidature)
    questions = tuple((motif.code, motif.critere) for motif in motifs)
    cahier = replace(en_l_etat.cahier_du_volet(ouvert), motifs=questions)
    ecrites = _ecrites(candidature)
    return SectionEnSaisie(Dossier(cahier, _valeurs(ecrites), en_l_etat.pieces(candidature)), ecrites, motifs)


def _ecrites(candidature: Candidature) -> dict[str, Ecrite]:
    lignes = candidature.reponses.order_by().values_list("champ", "valeur", "version", "le", "par")
    return {champ: Ecrite(valeur, version, le, par) for champ, valeur, version, le, par in lignes}


def _valeurs(ecrites: Mapping[str, Ecrite]) -> dict[str, Any]:
    return {champ: ecrite.valeur for champ, ecrite in ecrites.items()}


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
