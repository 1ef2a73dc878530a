"""Asking for compléments on a filed dossier, and returning it completed."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, Incomplet, TransitionInterdite
from ami.commun.taches import reveiller
from ami.commun.textes import exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from ami.territoires.heures import echeance as derniere_minute
from candidatures.actes import ActeCandidature
from candidatures.emails import complements as emails
from candidatures.formulaire.catalogue.champs import Cahier, Dossier
from candidatures.formulaire.presentation.dossier import SectionLue, presenter
from candidatures.formulaire.questionnaire import avec_leurs_suites
from candidatures.lectures import en_l_etat
from candidatures.lectures.complements import (
    demandables,
    dossier_complete,
    fin_du_jour,
    manques_de_la_demande,
    ouvert,
)
from candidatures.models import Candidature, Complement, Depot
from candidatures.permissions import peut_deposer, peut_etre_complete, peut_instruire
from candidatures.services.enregistrer import repeter_sur_le_dossier
from candidatures.services.etats import changer_etat, fermer
from candidatures.services.inscrire import contenu_suivant, exiger_relue, inscrire_depot
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatCandidature, EtatComplement
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.differences import differences

DELAI_MAX = timedelta(days=120)
MESSAGE_MAX, MOTIF_MAX = 4000, 500
ECHEANCE_HORS_BORNES = f"Choisissez une date dans les {DELAI_MAX.days} jours à venir."
RIEN_DE_DEMANDE = "Cochez au moins une question ou une pièce à compléter."
E = EtatCandidature


@transaction.atomic(durable=True)
def demander_complements(
    *,
    candidature_id: uuid.UUID,
    demandes: Collection[str],
    message: str,
    echeance: datetime,
    par: Utilisateur,
    maintenant: datetime,
) -> Complement:
    """Reopen these questions, and only these, until ``echeance`` (exclusive instant). Locks the wave, then the dossier.

    ``demandes``: names of questions, or ``piece:<code>``. Raises ``DroitInsuffisant``, ``TransitionInterdite``,
    ``Incomplet`` (fields ``demandes``, ``message``), ``ErreurMetier``.
    """
    candidature = verrouiller_dossier(candidature_id)
    if not peut_instruire(par, candidature):
        raise DroitInsuffisant("Seul un instructeur sans intérêt dans ce dossier demande des compléments.")
    if not peut_etre_complete(candidature, candidature.vague):
        raise TransitionInterdite(
            "Les compléments se demandent entre la clôture et la publication, une demande à la fois."
        )
    depot = candidature.depots.latest("version")
    cahier = en_l_etat.cahier(candidature)
    _verifier_les_demandes(depot, cahier, demandes)
    if not (message := normaliser(message)):
        raise Incomplet("Écrivez au porteur ce que vous attendez.", ("message",))
    exiger_texte(message, MESSAGE_MAX)
    if not maintenant < echeance <= fin_du_jour(maintenant, DELAI_MAX.days):
        raise Incomplet(ECHEANCE_HORS_BORNES, ("echeance",))
    return ouvrir_la_demande(
        candidature,
        depot,
        demandes,
        rouvert=avec_leurs_suites(demandes, cahier),
        message=message,
        echeance=echeance,
        par=par,
        le=maintenant,
    )


@transaction.atomic(durable=True)
def annuler_complements(
    *, candidature_id: uuid.UUID, motif: str, par: Utilisateur, maintenant: datetime
) -> Complement:
    """Give the request up: the dossier is locked again as it was filed. Locks the wave, then the dossier.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``ErreurMetier`` (a reason that cannot be stored).
    """
    candidature = verrouiller_dossier(candidature_id)
    if not peut_instruire(par, candidature):
        raise DroitInsuffisant("Seul un instructeur sans intérêt dans ce dossier peut annuler la demande.")
    exiger_texte(motif := normaliser(motif), MOTIF_MAX)
    complement = ouvert(candidature)
    if complement is None:
        raise TransitionInterdite("Aucune demande de compléments n’attend de réponse sur ce dossier.")
    fermer(complement, EtatComplement.ANNULE, le=maintenant)
    rendre_son_etat(
        candidature,
        complement,
        ActeCandidature.COMPLEMENTS_ANNULES,
        par=par,
        le=maintenant,
        motif=motif,
    )
    mettre_en_file(emails.annulation(candidature, complement), maintenant=maintenant)
    reveiller(envoyer_courriels)
    return complement


@transaction.atomic(durable=True)
def rendre_complements(
    *, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime, relue: str | None = None
) -> Depot:
    """Return the completed dossier: its next version is filed, and it is locked again. Locks the wave, then the dossier.

    Returning twice gives the same ``Depot``. ``relue``: as in ``deposer_candidature``. Raises ``DroitInsuffisant``,
    ``HorsDelai``, ``Incomplet``, ``TransitionInterdite``, ``Conflit``, ``ErreurMetier`` (nothing changed; SIREN already
    filed).
    """
    candidature = verrouiller_dossier(candidature_id)
    if not peut_deposer(par, candidature):
        raise DroitInsuffisant("Seul le signataire du dossier peut le renvoyer complété.")
    complement = ouvert(candidature)
    if complement is None:
        return _deja_rendu(candidature)
    if recu_le >= complement.echeance:
        raise HorsDelai(
            f"Les compléments étaient attendus jusqu’au {derniere_minute(complement.echeance, candidature.departement)}. "
            "Le dossier reste tel que vous l’aviez déposé. Vos textes sont conservés : écrivez au service si vous "
            "avez besoin d’un délai."
        )
    dossier = dossier_complete(candidature, complement, avant=complement.echeance)
    if absents := manques_de_la_demande(dossier, candidature):
        raise Incomplet(
            "Il reste des points à compléter ou à corriger : votre dossier n’est pas renvoyé.",
            tuple(m.message for m in absents),
        )
    refus = "il n’est pas renvoyé. Relisez ce qui change, puis renvoyez-le."
    lues = presenter(dossier)
    exiger_relue(lues, relue, recu_le=recu_le, limite=complement.echeance, refus=refus)
    depot = _inscrire(candidature, complement, dossier, lues, par, recu_le)
    mettre_en_file(
        [*emails.complements_recus(candidature, complement), *emails.retour_enregistre(candidature, depot)],
        maintenant=recu_le,
    )
    return depot


def ouvrir_la_demande(
    candidature: Candidature,
    depot: Depot,
    demandes: Collection[str],
    *,
    rouvert: Collection[str],
    message: str,
    echeance: datetime,
    par: Utilisateur | None,
    le: datetime,
) -> Complement:
    """Write the request and what it reopens, tell the porteur (N10). Runs inside the caller's transaction, under its locks."""
    complement = Complement.objects.create(
        candidature=candidature,
        par=par,
        demandes=sorted(set(demandes)),
        message=message,
        demande_le=le,
        echeance=echeance,
        etat_avant=candidature.etat,
        depot_avant=depot,
    )
    donnees = {"complement": complement.pk, "demandes": complement.demandes, "echeance": echeance.isoformat()}
    candidature.rouvert, candidature.rouvert_jusqu_au = sorted(rouvert), echeance
    changer_etat(
        candidature,
        E.A_COMPLETER,
        ActeCandidature.COMPLEMENTS_DEMANDES,
        par_id=par.pk if par else None,
        le=le,
        donnees=donnees,
    )
    mettre_en_file(emails.demande(candidature, complement), maintenant=le)
    reveiller(envoyer_courriels)
    return complement


def rendre_son_etat(
    candidature: Candidature,
    complement: Complement,
    acte: ActeCandidature,
    *,
    par: Utilisateur | None,
    le: datetime,
    motif: str = "",
    depot: Depot | None = None,
) -> None:
    """Put the dossier back in the state it had before the request. Runs inside the caller's transaction.

    Raises ``TransitionInterdite`` when it is not waiting for compléments.
    """
    if candidature.etat != E.A_COMPLETER:
        raise TransitionInterdite("Ce dossier n’attend pas de compléments.")
    donnees: dict[str, object] = {"complement": complement.pk}
    if depot:
        donnees |= {"version": depot.version, "empreinte": depot.empreinte}
    vers, par_id = E(complement.etat_avant), par.pk if par else None
    changer_etat(candidature, vers, acte, par_id=par_id, le=le, motif=motif, donnees=donnees)


def abandonner(candidature: Candidature, *, le: datetime) -> Complement | None:
    """Close the open request of a dossier that is withdrawn or taken back. Runs inside the caller's transaction."""
    if complement := ouvert(candidature):
        fermer(complement, EtatComplement.ANNULE, le=le)
    return complement


def _verifier_les_demandes(depot: Depot, cahier: Cahier, demandes: Collection[str]) -> None:
    groupes = demandables(depot, cahier)
    connues = {cle for groupe in groupes for cle, _ in groupe.choix}
    if not demandes or not set(demandes) <= connues:
        raise Incomplet(RIEN_DE_DEMANDE, ("demandes",))


def _deja_rendu(candidature: Candidature) -> Depot:
    """The version a former click has filed. Raises ``TransitionInterdite`` when the request was closed otherwise."""
    dernier = Complement.objects.filter(candidature=candidature).select_related("depot").last()
    if dernier is None or dernier.depot is None or dernier.depot != candidature.depots.latest("version"):
        raise TransitionInterdite(
            "Aucune demande de compléments n’attend de réponse. Vos textes sont conservés."
        )
    return dernier.depot


def _inscrire(
    candidature: Candidature,
    complement: Complement,
    dossier: Dossier,
    lues: tuple[SectionLue, ...],
    par: Utilisateur,
    recu_le: datetime,
) -> Depot:
    contenu = contenu_suivant(
        candidature,
        dossier,
        candidature.depots.first(),
        lues=lues,
        par=par,
        recu_le=recu_le,
        motif="complements",
    )
    depot = inscrire_depot(candidature, contenu, par=par)
    if not differences(contenu_de(complement.depot_avant), contenu_de(depot)):
        raise ErreurMetier(
            "Rien n’a changé dans ce qui vous est demandé : complétez le dossier, ou écrivez au service."
        )
    fermer(complement, EtatComplement.RENDU, le=recu_le, depot=depot)
    rendre_son_etat(
        candidature, complement, ActeCandidature.COMPLEMENTS_RENVOYES, par=par, le=recu_le, depot=depot
    )
    try:
        repeter_sur_le_dossier(candidature, dossier.cahier, dossier.reponses)
    except IntegrityError as erreur:
        if "candidature_unique_par_siren" not in str(erreur):
            raise
        raise ErreurMetier(
            "Une structure de même SIREN a déjà déposé un dossier pour ce volet dans cette vague : vérifiez le SIRET."
        ) from erreur
    return depot
