"""What happens to a file, as the journal tells it."""

from ami.journal.actes import NomDActe


class ActeFichier(NomDActe):
    VERIFIE = "fichier vérifié"
    REFUSE = "fichier refusé"
