"""How far drafts have come, several at once: for a list."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from candidatures.formulaire.catalogue.champs import Dossier, PieceLue
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.lectures.en_l_etat import cahier_du_volet, piece_lue
from candidatures.lectures.motifs import motifs_d_origines
from candidatures.models import Candidature, Piece, Reponse
from vagues.models import VoletOuvert


@dataclass(frozen=True)
class Avancement:
    """``modifie_le``: last answer or document; None while there is none."""

    completes: int
    sections: int
    modifie_le: datetime | None


def avancements(brouillons: Collection[Candidature]) -> dict[UUID, Avancement]:
    """By draft: three queries for all, two more when some take up another dossier; none without a draft."""
    if not brouillons:
        return {}
    volets = _volets(brouillons)
    motifs = motifs_d_origines(brouillons)
    reponses: dict[UUID, dict[str, object]] = defaultdict(dict)
    pieces: dict[UUID, list[PieceLue]] = defaultdict(list)
    instants: dict[UUID, list[datetime]] = defaultdict(list)
    for ecrite in Reponse.objects.filter(candidature__in=brouillons):
        reponses[ecrite.candidature_id][ecrite.champ] = ecrite.valeur
        instants[ecrite.candidature_id].append(ecrite.le)
    for piece in Piece.objects.utiles().filter(candidature__in=brouillons).select_related("fichier"):
        pieces[piece.candidature_id].append(piece_lue(piece))
        instants[piece.candidature_id].append(piece.ajoutee_le)
    trouves = {}
    for brouillon in brouillons:
        pk = brouillon.pk
        cahier = cahier_du_volet(volets[brouillon.vague_id, brouillon.volet_id])
        cahier = replace(cahier, motifs=tuple((m.code, m.critere) for m in motifs.get(pk, ())))
        etats = etat_des_sections(Dossier(cahier, reponses[pk], tuple(pieces[pk])))
        completes = sum(etat.complete for etat in etats)
        trouves[pk] = Avancement(completes, len(etats), max(instants[pk], default=None))
    return trouves


def _volets(brouillons: Collection[Candidature]) -> dict[tuple[int, int], VoletOuvert]:
    """Tracks of their waves, by wave and track."""
    ouverts = VoletOuvert.objects.select_related("volet", "vague").filter(
        vague__in={b.vague_id for b in brouillons}, volet__in={b.volet_id for b in brouillons}
    )
    return {(ouvert.vague_id, ouvert.volet_id): ouvert for ouvert in ouverts}
