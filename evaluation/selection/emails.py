"""Mails of the selection: each function builds outbox lines and sends nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ami.commun.adresses import affichable
from ami.notifications.redaction import Destinataire, Message, en_courriel
from candidatures.emails.construction import destinataires_par_dossier, ecrire
from evaluation.selection.models import Decision
from evaluation.selection.states import Sens
from vagues.models import Vague

PRIORITE_LAUREAT, PRIORITE_AUTRE = 2, 3


def lot_des_resultats(vague: Vague) -> str:
    """Name of the mailing of a wave's results, to follow its sending."""
    return f"resultats:{vague.pk}"


def resultats(vague: Vague, decisions: Sequence[Decision]) -> list[Message]:
    """One result mail for each person in charge of each dossier, laureates first: N15, N16, N17."""
    par_dossier = {decision.candidature_id: decision for decision in decisions}
    messages = [
        message
        for pk, a_qui in destinataires_par_dossier(par_dossier).items()
        for message in _resultat(vague, par_dossier[pk], a_qui)
    ]
    return sorted(messages, key=lambda message: message.priorite)


@dataclass(frozen=True)
class Apercu:
    """The result mail of one dossier as it will be written, and to whom."""

    decision: Decision
    destinataires: tuple[str, ...]
    objet: str
    texte: str


def apercus(vague: Vague, decisions: Sequence[Decision]) -> list[Apercu]:
    """What ``resultats`` would send, dossier by dossier: one query, however many there are."""
    par_dossier: dict[uuid.UUID, list[Message]] = {}
    for message in resultats(vague, decisions):
        par_dossier.setdefault(message.contexte["decision"].candidature_id, []).append(message)
    return [_apercu(decision, par_dossier.get(decision.candidature_id, [])) for decision in decisions]


def _apercu(decision: Decision, messages: list[Message]) -> Apercu:
    """Each recipient of a dossier reads the same text."""
    if not messages:
        return Apercu(decision, (), "", "")
    courriel = en_courriel(messages[0])
    return Apercu(
        decision,
        tuple(affichable(message.destinataire) for message in messages),
        courriel.objet,
        courriel.texte,
    )


def _resultat(vague: Vague, decision: Decision, a_qui: Sequence[Destinataire]) -> list[Message]:
    laureat = decision.sens == Sens.LAUREATE
    decision.candidature.vague = vague  # at hand: not read again, dossier by dossier
    return ecrire(
        decision.candidature,
        "resultat_laureat" if laureat else "resultat_autre",
        a_qui,
        cle=f"resultat:{decision.candidature_id}",
        lot=lot_des_resultats(vague),
        priorite=PRIORITE_LAUREAT if laureat else PRIORITE_AUTRE,
        decision=decision,
    )
