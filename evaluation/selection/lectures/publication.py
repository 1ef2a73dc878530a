"""What a publication would send, what keeps it from being signed, and how its sending goes."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures.models.candidature import partage_l_interet_de
from candidatures.states import EN_LICE, RESULTATS
from evaluation.selection.emails import lot_des_resultats
from evaluation.selection.lectures.motifs import criteres_de
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.states import Sens
from vagues.models import Vague

A_PUBLIER = (*EN_LICE, *RESULTATS)  # to be published, or published


def decisions_de(vague: Vague, etats: Collection[str] | None = A_PUBLIER) -> list[Decision]:
    """Decisions of a wave on dossiers in one of these states, or in any, all at once and with their reasons: three queries."""
    return avec_motifs(vague, _decisions(vague, etats))


def decisions_lisibles(vague: Vague, par: Utilisateur) -> QuerySet[Decision]:
    """Those on dossiers in which this person has no interest, read by number where the index of filed dossiers has them."""
    return (
        decisions_a_publier(vague)
        .annotate(anciennete=-F("candidature__vague"))
        .filter(anciennete=-vague.pk, candidature__numero__isnull=False)
        .exclude(partage_l_interet_de(par, "candidature__"))
        .order_by("anciennete", "candidature__numero")
    )


def decisions_a_publier(vague: Vague) -> QuerySet[Decision]:
    return _decisions(vague)


def avec_motifs(vague: Vague, decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions of a wave, each with its reasons in ``lus``, in the order of the grid: two queries."""
    lues = list(decisions)
    cles = [decision.pk for decision in lues]
    motifs = list(
        MotifDecision.objects.filter(decision__candidature__id__parmi=cles).order_by("critere__ordre", "pk")
    )
    criteres = criteres_de(vague.pk).in_bulk()
    par_decision: dict[Any, list[MotifDecision]] = {}
    for motif in motifs:
        motif.critere = criteres[motif.critere_id]
        par_decision.setdefault(motif.decision_id, []).append(motif)
    for decision in lues:
        decision.lus = par_decision.get(decision.pk, [])
        decision.candidature.vague = vague  # at hand: not read again, dossier by dossier
    return lues


def _decisions(vague: Vague, etats: Collection[str] | None = A_PUBLIER) -> QuerySet[Decision]:
    decisions = Decision.objects.filter(candidature__vague=vague)
    if etats is not None:
        decisions = decisions.filter(candidature__etat__in=etats)
    return decisions.select_related("candidature__porteur", "candidature__volet").order_by(
        "candidature__numero", "pk"
    )


def totaux(decisions: QuerySet[Decision]) -> list[tuple[str, int, Decimal | None]]:
    """For each kind of result: how many, and the amount granted to laureates."""
    comptees = decisions.order_by().values_list("sens").annotate(nombre=Count("pk"), engage=Sum("montant"))
    lus = {sens: (nombre, engage) for sens, nombre, engage in comptees}
    return [_total(sens, *lus.get(sens, (0, None))) for sens in Sens]


def _total(sens: Sens, nombre: int, engage: Decimal | None) -> tuple[str, int, Decimal | None]:
    return str(sens.label), nombre, (engage or Decimal(0)) if sens == Sens.LAUREATE else None


def envois(vague: Vague) -> dict[str, int]:
    """Progress of the result mails of a published wave."""
    compte = {etat: Count("pk", filter=Q(etat=etat)) for etat in EtatCourriel.values}
    return Courriel.objects.filter(lot=lot_des_resultats(vague)).aggregate(**compte)
