"""Reasons of a published result, and what is answered to them in the next dossier."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from candidatures.formulaire.questionnaire import SECTIONS_DES_CRITERES
from candidatures.models import Candidature, MotifCritere

GENERAL = "general"


@dataclass(frozen=True)
class Motif:
    """``code`` names the question « ce que nous avons changé » of a later dossier; ``section`` is where one answers to it.

    No section: the criterion is read over the whole dossier.
    """

    code: str
    critere: str
    texte: str
    section: str = ""


def motifs_par_critere(candidature_id: UUID) -> tuple[Motif, ...]:
    """Written by the publication alone: nothing here before it. One query."""
    return _par_critere([candidature_id]).get(candidature_id, ())


def motifs_d_origine(candidature: Candidature) -> tuple[Motif, ...]:
    """Why the dossier that this one takes up was not selected: no query without an origin, two at most."""
    return motifs_d_origines([candidature]).get(candidature.pk, ())


def motifs_d_origines(candidatures: Iterable[Candidature]) -> dict[UUID, tuple[Motif, ...]]:
    """The same for several dossiers, by dossier, in as many queries."""
    origines = {c.pk: c.origine_id for c in candidatures if c.origine_id}
    if not origines:
        return {}
    trouves = _par_critere(origines.values())
    if sans_critere := set(origines.values()) - trouves.keys():
        generaux = Candidature.objects.filter(pk__in=sans_critere).values_list("pk", "motif_resultat")
        trouves |= {pk: (Motif(GENERAL, "le motif du résultat", texte),) for pk, texte in generaux if texte}
    return {pk: trouves[origine] for pk, origine in origines.items() if origine in trouves}


def _par_critere(candidatures: Iterable[UUID]) -> dict[UUID, tuple[Motif, ...]]:
    lignes = MotifCritere.objects.filter(candidature__in=list(candidatures)).order_by("ordre")
    trouves: dict[UUID, tuple[Motif, ...]] = {}
    for ligne in lignes:
        motif = Motif(str(ligne.ordre), ligne.critere, ligne.motif, SECTIONS_DES_CRITERES.get(ligne.code, ""))
        trouves[ligne.candidature_id] = (*trouves.get(ligne.candidature_id, ()), motif)
    return trouves
