"""Who may open a dossier: changing a role, closing an access, leaving, choosing one's reminders."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.models import Acces, Candidature, RoleAcces
from candidatures.services.etats import repondre_au_transfert
from candidatures.services.interets import retenir_les_interets
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatTransfert

SIGNATAIRE_RESTE = (
    "Le signataire garde son accès : proposez d’abord à une autre personne du dossier de prendre sa place."
)
CHANGEMENTS_PAR_JOUR = 30  # by one person on one dossier: each one is a line of the journal, for ever
ACCES_FERME = "Cette personne n’a plus accès au dossier."


@transaction.atomic(durable=True)
def changer_role(
    *, candidature_id: uuid.UUID, acces_id: int, role: str, par: Utilisateur, recu_le: datetime
) -> Acces:
    """Make a rédacteur of a lecteur, or the reverse. Locks the dossier; silent when the role is already that one.

    Raises ``DroitInsuffisant`` (not the signatory), ``ErreurMetier``.
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    exiger_signataire(candidature, par)
    acces = _acces_d_un_invite(candidature, acces_id)
    if role not in (RoleAcces.REDACTEUR, RoleAcces.LECTEUR):
        raise ErreurMetier("Choisissez un rôle : rédacteur ou lecteur.")
    if acces.role == role:
        return acces
    _exiger_un_rythme(candidature, par, recu_le, ActeCandidature.ROLE_CHANGE)
    de, acces.role = acces.role, role
    acces.save(update_fields=["role"])
    _journaliser(candidature, ActeCandidature.ROLE_CHANGE, par, recu_le, acces, de=de, vers=role)
    return acces


@transaction.atomic(durable=True)
def retirer_acces(
    *, candidature_id: uuid.UUID, acces_id: int, par: Utilisateur, recu_le: datetime
) -> Utilisateur:
    """Close somebody's access: their very next request finds nothing. Locks the dossier. Return that person.

    Raises ``DroitInsuffisant`` (not the signatory), ``ErreurMetier``.
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    exiger_signataire(candidature, par)
    acces = _acces_d_un_invite(candidature, acces_id)
    annules = fermer_acces(candidature, acces, recu_le)
    _journaliser(
        candidature, ActeCandidature.ACCES_RETIRE, par, recu_le, acces, de=acces.role, donnees=annules
    )
    return acces.utilisateur


@transaction.atomic(durable=True)
def quitter_dossier(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> None:
    """Give one's own access up. Locks the dossier. Raises ``ErreurMetier``: the signatory stays."""
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    acces = candidature.acces.filter(utilisateur=par).first()
    if acces is None:
        raise ErreurMetier("Vous n’avez plus accès à ce dossier.")
    if acces.role == RoleAcces.SIGNATAIRE:
        raise ErreurMetier(SIGNATAIRE_RESTE)
    annules = fermer_acces(candidature, acces, recu_le)
    _journaliser(
        candidature, ActeCandidature.ACCES_QUITTE, par, recu_le, acces, de=acces.role, donnees=annules
    )


@transaction.atomic(durable=True)
def choisir_rappels(*, candidature_id: uuid.UUID, rappels: bool, par: Utilisateur, recu_le: datetime) -> None:
    """Receive the reminders of this draft, or only the one nobody can refuse. Locks the dossier."""
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    acces = candidature.acces.filter(utilisateur=par).first()
    if acces is None:
        raise ErreurMetier("Vous n’avez plus accès à ce dossier.")
    if acces.rappels == rappels:
        return
    acte = ActeCandidature.RAPPELS_ACCEPTES if rappels else ActeCandidature.RAPPELS_REFUSES
    _exiger_un_rythme(candidature, par, recu_le, acte)
    acces.rappels = rappels
    acces.save(update_fields=["rappels"])
    _journaliser(candidature, acte, par, recu_le, acces)


def exiger_signataire(candidature: Candidature, par: Utilisateur) -> None:
    """Read under the lock of the dossier: whoever was the signatory when the page was opened may not be any more."""
    if not candidature.acces.filter(utilisateur=par, role=RoleAcces.SIGNATAIRE).exists():
        raise DroitInsuffisant("Seul le signataire du dossier choisit qui y a accès.")


def ouvrir_acces(candidature: Candidature, utilisateur: Utilisateur, role: str) -> Acces:
    """Open the dossier to somebody, who is party to it for ever. Runs inside the caller's transaction."""
    retenir_les_interets([utilisateur.pk], dossier=candidature)
    acces, _ = Acces.objects.update_or_create(
        candidature=candidature, utilisateur=utilisateur, defaults={"role": role}
    )
    return acces


def fermer_acces(candidature: Candidature, acces: Acces, le: datetime) -> dict[str, Any]:
    """Delete an access and the proposal that waited for this person, who stays party to the dossier and its SIREN.

    Runs inside the caller's transaction. Return what the journal must say of the proposal.
    """
    retenir_les_interets([acces.utilisateur_id], siren=candidature.siren, dossier=candidature)
    annules = annuler_la_proposition(candidature, le, vers=acces.utilisateur_id)
    candidature.acces.filter(pk=acces.pk).delete()
    return annules


def annuler_la_proposition(candidature: Candidature, le: datetime, **critere: int) -> dict[str, Any]:
    """Cancel the pending change of signatory, as a consequence of another act. Runs inside its transaction.

    Return what the journal line of that act must say of it: nothing when none was pending.
    """
    transfert = candidature.transferts.filter(etat=EtatTransfert.PROPOSE, **critere).first()
    if transfert is None:
        return {}
    repondre_au_transfert(transfert, EtatTransfert.ANNULE, le=le)
    return {"transfert_annule": transfert.pk}


def _exiger_un_rythme(
    candidature: Candidature, par: Utilisateur, le: datetime, acte: ActeCandidature
) -> None:
    """Each act apart: whoever changed many roles may still refuse the reminders."""
    recents = Entree.objects.de(candidature).filter(acte=acte, par=par, le__gt=le - timedelta(days=1))
    if recents.count() >= CHANGEMENTS_PAR_JOUR:
        raise ErreurMetier(
            f"Vous avez déjà fait ce changement {CHANGEMENTS_PAR_JOUR} fois dans ce dossier en 24 heures : il n’est "
            "pas enregistré, refaites-le demain."
        )


def _acces_d_un_invite(candidature: Candidature, acces_id: int) -> Acces:
    acces = candidature.acces.select_related("utilisateur").filter(pk=acces_id).first()
    if acces is None:
        raise ErreurMetier(ACCES_FERME)
    if acces.role == RoleAcces.SIGNATAIRE:
        raise ErreurMetier(SIGNATAIRE_RESTE)
    return acces


def _journaliser(
    candidature: Candidature,
    nom: ActeCandidature,
    par: Utilisateur,
    le: datetime,
    acces: Acces,
    *,
    de: str = "",
    vers: str = "",
    donnees: Mapping[str, Any] | None = None,
) -> None:
    donnees = {"compte": acces.utilisateur_id, **(donnees or {})}
    acte = Acte(objet=candidature, acte=nom, par_id=par.pk, de=de, vers=vers, donnees=donnees)
    journaliser([acte], le=le)
