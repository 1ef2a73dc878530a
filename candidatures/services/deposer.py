"""Filing a dossier: one transaction, one number, one immutable copy, one mail."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from ami.commun.erreurs import (
    DroitInsuffisant,
    ErreurMetier,
    HorsDelai,
    Incomplet,
    TransitionInterdite,
)
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from ami.territoires.heures import horodatage
from candidatures.actes import ActeCandidature
from candidatures.emails.depot import recepisse
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.budget import montant_demande
from candidatures.formulaire.controle.completude import manques
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Depot, RoleAcces
from candidatures.services.enregistrer import repeter_sur_le_dossier
from candidatures.services.etats import changer_etat
from candidatures.services.inscrire import dernier_depot_identique, exiger_relue, inscrire_depot
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatCandidature
from vagues.models import Vague
from vagues.mots import cloture_passee
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def deposer_candidature(
    *, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime, relue: str | None = None
) -> Depot:
    """File the dossier received at ``recu_le``. Locks the wave, then the dossier.

    Filing again what is already filed gives the same ``Depot``: a double click is not an error. Filing a reworked
    dossier gives its next version, under the same number; its last one again when nothing has changed.
    ``relue``: digests of what was read before signing (``candidatures.version_deposee.relecture``); "" differs from any.
    Raises ``DroitInsuffisant``, ``HorsDelai``, ``Incomplet``, ``TransitionInterdite``, ``Conflit`` (it no longer reads
    as it was read), ``ErreurMetier`` (SIREN already filed).
    """
    candidature = verrouiller_dossier(candidature_id)
    vague = candidature.vague
    acces = _acces_du_dossier(candidature, par)
    if candidature.etat == EtatCandidature.DEPOSEE:
        return candidature.depots.latest("version")
    if candidature.etat != EtatCandidature.BROUILLON:  # compléments are returned by another act
        raise TransitionInterdite("Ce dossier ne peut plus être déposé : sa page dit où il en est.")
    _verifier_delai(vague, candidature, recu_le)
    dossier = en_l_etat.dossier(candidature, avant=vague.cloture)
    if absents := manques(dossier):
        raise Incomplet(
            "Il reste des points à compléter ou à corriger : votre dossier n’est pas déposé.",
            tuple(manque.message for manque in absents),
        )
    refus = "il n’est pas déposé. Relisez ce qui suit, puis déposez."
    exiger_relue(dossier, relue, recu_le=recu_le, limite=vague.cloture, refus=refus)
    if inchange := dernier_depot_identique(candidature, dossier, par=par):
        return _garder(candidature, dossier, inchange, recu_le)
    depot = _inscrire(candidature, dossier, par, recu_le)
    mettre_en_file(recepisse(candidature, depot, acces), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return depot


def _acces_du_dossier(candidature: Candidature, par: Utilisateur) -> list[Acces]:
    """Everybody's access, read under the lock: the signatory may have changed while this filing waited."""
    acces = list(candidature.acces.select_related("utilisateur").order_by("pk"))
    if not any(a.utilisateur_id == par.pk and a.role == RoleAcces.SIGNATAIRE for a in acces):
        raise DroitInsuffisant("Seul le signataire du dossier peut le déposer.")
    return acces


def _verifier_delai(vague: Vague, candidature: Candidature, recu_le: datetime) -> None:
    """The clock decides. A dossier received in time but delayed behind the closing is still in, until the
    wave is sealed (``sceller_vague``), a minute later.
    """
    if recu_le >= vague.cloture:
        raise HorsDelai(
            f"{cloture_passee(vague, candidature.departement)} Votre dossier est arrivé après, le "
            f"{horodatage(recu_le)} : il n’est pas déposé. {_ce_qui_reste(candidature)}"
        )
    if vague.scellee_le is not None or vague.etat not in (EtatVague.OUVERTE, EtatVague.CLOSE):
        raise HorsDelai(f"Cette vague ne reçoit pas de candidatures. {_ce_qui_reste(candidature)}")


def _ce_qui_reste(candidature: Candidature) -> str:
    if candidature.depose_le is None:
        return "Vos textes sont conservés."
    return f"La version reçue le {horodatage(candidature.depose_le)} compte, et vos derniers textes sont conservés."


def _inscrire(candidature: Candidature, dossier: Dossier, par: Utilisateur, recu_le: datetime) -> Depot:
    candidature.numero = candidature.numero or _numero_suivant(candidature.vague)
    depot = inscrire_depot(candidature, dossier, par=par, recu_le=recu_le)
    candidature.depose_le = recu_le
    donnees = {"numero": depot.numero, "version": depot.version, "empreinte": depot.empreinte}
    _deposer_seul_de_son_siren(candidature, dossier, ActeCandidature.DEPOSEE, depot, recu_le, donnees)
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
