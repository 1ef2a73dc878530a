"""What a publication would send, what keeps it from being signed, and how its sending goes."""

from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures.models import Candidature
from candidatures.states import EN_LICE, RESULTATS
from evaluation.selection.emails import lot_des_resultats
from evaluation.selection.lectures.motifs import criteres_de
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.states import Sens
from vagues.models import Vague

A_PUBLIER = (*EN_LICE, *RESULTATS)  # to be published, or published


def decisions_de(vague: Vague, etats: Collection[str] | None = A_PUBLIER) -> list[Decision]:
    """Decisions of a wave on dossiers in one of these states, or in any, with their reasons in ``lus``: three queries."""
    decisions = Decision.objects.filter(candidature__vague=vague)
    if etats is not None:
        decisions = decisions.filter(candidature__etat__in=etats)
    lues = list(
        decisions.select_related("candidature__porteur", "candidature__volet").order_by(
            "candidature__numero", "pk"
        )
    )
    criteres = criteres_de(vague.pk).in_bulk()
    motifs: dict[Any, list[MotifDecision]] = {}
    for motif in MotifDecision.objects.filter(decision__candidature__vague=vague).order_by("critere__ordre"):
        motif.critere = criteres[motif.critere_id]
        motifs.setdefault(motif.decision_id, []).append(motif)
    for decision in lues:
        decision.lus = motifs.get(decision.pk, [])
    return lues


def decisions_lisibles(vague: Vague, par: Utilisateur) -> list[Decision]:
    """Those on dossiers in which this person has no interest."""
    sans_interet = Candidature.objects.filter(vague=vague).sans_interet_de(par)
    permises = set(sans_interet.values_list("pk", flat=True))
    return [decision for decision in decisions_de(vague) if decision.candidature_id in permises]


def totaux(decisions: list[Decision]) -> list[tuple[str, int, Decimal | None]]:
    """For each kind of result: how many, and the amount granted to laureates."""
    nombres = Counter(decision.sens for decision in decisions)
    engage = sum((decision.montant for decision in decisions if decision.montant), Decimal(0))
    return [(str(sens.label), nombres[sens], engage if sens == Sens.LAUREATE else None) for sens in Sens]


def envois(vague: Vague) -> dict[str, int]:
    """Progress of the result mails of a published wave."""
    compte = {etat: Count("pk", filter=Q(etat=etat)) for etat in EtatCourriel.values}
    return Courriel.objects.filter(lot=lot_des_resultats(vague)).aggregate(**compte)
