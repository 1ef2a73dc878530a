"""All that a publication reads, before anything is locked: others wait for what it writes, not for what it computes."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from ami.commun.ensembles import Ecriture
from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from ami.notifications.services import mise_en_file
from candidatures.models import Candidature
from candidatures.services.etats import changements_d_etat
from candidatures.states import EN_LICE, EtatCandidature
from evaluation.models import Evaluation
from evaluation.selection import emails
from evaluation.selection.actes import ActeSelection
from evaluation.selection.lectures.obstacles import Obstacle, obstacles
from evaluation.selection.lectures.publication import decisions_de
from evaluation.selection.lectures.sceau import Sceau, sceau
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.services.motiver import publication_des_motifs
from vagues.models import Vague

# Every version of a row has its own place and its own transaction: the sum changes when any row does, comes or goes.
_VERSIONS = "count(*) || ':' || coalesce(sum(hashtextextended(t.ctid::text || t.xmin::text, 0)::numeric), 0)"
_TRACES = [
    f"(SELECT {_VERSIONS} FROM {modele._meta.db_table} t {jointure} WHERE vague_id = %s)"  # noqa: S608 - names of models
    for modele, jointure in (
        (Candidature, ""),
        (Evaluation, "JOIN candidatures_candidature c ON c.id = t.candidature_id"),
        (Decision, "JOIN candidatures_candidature c ON c.id = t.candidature_id"),
        (MotifDecision, "JOIN candidatures_candidature c ON c.id = t.decision_id"),
    )
]
_JOURNAL = (
    f"(SELECT {_VERSIONS} FROM {Entree._meta.db_table} t "  # noqa: S608 - name of a model
    "WHERE objet_type = %s AND objet_id IN (SELECT id::text FROM candidatures_candidature WHERE vague_id = %s))"
)
_TRACE = f"SELECT {', '.join([*_TRACES, _JOURNAL])}"


@dataclass(frozen=True)
class Preparation:
    """``trace`` tells, under the lock of the wave, whether the rest is still what is stored."""

    trace: tuple[str, ...]
    manques: list[Obstacle]
    decisions: list[Decision]
    sceau: Sceau
    ecritures: tuple[Ecriture, ...] = ()


def preparer(vague_id: int) -> Preparation:
    """Read the decisions of a wave and seal them. The trace comes first: what changes while the rest is read shows."""
    avant = trace(vague_id)
    vague = Vague.objects.get(pk=vague_id)
    decisions = decisions_de(vague, EN_LICE)
    return Preparation(avant, obstacles(vague), decisions, sceau(vague, decisions))


def preparer_les_resultats(vague_id: int, *, par: Utilisateur, le: datetime) -> Preparation:
    """The same, with all that the publication writes of each dossier: its result, its line of the journal, its reasons, its mails.

    Nothing of it when something is missing.
    """
    lu = preparer(vague_id)
    if lu.manques:
        return lu
    vague = Vague.objects.select_related("appel").get(pk=vague_id)
    changements = []
    for decision in lu.decisions:
        candidature = decision.candidature
        candidature.montant_accorde, candidature.motif_resultat = decision.montant, decision.motif
        changements.append((candidature, EtatCandidature(decision.sens)))
    resultats = changements_d_etat(
        changements,
        ActeSelection.RESULTAT_PUBLIE,
        par_id=par.pk,
        le=le,
        champs=["montant_accorde", "motif_resultat"],
        donnees={pk: {"sceau": dossier} for pk, dossier in lu.sceau.dossiers.items()},
    )
    motifs = publication_des_motifs(lu.decisions)
    courriels = mise_en_file(emails.resultats(vague, lu.decisions), maintenant=le)
    return replace(lu, ecritures=(*resultats, motifs, *courriels))


def verrouiller_les_dossiers(vague_id: int) -> None:
    """Every dossier of a wave that is locked: nothing is added to their journal any more."""
    dossiers = Candidature.objects.filter(vague=vague_id).order_by("pk")
    list(dossiers.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def trace(vague_id: int) -> tuple[str, ...]:
    """Which versions of the rows of a wave are stored now: one query."""
    with connection.cursor() as curseur:
        curseur.execute(_TRACE, [vague_id] * 4 + [Candidature.NOM_AU_JOURNAL, vague_id])
        return tuple(curseur.fetchone() or ())
