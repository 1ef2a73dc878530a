"""Filing a dossier: one transaction, one number, one immutable copy, one mail."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Utilisateur
from ami.notifications.services import mettre_en_file
from candidatures.actes import ActeCandidature
from candidatures.emails.depot import recepisse
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.budget import montant_demande
from candidatures.lectures.a_deposer import trace_de
from candidatures.models import Candidature, Depot
from candidatures.services.enregistrer import repeter_sur_le_dossier
from candidatures.services.etats import changer_etat
from candidatures.services.inscrire import inscrire_depot
from candidatures.services.preparer import Composition, Preparation, preparer_depot
from candidatures.services.verrous import verrouiller_pour_deposer
from candidatures.states import EtatCandidature
from vagues.models import Vague


@transaction.atomic(durable=True)
def deposer_candidature(
    *,
    candidature_id: uuid.UUID,
    par: Utilisateur,
    recu_le: datetime,
    relue: str | None = None,
    pret: Preparation | None = None,
) -> Depot:
    """File the dossier received at ``recu_le``. Locks the wave, then the dossier.

    Filing again what is already filed gives the same ``Depot``: a double click is not an error. Filing a reworked
    dossier gives its next version, under the same number; its last one again when nothing has changed.
    ``relue``: digests of what was read before signing (``candidatures.version_deposee.relecture``); "" differs from any.
    ``pret`` was prepared before the locks; without it, or when anything changed since, it is prepared under them (ADR 0029).
    Raises ``DroitInsuffisant``, ``HorsDelai``, ``Incomplet``, ``TransitionInterdite``, ``Conflit`` (it no longer reads
    as it was read), ``ErreurMetier`` (SIREN already filed).
    """
    dernier_rang = verrouiller_pour_deposer(candidature_id)
    if pret is None or trace_de(candidature_id) != pret.lu.trace:
        pret = preparer_depot(candidature_id=candidature_id, par=par, recu_le=recu_le, relue=relue)
    candidature, suite = pret.lu.candidature, pret.suite
    if isinstance(suite, Depot):
        return suite
    candidature.vague.dernier_rang = dernier_rang
    if suite.inchange:
        return _garder(candidature, suite.dossier, suite.inchange, recu_le)
    depot = _inscrire(candidature, suite, par, recu_le)
    mettre_en_file(recepisse(candidature, depot, pret.lu.acces, saturees=suite.saturees), maintenant=recu_le)
    return depot


def _inscrire(candidature: Candidature, suite: Composition, par: Utilisateur, recu_le: datetime) -> Depot:
    candidature.numero = candidature.numero or _numero_suivant(candidature.vague)
    depot = inscrire_depot(candidature, suite.compose, par=par)
    candidature.depose_le = recu_le
    donnees = {"numero": depot.numero, "version": depot.version, "empreinte": depot.empreinte}
    _deposer_seul_de_son_siren(candidature, suite.dossier, ActeCandidature.DEPOSEE, depot, recu_le, donnees)
    return depot


def _garder(candidature: Candidature, dossier: Dossier, depot: Depot, recu_le: datetime) -> Depot:
    """Filed again without a change: the receipt already sent says everything, the journal has its hash already."""
    donnees = {"version": depot.version}
    _deposer_seul_de_son_siren(
        candidature, dossier, ActeCandidature.VERSION_INCHANGEE, depot, recu_le, donnees
    )
    return depot


def _numero_suivant(vague: Vague) -> str:
    """Without gap nor duplicate, under the lock of the wave."""
    vague.dernier_rang += 1
    vague.save(update_fields=["dernier_rang"])
    return numero_de_dossier(vague, vague.dernier_rang)


def numero_de_dossier(vague: Vague, rang: int) -> str:
    """« FDT-13-0042 »."""
    return f"{vague.appel.code.upper()}-{vague.numero:02d}-{rang:04d}"


def _deposer_seul_de_son_siren(
    candidature: Candidature,
    dossier: Dossier,
    acte: ActeCandidature,
    depot: Depot,
    le: datetime,
    donnees: Mapping[str, object],
) -> None:
    """Make the dossier filed; the database refuses a second one of the same SIREN, and the filing with it."""
    try:
        if not _repete_ses_reponses(
            candidature, dossier
        ):  # reworked: its columns were those of its last version
            repeter_sur_le_dossier(candidature, dossier.cahier, dossier.reponses)
        changer_etat(
            candidature,
            EtatCandidature.DEPOSEE,
            acte,
            par_id=depot.par_id,
            le=le,
            donnees=donnees,
            champs=["numero", "depose_le"],
        )
    except IntegrityError as erreur:
        if "candidature_unique_par_siren" not in str(erreur):
            raise
        raise ErreurMetier(
            "Votre structure a déjà déposé un dossier pour ce volet dans cette vague. Si ce dossier n’est pas "
            "le vôtre, écrivez-nous : l’adresse est en bas de la page d’accueil."
        ) from erreur


def _repete_ses_reponses(candidature: Candidature, dossier: Dossier) -> bool:
    porteur, reponses = candidature.porteur, dossier.reponses
    return porteur is not None and (
        porteur.siret,
        porteur.raison_sociale,
        porteur.type_porteur,
        candidature.siren,
        candidature.nom,
        candidature.departement,
        candidature.montant_demande,
    ) == (
        *(reponses.get(nom) for nom in ("siret", "raison_sociale", "type_porteur")),
        porteur.siren,
        *(reponses.get(nom) for nom in ("nom_lieu", "departement")),
        montant_demande(dossier.cahier, reponses),
    )
