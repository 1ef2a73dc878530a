"""What happens to a dossier, to its filings and to the waves it is in, as the journal tells it."""

from ami.journal.actes import NomDActe


class ActeCandidature(NomDActe):
    CREEE = "candidature créée"
    DEPOSEE = "candidature déposée"
    VERSION_INCHANGEE = "version inchangée"
    REMANIEE = "dossier rouvert"  # kept for ever, as it was first named
    VERSION_CONSERVEE = "version déposée conservée à la clôture"
    RETIREE = "candidature retirée"
    SUPPRIMEE = "brouillon supprimé"
    RETIREE_D_OFFICE = "candidature retirée d’office"
    REPORTEE = "brouillon reporté"
    RAPPELEE = "brouillon rappelé"
    RECEVABLE = "recevabilité constatée"
    RECEVABILITE_ANNULEE = "recevabilité annulée"
    IRRECEVABLE = "candidature irrecevable"

    PIECE_JOINTE = "pièce jointe"
    PIECE_RETIREE = "pièce retirée"
    PIECE_LEGENDEE = "précision d’une pièce changée"
    MESSAGE_ENVOYE = "message envoyé"
    DOCUMENT_PRODUIT = "document produit"

    COMPLEMENTS_DEMANDES = "compléments demandés"
    COMPLEMENTS_ETENDUS = "compléments étendus"
    COMPLEMENTS_RENVOYES = "compléments renvoyés"
    COMPLEMENTS_NON_RENVOYES = "compléments non renvoyés"
    COMPLEMENTS_ANNULES = "compléments annulés"

    INVITATION_ENVOYEE = "invitation envoyée"
    INVITATION_ACCEPTEE = "invitation acceptée"
    INVITATION_DECLINEE = "invitation déclinée"
    INVITATION_ANNULEE = "invitation annulée"
    ROLE_CHANGE = "rôle changé"
    ACCES_RETIRE = "accès retiré"
    ACCES_QUITTE = "accès quitté"
    RAPPELS_ACCEPTES = "rappels acceptés"
    RAPPELS_REFUSES = "rappels refusés"
    TRANSFERT_PROPOSE = "changement de signataire proposé"
    TRANSFERT_ACCEPTE = "signataire changé"
    TRANSFERT_DECLINE = "changement de signataire décliné"
    TRANSFERT_ANNULE = "changement de signataire annulé"
    REPRISE = "dossier repris"

    FORMULAIRE_REGLE = "formulaire réglé"
    VAGUE_SCELLEE = "vague scellée"
