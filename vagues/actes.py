"""What happens to a wave, as the journal tells it."""

from ami.journal.actes import NomDActe
from vagues.states import EtatVague


class ActeVague(NomDActe):
    PROGRAMMEE = "vague programmée"
    CORRIGEE = "vague corrigée"
    SUPPRIMEE = "vague supprimée"
    OUVERTURE_EMPECHEE = "ouverture empêchée"
    OUVERTE = "vague ouverte"
    CLOTURE_DEMANDEE = "clôture anticipée demandée"
    DEMANDE_RETIREE = "demande de clôture retirée"
    CLOSE = "vague close"
    EN_DELIBERATION = "vague en_deliberation"
    PUBLIEE = "vague publiee"
    ARCHIVEE = "vague archivee"
    REPRISE = "vague antérieure reprise"


ACTE_QUI_MENE_A: dict[EtatVague, ActeVague] = {
    EtatVague.OUVERTE: ActeVague.OUVERTE,
    EtatVague.CLOSE: ActeVague.CLOSE,
    EtatVague.EN_DELIBERATION: ActeVague.EN_DELIBERATION,
    EtatVague.PUBLIEE: ActeVague.PUBLIEE,
    EtatVague.ARCHIVEE: ActeVague.ARCHIVEE,
}
