"""What a publication seals: from the weights and the notes to the public list, dossier by dossier.

Digests alone leave this module. Each part is computed from the rows that hold it, in an order that they do not choose.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from ami.commun.canonique import canonique
from candidatures.models import Candidature, MotifCritere
from evaluation.models import Evaluation, GrilleVague, Note, Synthese
from evaluation.selection.lectures.motifs import criteres_de
from evaluation.selection.models import Decision
from evaluation.states import EtatEvaluation
from vagues.models import Vague

Parties = dict[str, str]


@dataclass(frozen=True)
class Sceau:
    """``dossiers``: by key, the digests of its readings, its synthesis, its decision and what is public of it."""

    grille: str
    dossiers: Mapping[str, Mapping[str, str]]

    @cached_property
    def empreinte(self) -> str:
        """What two administrators sign."""
        return empreinte([self.grille, sorted((pk, sorted(d.items())) for pk, d in self.dossiers.items())])


def empreinte(donnees: Any) -> str:
    return hashlib.sha256(canonique(donnees).encode()).hexdigest()


def sceau(vague: Vague, decisions: Iterable[Decision]) -> Sceau:
    """Seal these decisions, with their dossiers and their reasons (``decisions_de``), and all that they rest on: five queries."""
    lectures, syntheses = _lectures(vague), _syntheses(vague)
    return Sceau(
        empreinte_de_la_grille(vague),
        {
            str(decision.candidature_id): {
                "lectures": empreinte(lectures.get(decision.candidature_id, [])),
                "synthese": empreinte(syntheses.get(decision.candidature_id)),
                "decision": empreinte(_decision(decision)),
                "public": empreinte(_a_publier(decision)),
            }
            for decision in decisions
        },
    )


def empreinte_de_la_grille(vague: Vague) -> str:
    """Criteria, weights and threshold of a wave."""
    lien = GrilleVague.objects.select_related("grille").filter(vague=vague).first()
    criteres = [[c.code, c.ordre, c.libelle, str(c.poids)] for c in criteres_de(vague.pk)]
    return empreinte([lien and [lien.grille.code, str(lien.grille.seuil)], criteres])


def empreinte_du_calendrier(vague: Vague) -> str:
    """What everybody reads of a published wave: its instants, why it closed early, how many laureates."""
    instants = (vague.ouverture, vague.cloture, vague.cloture_annoncee, vague.close_le, vague.publiee_le)
    lus = [instant and instant.astimezone(UTC).isoformat() for instant in instants]
    return empreinte([*lus, str(vague.annoncee_le), vague.motif_de_cloture, vague.laureats_annonces])


def empreintes_publiees(dossiers: QuerySet[Candidature]) -> dict[str, str]:
    """What is public now of each dossier, as the part « public » of its seal was computed: two queries."""
    motifs: dict[uuid.UUID, list[list[Any]]] = {}
    ecrits = MotifCritere.objects.filter(candidature__in=dossiers).order_by("candidature", "ordre", "pk")
    for pk, *motif in ecrits.values_list("candidature", "ordre", "critere", "code", "motif"):
        motifs.setdefault(pk, []).append(motif)
    return {
        str(dossier.pk): empreinte(
            _public(
                dossier,
                dossier.etat,
                dossier.montant_accorde,
                dossier.motif_resultat,
                motifs.get(dossier.pk, []),
            )
        )
        for dossier in dossiers.select_related("volet")
    }


def _lectures(vague: Vague) -> dict[uuid.UUID, list[Any]]:
    """Readings handed in, each with its notes in the order of the grid: two queries."""
    remises = Evaluation.objects.filter(candidature__vague=vague, etat=EtatEvaluation.REMISE)
    notes: dict[int, list[Any]] = {}
    donnees = Note.objects.filter(evaluation__in=remises).order_by("evaluation", "critere")
    for pk, *note in donnees.values_list(
        "evaluation", "critere", "valeur", "ne_se_prononce_pas", "justification"
    ):
        notes.setdefault(pk, []).append(note)
    lectures: dict[uuid.UUID, list[Any]] = {}
    remises = remises.order_by("candidature", "evaluateur")
    for pk, candidature, *lue in remises.values_list("pk", "candidature", "evaluateur", "version_lue"):
        lectures.setdefault(candidature, []).append([*lue, notes.get(pk, [])])
    return lectures


def _syntheses(vague: Vague) -> dict[uuid.UUID, list[Any]]:
    champs = ("moyenne", "mediane", "ecart_type", "evaluations", "abstentions")
    lignes = Synthese.objects.filter(candidature__vague=vague).values_list("candidature", *champs)
    return {pk: [_texte(valeur) for valeur in valeurs] for pk, *valeurs in lignes}


def _decision(decision: Decision) -> list[Any]:
    motifs = [[motif.critere_id, motif.motif] for motif in decision.lus]
    textes = [decision.motif, decision.sans_evaluation, decision.hors_bornes]
    return [decision.par_id, decision.sens, _texte(decision.montant), *textes, motifs]


def _a_publier(decision: Decision) -> list[Any]:
    motifs = [[m.critere.ordre, m.critere.libelle, m.critere.code, m.motif] for m in decision.lus]
    return _public(decision.candidature, decision.sens, decision.montant, decision.motif, motifs)


def _public(
    dossier: Candidature, etat: str, montant: Decimal | None, motif: str, motifs: list[list[Any]]
) -> list[Any]:
    qui = [dossier.numero, dossier.nom, dossier.siren, dossier.departement, dossier.volet.code]
    return [*qui, etat, _texte(montant), motif, motifs]


def _texte(valeur: Any) -> Any:
    return f"{valeur.normalize():f}" if isinstance(valeur, Decimal) else valeur
