"""Changing the signatory of a dossier: one proposes, the other accepts."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails import partage
from candidatures.models import Acces, Candidature, RoleAcces, Transfert
from candidatures.services.enregistrer import effacer_reponses
from candidatures.services.etats import repondre_au_transfert
from candidatures.services.partager import ACCES_FERME, exiger_signataire
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatCandidature, EtatTransfert

A_DEPOSER = (EtatCandidature.BROUILLON, EtatCandidature.DEPOSEE)  # it may be reworked, then filed again
DE_CELUI_QUI_SIGNE = ("pouvoir", "signataire_representant")
PROPOSITIONS_PAR_JOUR = 3  # from one person to another, all dossiers together


@transaction.atomic(durable=True)
def proposer_transfert(
    *, candidature_id: uuid.UUID, acces_id: int, par: Utilisateur, recu_le: datetime
) -> Transfert:
    """Propose that a person of the dossier become its signatory. Locks the dossier.

    Raises ``DroitInsuffisant`` (not the signatory), ``TransitionInterdite`` (one is pending), ``ErreurMetier`` (too often).
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    exiger_signataire(candidature, par)
    acces = candidature.acces.select_related("utilisateur").filter(pk=acces_id).first()
    if acces is None:
        raise ErreurMetier(ACCES_FERME)
    if acces.utilisateur_id == par.pk:
        raise ErreurMetier("Vous êtes déjà signataire de ce dossier.")
    if candidature.transferts.en_attente().exists():
        raise TransitionInterdite(
            "Un changement de signataire attend déjà une réponse : annulez-le pour en proposer un autre."
        )
    _verifier_la_limite(par, acces.utilisateur, recu_le)
    transfert = Transfert.objects.create(
        candidature=candidature, de=par, vers=acces.utilisateur, propose_le=recu_le
    )
    _journaliser(transfert, ActeCandidature.TRANSFERT_PROPOSE, par, recu_le)
    mettre_en_file(partage.transfert_propose(transfert), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return transfert


@transaction.atomic(durable=True)
def annuler_transfert(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> Transfert:
    """Take the proposal back. Locks the dossier. Raises ``DroitInsuffisant``, ``TransitionInterdite``."""
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    exiger_signataire(candidature, par)
    transfert = _en_attente(candidature)
    repondre_au_transfert(transfert, EtatTransfert.ANNULE, le=recu_le)
    _journaliser(transfert, ActeCandidature.TRANSFERT_ANNULE, par, recu_le)
    return transfert


@transaction.atomic(durable=True)
def accepter_transfert(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> Transfert:
    """Swap the roles: the former signatory becomes rédacteur. Locks the dossier.

    What the former one attested in person is to be confirmed before the next filing (``demander_confirmation``).
    Raises ``TransitionInterdite`` when nothing waits for an answer of ``par``.
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    transfert = _en_attente(candidature, vers=par)
    repondre_au_transfert(transfert, EtatTransfert.ACCEPTE, le=recu_le)
    changer_de_signataire(candidature, par)
    demander_confirmation(candidature, par=par, le=recu_le)
    _journaliser(transfert, ActeCandidature.TRANSFERT_ACCEPTE, par, recu_le)
    mettre_en_file(partage.transfert_accepte(transfert), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return transfert


@transaction.atomic(durable=True)
def decliner_transfert(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> Transfert:
    """Refuse to become the signatory. Locks the dossier. Raises ``TransitionInterdite``."""
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    transfert = _en_attente(candidature, vers=par)
    repondre_au_transfert(transfert, EtatTransfert.REFUSE, le=recu_le)
    _journaliser(transfert, ActeCandidature.TRANSFERT_DECLINE, par, recu_le)
    mettre_en_file(partage.transfert_decline(transfert), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return transfert


def _verifier_la_limite(de: Utilisateur, vers: Utilisateur, le: datetime) -> None:
    """Each proposal is a mail, and taking it back asks nobody. By sender: one cannot use up what others may send."""
    du_jour = Transfert.objects.filter(de=de, vers=vers, propose_le__gt=le - timedelta(days=1))
    if du_jour.count() >= PROPOSITIONS_PAR_JOUR:
        raise ErreurMetier(
            f"Vous avez proposé {PROPOSITIONS_PAR_JOUR} fois la signature à cette personne en 24 heures : "
            "attendez demain."
        )


def changer_de_signataire(candidature: Candidature, utilisateur: Utilisateur) -> None:
    """Give the signature to a person of the dossier. Runs inside the caller's transaction, under its lock.

    The former signatory leaves the role first: the database accepts one at a time.
    """
    candidature.acces.filter(role=RoleAcces.SIGNATAIRE).update(role=RoleAcces.REDACTEUR)
    Acces.objects.filter(candidature=candidature, utilisateur=utilisateur).update(role=RoleAcces.SIGNATAIRE)


def demander_confirmation(candidature: Candidature, *, par: Utilisateur, le: datetime) -> None:
    """Whoever files from now on answers again what is only true of the person who signs. What is filed never moves."""
    if candidature.etat in A_DEPOSER:
        effacer_reponses(candidature, DE_CELUI_QUI_SIGNE, par=par, le=le)


def _en_attente(candidature: Candidature, **critere: Utilisateur) -> Transfert:
    transfert = candidature.transferts.en_attente().filter(**critere).first()
    if transfert is None:
        raise TransitionInterdite("Aucun changement de signataire n’attend cette réponse.")
    transfert.candidature = candidature
    return transfert


def _journaliser(transfert: Transfert, nom: ActeCandidature, par: Utilisateur, le: datetime) -> None:
    acte = Acte(
        objet=transfert.candidature,
        acte=nom,
        par_id=par.pk,
        donnees={"de": transfert.de_id, "vers": transfert.vers_id},
    )
    journaliser([acte], le=le)
