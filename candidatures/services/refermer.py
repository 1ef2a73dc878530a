"""What happens to requests for compléments by themselves: reminder, due instant, a filed document refused since."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from ami.commun.taches import reveiller
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails import complements as emails
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.lectures.complements import fin_du_jour, ouvert
from candidatures.models import Candidature, Complement
from candidatures.services.completer import ouvrir_la_demande, rendre_son_etat
from candidatures.services.etats import ROUVERTURE, fermer
from candidatures.services.verrous import verrouiller_dossier
from candidatures.seuils import RAPPEL_AVANT
from candidatures.states import EN_LICE, EtatCandidature, EtatComplement
from candidatures.version_deposee.depots import contenu_de
from vagues.models import Vague
from vagues.states import EtatVague

# As long as a return received in time can wait for its two locks.
ATTENTE = timedelta(seconds=60)
PIECE_REFUSEE = (
    "L’antivirus a refusé une pièce de votre dossier après son dépôt : personne ne peut l’ouvrir. Votre dossier reste "
    "déposé. Joignez un autre fichier à sa place, puis renvoyez le dossier complété."
)


@transaction.atomic(durable=True)
def refermer_complement(*, complement_id: int, maintenant: datetime) -> None:
    """Lock the dossier again once the due instant has passed; what was typed meanwhile is kept and not filed.

    Locks the wave, then the dossier. Silent when the request is closed, its hour has not come or the dossier is
    withdrawn. Raises ``TransitionInterdite`` when the dossier does not wait for compléments.
    """
    candidature = verrouiller_dossier(Complement.objects.get(pk=complement_id).candidature_id)
    complement = ouvert(candidature)
    if complement is None or complement.pk != complement_id or maintenant < complement.echeance + ATTENTE:
        return
    fermer(complement, EtatComplement.EXPIRE, le=maintenant)
    if candidature.etat == EtatCandidature.RETIREE:
        return
    rendre_son_etat(
        candidature, complement, ActeCandidature.COMPLEMENTS_NON_RENVOYES, par=None, le=maintenant
    )
    mettre_en_file(emails.expiration(candidature, complement), maintenant=maintenant)
    reveiller(envoyer_courriels)


@transaction.atomic(durable=True)
def rappeler_complement(*, complement_id: int, maintenant: datetime) -> None:
    """Remind the porteur two days before the due instant, once. Locks the dossier. Silent otherwise."""
    candidature_id = Complement.objects.get(pk=complement_id).candidature_id
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    complement = ouvert(candidature)
    if complement is None or complement.pk != complement_id or complement.rappele_le is not None:
        return
    if not complement.echeance - RAPPEL_AVANT <= maintenant < complement.echeance:
        return
    complement.rappele_le = maintenant
    complement.save(update_fields=["rappele_le"])
    mettre_en_file(emails.rappel(candidature, complement), maintenant=maintenant)
    reveiller(envoyer_courriels)


@transaction.atomic(durable=True)
def demander_les_pieces_refusees(*, candidature_id: uuid.UUID, maintenant: datetime) -> Complement | None:
    """Ask again for the documents of the last version that the antivirus has refused since it was filed.

    Once a file. Adds to the open request when there is one, but does not revive one whose due instant has passed: once
    it is closed, the file has its own request. Locks the wave, then the dossier; silent when there is nothing to ask,
    or when the dossier is no longer in the running.
    """
    candidature = verrouiller_dossier(candidature_id)
    vague = candidature.vague
    refuses = _refuses(candidature)
    if not refuses or not _peut_encore_changer(candidature, vague):
        return None
    complement = ouvert(candidature)
    if complement is not None and complement.echeance <= maintenant:
        return None
    cles = {f"{PIECE}{code}" for code in refuses.values()}
    if complement is None:
        depot = candidature.depots.latest("version")
        echeance = fin_du_jour(maintenant, vague.appel.delai_complements)
        complement = ouvrir_la_demande(
            candidature,
            depot,
            cles,
            rouvert=cles,  # nothing of the form depends on a document
            message=PIECE_REFUSEE,
            echeance=echeance,
            par=None,
            le=maintenant,
        )
    else:
        _ajouter(candidature, complement, cles, maintenant)
    complement.fichiers_refuses.add(*refuses)
    return complement


def _refuses(candidature: Candidature) -> dict[Fichier, str]:
    """Refused files of the last version that were never asked again, with their kinds."""
    depot = candidature.depots.order_by("-version").first()
    if depot is None:
        return {}
    codes = {piece.fichier: piece.code for piece in contenu_de(depot).pieces}
    fichiers = Fichier.objects.filter(pk__in=codes, etat=EtatFichier.REFUSE).exclude(
        pk__in=Complement.fichiers_refuses.through.objects.filter(complement__candidature=candidature).values(
            "fichier"
        )
    )
    return {fichier: codes[str(fichier.pk)] for fichier in fichiers}


def _peut_encore_changer(candidature: Candidature, vague: Vague) -> bool:
    """From the filing to the publication. A dossier just filed in a wave that closes waits for its seal."""
    if vague.etat == EtatVague.CLOSE and vague.scellee_le is None:
        return False
    return vague.etat in (
        EtatVague.OUVERTE,
        EtatVague.CLOSE,
        EtatVague.EN_DELIBERATION,
    ) and candidature.etat in (*EN_LICE, EtatCandidature.A_COMPLETER)


def _ajouter(candidature: Candidature, complement: Complement, cles: set[str], le: datetime) -> None:
    """One more thing to send in the same request, with the default delay at least."""
    nouvelles = sorted(cles - set(complement.demandes))
    complement.demandes = sorted({*complement.demandes, *cles})
    echeance = max(complement.echeance, fin_du_jour(le, candidature.vague.appel.delai_complements))
    if echeance > complement.echeance and echeance - le >= 2 * RAPPEL_AVANT:  # as for a new request
        complement.rappele_le = None
    complement.echeance = echeance
    complement.message = f"{complement.message}\n\n{PIECE_REFUSEE}"
    complement.save(update_fields=["demandes", "echeance", "message", "rappele_le"])
    candidature.rouvert, candidature.rouvert_jusqu_au = sorted({*candidature.rouvert, *cles}), echeance
    candidature.save(update_fields=[*ROUVERTURE, "modifie_le"])
    donnees = {
        "complement": complement.pk,
        "demandes": nouvelles,
        "echeance": complement.echeance.isoformat(),
    }
    journaliser([Acte(objet=candidature, acte=ActeCandidature.COMPLEMENTS_ETENDUS, donnees=donnees)], le=le)
    mettre_en_file(emails.demande(candidature, complement), maintenant=le)
    reveiller(envoyer_courriels)
