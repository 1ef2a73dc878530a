"""Lifecycle of an application: the specification (PRODUCT §3)."""

from django.db import models


class EtatInvitation(models.TextChoices):
    ENVOYEE = "envoyee", "En attente"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Déclinée"
    ANNULEE = "annulee", "Annulée"


class EtatTransfert(models.TextChoices):
    PROPOSE = "propose", "Proposé"
    ACCEPTE = "accepte", "Accepté"
    REFUSE = "refuse", "Décliné"
    ANNULE = "annule", "Annulé"


class EtatComplement(models.TextChoices):
    OUVERT = "ouvert", "En attente de réponse"
    RENDU = "rendu", "Rendu"
    EXPIRE = "expire", "Échéance passée"
    ANNULE = "annule", "Annulé"


class EtatCandidature(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    DEPOSEE = "deposee", "Déposé"
    RECEVABLE = "recevable", "Recevable"
    IRRECEVABLE = "irrecevable", "Irrecevable"
    A_COMPLETER = "a_completer", "À compléter"
    LAUREATE = "laureate", "Lauréat"
    LISTE_COMPLEMENTAIRE = "liste_complementaire", "Liste complémentaire"
    NON_RETENUE = "non_retenue", "Non retenu"
    AJOURNEE = "ajournee", "Ajourné"
    RETIREE = "retiree", "Retiré"


TRANSITIONS_INVITATION: dict[EtatInvitation, frozenset[EtatInvitation]] = {
    EtatInvitation.ENVOYEE: frozenset(
        {EtatInvitation.ACCEPTEE, EtatInvitation.REFUSEE, EtatInvitation.ANNULEE}
    ),
    EtatInvitation.ACCEPTEE: frozenset(),
    EtatInvitation.REFUSEE: frozenset(),
    EtatInvitation.ANNULEE: frozenset(),
}
TRANSITIONS_TRANSFERT: dict[EtatTransfert, frozenset[EtatTransfert]] = {
    EtatTransfert.PROPOSE: frozenset({EtatTransfert.ACCEPTE, EtatTransfert.REFUSE, EtatTransfert.ANNULE}),
    EtatTransfert.ACCEPTE: frozenset(),
    EtatTransfert.REFUSE: frozenset(),
    EtatTransfert.ANNULE: frozenset(),
}
TRANSITIONS_COMPLEMENT: dict[EtatComplement, frozenset[EtatComplement]] = {
    EtatComplement.OUVERT: frozenset({EtatComplement.RENDU, EtatComplement.EXPIRE, EtatComplement.ANNULE}),
    EtatComplement.RENDU: frozenset(),
    EtatComplement.EXPIRE: frozenset(),
    EtatComplement.ANNULE: frozenset(),
}

E = EtatCandidature

RESULTATS = (E.LAUREATE, E.LISTE_COMPLEMENTAIRE, E.NON_RETENUE, E.AJOURNEE)
_INSTRUCTION = frozenset({E.RECEVABLE, E.IRRECEVABLE, E.A_COMPLETER})

TRANSITIONS: dict[E, frozenset[E]] = {
    E.BROUILLON: frozenset({E.DEPOSEE, E.RETIREE}),
    E.DEPOSEE: frozenset({E.BROUILLON, E.RETIREE, *_INSTRUCTION, *RESULTATS}),
    E.RECEVABLE: frozenset({E.DEPOSEE, E.IRRECEVABLE, E.A_COMPLETER, E.RETIREE, *RESULTATS}),
    # Completed or expired, the dossier returns to the state it had; its signatory may take it back before the closing.
    E.A_COMPLETER: frozenset({E.BROUILLON, E.DEPOSEE, E.RECEVABLE, E.IRRECEVABLE, E.RETIREE}),
    E.IRRECEVABLE: frozenset({E.RECEVABLE}),
    E.LAUREATE: frozenset(),
    E.LISTE_COMPLEMENTAIRE: frozenset({E.LAUREATE, E.NON_RETENUE}),
    E.NON_RETENUE: frozenset(),
    E.AJOURNEE: frozenset(),
    E.RETIREE: frozenset(),
}

# Filed and still in the running: what the committee reads, ranks and decides.
EN_LICE = (E.DEPOSEE, E.RECEVABLE)
DE_LA_SELECTION = (*EN_LICE, E.A_COMPLETER, *RESULTATS)
# A draft or a withdrawn dossier does not keep another one of the same SIREN from being filed.
SANS_EFFET = (E.BROUILLON, E.RETIREE)

# What the porteur reads (PRODUCT §3): plain words, no hint of what a committee may have decided.
LIBELLES_PORTEUR: dict[E, str] = {
    E.BROUILLON: "Brouillon – non déposé",
    E.DEPOSEE: "Déposé",
    E.RECEVABLE: "En cours d’instruction",
    E.IRRECEVABLE: "Non recevable",
    E.A_COMPLETER: "À compléter",
    E.LAUREATE: "Lauréat",
    E.LISTE_COMPLEMENTAIRE: "Liste complémentaire",
    E.NON_RETENUE: "Non retenu",
    E.AJOURNEE: "Ajourné",
    E.RETIREE: "Retiré",
}
