"""Mails of the selection: each function builds outbox lines and sends nothing."""

from collections.abc import Sequence

from ami.notifications.services import Message
from candidatures.emails import lien
from candidatures.models import Acces, RoleAcces
from evaluation.models import Decision
from evaluation.states import Sens
from vagues.models import Vague

PRIORITE_LAUREAT, PRIORITE_AUTRE = 2, 3


def lot_des_resultats(vague: Vague) -> str:
    """Name of the mailing of a wave's results, to follow its sending."""
    return f"resultats:{vague.pk}"


def resultats(vague: Vague, decisions: Sequence[Decision]) -> list[Message]:
    """One result mail for each person in charge of each dossier, laureates first: N15, N16, N17."""
    par_dossier = {decision.candidature_id: decision for decision in decisions}
    acces = (
        Acces.objects.filter(
            candidature__in=par_dossier, role__in=[RoleAcces.SIGNATAIRE, RoleAcces.REDACTEUR]
        )
        .order_by("candidature__numero", "pk")
        .values_list("candidature_id", "utilisateur_id", "utilisateur__email")
    )
    messages = [
        _resultat(vague, par_dossier[candidature_id], compte, adresse)
        for candidature_id, compte, adresse in acces
    ]
    return sorted(messages, key=lambda message: message.priorite)


def _resultat(vague: Vague, decision: Decision, compte: int, adresse: str) -> Message:
    laureat = decision.sens == Sens.LAUREATE
    return Message(
        cle=f"resultat:{decision.candidature_id}:{compte}",
        lot=lot_des_resultats(vague),
        modele="resultat_laureat" if laureat else "resultat_autre",
        destinataire=adresse,
        contexte={
            "decision": decision,
            "candidature": decision.candidature,
            "vague": vague,
            "appel": vague.appel,
            "lien": lien("candidatures:dossier", decision.candidature),
        },
        priorite=PRIORITE_LAUREAT if laureat else PRIORITE_AUTRE,
    )
