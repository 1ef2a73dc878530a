"""What happens to a reading, as the journal tells it."""

from ami.journal.actes import NomDActe


class ActeEvaluation(NomDActe):
    AFFECTEE = "évaluation affectée"
    SANS_CONFLIT = "absence de conflit déclarée"
    REMISE = "évaluation remise"
    VERSION_CONFIRMEE = "évaluation confirmée pour une nouvelle version"
    DEPORT = "déport"
    GRILLE_ATTACHEE = "grille attachée"
