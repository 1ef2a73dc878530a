"""All that a publication reads, before anything is locked: others wait for what it writes, not for what it computes."""

from dataclasses import dataclass

from django.db import connection

from ami.notifications.redaction import Message
from candidatures.models import Candidature
from candidatures.states import EN_LICE
from evaluation.models import Evaluation
from evaluation.selection import emails
from evaluation.selection.lectures.obstacles import Obstacle, obstacles
from evaluation.selection.lectures.sceau import Sceau, sceau
from evaluation.selection.models import Decision, MotifDecision
from vagues.models import Vague

# Every version of a row has its own place and its own transaction: the sum changes when any row does, comes or goes.
_VERSIONS = "count(*) || ':' || coalesce(sum(hashtextextended(t.ctid::text || t.xmin::text, 0)::numeric), 0)"
_TRACE = " UNION ALL ".join(
    f"SELECT {_VERSIONS} FROM {modele._meta.db_table} t {jointure} WHERE vague_id = %s"  # noqa: S608 - names of models
    for modele, jointure in (
        (Candidature, ""),
        (Evaluation, "JOIN candidatures_candidature c ON c.id = t.candidature_id"),
        (Decision, "JOIN candidatures_candidature c ON c.id = t.candidature_id"),
        (MotifDecision, "JOIN candidatures_candidature c ON c.id = t.decision_id"),
    )
)


@dataclass(frozen=True)
class Preparation:
    """``trace`` tells, under the lock of the wave, whether the rest is still what is stored."""

    trace: tuple[str, ...]
    manques: list[Obstacle]
    decisions: list[Decision]
    sceau: Sceau
    messages: list[Message]


def preparer(vague_id: int) -> Preparation:
    """Read the decisions of a wave, seal them, and write to whom they are announced. The trace comes first:
    what changes while the rest is read shows.
    """
    avant = trace(vague_id)
    vague = Vague.objects.select_related("appel").get(pk=vague_id)
    decisions = list(
        Decision.objects.filter(candidature__vague=vague, candidature__etat__in=EN_LICE)
        .select_related("candidature__volet")
        .prefetch_related("motifs__critere")
        .order_by("candidature__numero", "pk")
    )
    return Preparation(
        avant, obstacles(vague), decisions, sceau(vague, decisions), emails.resultats(vague, decisions)
    )


def trace(vague_id: int) -> tuple[str, ...]:
    """Which versions of the rows of a wave are stored now: one query."""
    with connection.cursor() as curseur:
        curseur.execute(_TRACE, [vague_id] * 4)
        return tuple(ligne for (ligne,) in curseur.fetchall())
