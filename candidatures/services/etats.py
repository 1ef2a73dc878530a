"""One function for each lifecycle of this app: it reads the table, writes the state and, for a dossier, the journal.

Each runs inside the caller's transaction, under the lock of the dossier, and raises ``TransitionInterdite``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ami.commun.ensembles import Ecriture, mettre_a_jour, mise_a_jour
from ami.commun.etats import passer
from ami.journal.actes import NomDActe
from ami.journal.services import Acte, journaliser, lignes_du_journal
from candidatures.models import Candidature, Complement, Depot, Invitation, Transfert
from candidatures.states import (
    TRANSITIONS,
    TRANSITIONS_COMPLEMENT,
    TRANSITIONS_INVITATION,
    TRANSITIONS_TRANSFERT,
    EtatCandidature,
    EtatComplement,
    EtatInvitation,
    EtatTransfert,
)

ROUVERTURE = ("rouvert", "rouvert_jusqu_au")
PAS_DANS_CET_ETAT = "L’état de ce dossier ne permet pas cette action : sa page dit où il en est."


def changer_etat(
    candidature: Candidature,
    vers: EtatCandidature,
    acte: NomDActe,
    *,
    le: datetime,
    par_id: int | None = None,
    motif: str = "",
    donnees: Mapping[str, Any] | None = None,
    champs: Iterable[str] = (),
) -> None:
    """Save the new state, with ``champs`` already set on the dossier, and its line of the journal.

    Leaving ``a_completer`` locks again all that a request for compléments had reopened, whoever ends it and how.
    """
    de = _passer(candidature, vers, PAS_DANS_CET_ETAT)
    candidature.save(update_fields=["etat", "modifie_le", *ROUVERTURE, *champs])
    ligne = Acte(
        objet=candidature,
        acte=acte,
        par_id=par_id,
        de=de,
        vers=vers,
        motif=motif,
        donnees=dict(donnees or {}),
    )
    journaliser([ligne], le=le)


def changer_etats(
    changements: Sequence[tuple[Candidature, EtatCandidature]],
    acte: NomDActe,
    *,
    le: datetime,
) -> None:
    """The same for many dossiers, each to its own state, in as many statements as for one."""
    for ecriture in changements_d_etat(changements, acte, le=le):
        ecriture.executer()


def changements_d_etat(
    changements: Sequence[tuple[Candidature, EtatCandidature]],
    acte: NomDActe,
    *,
    le: datetime,
    par_id: int | None = None,
    champs: Iterable[str] = (),
    donnees: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> tuple[Ecriture, Ecriture]:
    """Those changes, ready to be written, with ``champs`` of each, and their lines of the journal with their ``donnees``, by key.

    Whoever prepares them before its locks makes sure, under them, that these dossiers are still what was read.
    """
    lignes: list[tuple[Acte, datetime]] = []
    reouverture: tuple[str, ...] = ()
    for candidature, vers in changements:
        refus = f"Le dossier {candidature.numero} ne peut pas passer à l’état « {vers.label} »."
        de = _passer(candidature, vers, refus)
        candidature.modifie_le = le
        if de == EtatCandidature.A_COMPLETER:
            reouverture = ROUVERTURE  # nothing else in a set needs these two columns
        precisions = dict(donnees.get(str(candidature.pk), {}))
        ligne = Acte(objet=candidature, acte=acte, par_id=par_id, de=de, vers=vers, donnees=precisions)
        lignes.append((ligne, le))
    candidatures = [candidature for candidature, _ in changements]
    ecrits = mise_a_jour(candidatures, ["etat", "modifie_le", *reouverture, *champs])
    return ecrits, lignes_du_journal(lignes)


def _passer(candidature: Candidature, vers: EtatCandidature, refus: str) -> EtatCandidature:
    """The only way of a dossier to a state, alone or in a set: the caller saves ``ROUVERTURE`` of those that leave ``a_completer``."""
    de = passer(candidature, TRANSITIONS, vers, refus)
    if de == EtatCandidature.A_COMPLETER:
        candidature.rouvert, candidature.rouvert_jusqu_au = [], None
    return de


def fermer(complement: Complement, vers: EtatComplement, *, le: datetime, depot: Depot | None = None) -> None:
    """Close a request for compléments."""
    passer(complement, TRANSITIONS_COMPLEMENT, vers, "Cette demande est déjà fermée.")
    complement.ferme_le, complement.depot = le, depot
    complement.save(update_fields=["etat", "ferme_le", "depot"])


def repondre_aux_invitations(
    invitations: Sequence[Invitation], vers: EtatInvitation, *, le: datetime
) -> None:
    """Accept, decline or cancel, in one statement."""
    for invitation in invitations:
        passer(invitation, TRANSITIONS_INVITATION, vers, "Cette invitation n’attend plus de réponse.")
        invitation.repondue_le = le
    mettre_a_jour(invitations, ["etat", "repondue_le"])


def repondre_au_transfert(transfert: Transfert, vers: EtatTransfert, *, le: datetime) -> None:
    """Accept, decline or cancel a proposed change of signatory."""
    passer(transfert, TRANSITIONS_TRANSFERT, vers, "Cette proposition a déjà une réponse.")
    transfert.repondu_le = le
    transfert.save(update_fields=["etat", "repondu_le"])
