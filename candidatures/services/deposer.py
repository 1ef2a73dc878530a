"""Filing a dossier: one transaction, one number, one immutable copy, one mail."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ami.commun.dates import echeance, horodatage
from ami.commun.erreurs import ErreurMetier, HorsDelai, Incomplet, TransitionInterdite
from ami.commun.etats import verifier_transition
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.journal.chaine import canonique
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures import lecture
from candidatures.champs import Parametres, Reponses
from candidatures.completude import manques, reponses_utiles
from candidatures.emails.depot import recepisse
from candidatures.models import Candidature, Depot
from candidatures.questionnaire import montant_demande
from candidatures.states import TRANSITIONS, EtatCandidature
from vagues.models import Vague
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def deposer_candidature(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> Depot:
    """File the dossier received at ``recu_le``. Locks the wave, then the dossier.

    Filing again what is already filed gives the same ``Depot``: a double click is not an error.
    Raises ``HorsDelai``, ``Incomplet``, ``TransitionInterdite``, ``ErreurMetier`` (SIREN already filed).
    """
    vague = Vague.objects.select_related("appel").verrouiller(candidatures=candidature_id)
    candidature = Candidature.objects.verrouiller(candidature_id)
    if candidature.vague_id != vague.pk:  # carried into another wave while this filing waited
        raise TransitionInterdite("Ce dossier vient de changer de vague : rouvrez-le avant de le déposer.")
    if candidature.etat == EtatCandidature.DEPOSEE:
        return candidature.depots.latest("version")
    verifier_transition(
        TRANSITIONS,
        EtatCandidature(candidature.etat),
        EtatCandidature.DEPOSEE,
        "Ce dossier ne peut plus être déposé.",
    )
    _verifier_delai(vague, candidature, recu_le)
    volet, reponses = lecture.volet_ouvert(candidature), lecture.reponses(candidature, avant=vague.cloture)
    parametres = lecture.parametres_du_volet(volet)
    if absents := manques(parametres, reponses):
        raise Incomplet(
            "Il manque des réponses : votre dossier n’est pas déposé.",
            tuple(manque.message for manque in absents),
        )
    candidature.vague, candidature.volet = vague, volet.volet
    candidature.montant_demande = montant_demande(parametres, reponses)
    depot = _inscrire(candidature, parametres, reponses, par, recu_le)
    mettre_en_file(recepisse(candidature, depot), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return depot


def _verifier_delai(vague: Vague, candidature: Candidature, recu_le: datetime) -> None:
    """The clock decides. A dossier received in time but delayed behind the closing is still in, until the
    wave is sealed (``sceller_vague``), a minute later.
    """
    if recu_le >= vague.cloture:
        raise HorsDelai(
            f"La clôture était fixée au {echeance(vague.cloture, candidature.departement)}. Votre dossier est "
            f"arrivé après, le {horodatage(recu_le)} : il n’est pas déposé. Vos textes sont conservés."
        )
    if vague.scellee_le is not None or vague.etat not in (EtatVague.OUVERTE, EtatVague.CLOSE):
        raise HorsDelai("Cette vague ne reçoit pas de candidatures. Vos textes sont conservés.")


def _inscrire(
    candidature: Candidature, parametres: Parametres, reponses: Reponses, par: Utilisateur, recu_le: datetime
) -> Depot:
    de = candidature.etat
    version = candidature.depots.count() + 1 if candidature.numero else 1
    candidature.numero = candidature.numero or _numero_suivant(candidature.vague)
    candidature.etat, candidature.depose_le = EtatCandidature.DEPOSEE, recu_le
    _enregistrer_seul_de_son_siren(candidature)
    contenu = _contenu(candidature, version, reponses_utiles(parametres, reponses))
    depot = Depot.objects.create(
        candidature=candidature,
        version=version,
        numero=candidature.numero,
        recu_le=recu_le,
        par=par,
        contenu=contenu,
        empreinte=hashlib.sha256(contenu.encode()).hexdigest(),
    )
    donnees = {"numero": depot.numero, "version": version, "empreinte": depot.empreinte}
    acte = Acte(
        objet=candidature,
        acte="candidature déposée",
        par_id=par.pk,
        de=de,
        vers=candidature.etat,
        donnees=donnees,
    )
    journaliser([acte], le=recu_le)
    return depot


def _contenu(candidature: Candidature, version: int, sections: Mapping[str, Any]) -> str:
    """What is filed, as the canonical JSON whose SHA-256 proves it."""
    return canonique(
        {
            "candidature": str(candidature.pk),
            "numero": candidature.numero,
            "version": version,
            "recu_le": candidature.depose_le,
            "vague": candidature.vague.numero,
            "volet": candidature.volet.code,
            "sections": sections,
        }
    )


def _numero_suivant(vague: Vague) -> str:
    """« FDT-13-0042 »: without gap nor duplicate, under the lock of the wave."""
    vague.dernier_rang += 1
    vague.save(update_fields=["dernier_rang"])
    return f"{vague.appel.code.upper()}-{vague.numero:02d}-{vague.dernier_rang:04d}"


def _enregistrer_seul_de_son_siren(candidature: Candidature) -> None:
    """Save the filed dossier; the database refuses a second one of the same SIREN, and the filing with it."""
    try:
        candidature.save(update_fields=["etat", "numero", "depose_le", "montant_demande", "modifie_le"])
    except IntegrityError as erreur:
        if "candidature_unique_par_siren" not in str(erreur):
            raise
        raise ErreurMetier(
            "Votre structure a déjà déposé un dossier pour ce volet dans cette vague. Si vous n’en êtes pas "
            "l’auteur, écrivez-nous : l’adresse est en page d’accueil."
        ) from erreur
