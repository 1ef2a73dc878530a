"""What happens to an account, as the journal tells it: without name nor address, since it is never erased."""

from ami.journal.actes import NomDActe


class ActeCompte(NomDActe):
    ADMINISTRATEUR_CREE = "administrateur créé"
