"""Reasons of a published result, and what is answered to them in the next dossier."""

from dataclasses import dataclass
from uuid import UUID

from candidatures.models import Candidature, MotifCritere

GENERAL = "general"


@dataclass(frozen=True)
class Motif:
    """``code`` names the question « ce que nous avons changé » of a later dossier."""

    code: str
    critere: str
    texte: str


def motifs_par_critere(candidature_id: UUID) -> tuple[Motif, ...]:
    """Written by the publication alone: nothing here before it. One query."""
    lignes = MotifCritere.objects.filter(candidature=candidature_id).order_by("ordre")
    return tuple(
        Motif(str(ordre), critere, motif)
        for ordre, critere, motif in lignes.values_list("ordre", "critere", "motif")
    )


def motifs_d_origine(candidature: Candidature) -> tuple[Motif, ...]:
    """Why the dossier that this one takes up was not selected: no query without an origin, two at most."""
    if candidature.origine_id is None:
        return ()
    par_critere = motifs_par_critere(candidature.origine_id)
    if par_critere:
        return par_critere
    general = Candidature.objects.values_list("motif_resultat", flat=True).get(pk=candidature.origine_id)
    return (Motif(GENERAL, "le motif du résultat", general),) if general else ()
