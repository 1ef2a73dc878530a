"""Mails of the selection: each function builds outbox lines and sends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from ami.commun.adresses import affichable
from ami.commun.nombres import euros
from ami.notifications.models import Lot
from ami.notifications.redaction import Destinataire, Message, lien, mots_de, rediger
from candidatures.emails.construction import destinataires_par_dossier
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
    lot = _lot(vague)
    messages = [
        message
        for pk, a_qui in destinataires_par_dossier(par_dossier).items()
        for message in _resultat(par_dossier[pk], a_qui, lot)
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
    par_dossier: dict[str, list[Message]] = {}
    for message in resultats(vague, decisions):
        par_dossier.setdefault(message.concerne, []).append(message)
    return [_apercu(decision, par_dossier.get(str(decision.candidature_id), [])) for decision in decisions]


def _apercu(decision: Decision, messages: list[Message]) -> Apercu:
    """Each recipient of a dossier reads the same text."""
    if not messages:
        return Apercu(decision, (), "", "")
    mots = mots_de(messages[0])
    return Apercu(
        decision, tuple(affichable(message.destinataire) for message in messages), mots.objet, mots.texte
    )


def _lot(vague: Vague) -> Lot:
    """What all the results of a wave say, frozen when it is published."""
    appel = vague.appel
    textes = ("operateur", "titre", "courriel", "telephone", "voies_de_recours")
    contexte = {"vague": str(vague), "appel": {nom: getattr(appel, nom) for nom in textes}}
    return Lot(nom=lot_des_resultats(vague), contexte=contexte)


def _resultat(decision: Decision, a_qui: Sequence[Destinataire], lot: Lot) -> list[Message]:
    laureat, dossier = decision.sens == Sens.LAUREATE, decision.candidature
    return rediger(
        cle=f"resultat:{dossier.pk}",
        modele="resultat_laureat" if laureat else "resultat_autre",
        a_qui=a_qui,
        contexte={
            "numero": dossier.numero,
            "dossier": str(dossier),
            "volet": str(dossier.volet),
            "lien": lien("candidatures:dossier", dossier.pk),
            "sens": decision.sens,
            "montant": None if decision.montant is None else euros(decision.montant),
            "motif": decision.motif,
            "motifs": [{"critere": str(m.critere), "motif": m.motif} for m in decision.lus],
        },
        priorite=PRIORITE_LAUREAT if laureat else PRIORITE_AUTRE,
        lot=lot,
        concerne=dossier.pk,
    )
