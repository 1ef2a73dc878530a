"""What the committee and the two signatures do, as the journal tells it."""

from ami.journal.actes import NomDActe


class ActeSelection(NomDActe):
    DECISION_ENREGISTREE = "décision enregistrée"
    PUBLICATION_DEMANDEE = "publication demandée"
    DEMANDE_REPRISE = "publication reprise"
    PUBLICATION_SCELLEE = "publication scellée"
    RESULTAT_PUBLIE = "résultat publié"
