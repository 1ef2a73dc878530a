"""Closing a wave before its announced instant: a first administrator asks, with a reason; another confirms."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ami.commun.erreurs import Conflit, DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.commun.etats import verifier_transition
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from vagues.actes import ActeVague
from vagues.conditions import empechement
from vagues.models import DemandeDeCloture, Vague
from vagues.permissions import peut_conduire_les_vagues
from vagues.services.conduire import SEULE_UNE_OUVERTE
from vagues.services.etats import changer_etat
from vagues.services.gardes import exiger_conduite, motif_lisible
from vagues.states import TRANSITIONS, EtatVague

DEJA_PASSEE = (
    "L’heure annoncée est passée : la clôture s’enregistre d’elle-même, il n’y a plus rien à avancer."
)
AUCUNE_DEMANDE = "Aucune clôture anticipée n’est demandée pour cette vague."


@transaction.atomic(durable=True)
def demander_cloture(
    *, vague_id: int, motif: str, par: Utilisateur, maintenant: datetime
) -> DemandeDeCloture:
    """First of the two people: nothing closes yet. Locks the wave.

    A request waits until it is confirmed, taken back, or until its author may no longer conduct this wave.
    Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``ErreurMetier``.
    """
    vague = _ouverte_et_non_echue(vague_id, par, maintenant)
    motif = motif_lisible(motif, absent="Indiquez pourquoi vous avancez la clôture : le motif est public.")
    ancienne = _demande_de(vague)
    if ancienne and _tient(vague, ancienne):
        raise TransitionInterdite(
            f"{ancienne.demandee_par} a déjà demandé une clôture anticipée : elle attend d’être confirmée ou retirée."
        )
    demande, _ = DemandeDeCloture.objects.update_or_create(
        vague=vague, defaults={"motif": motif, "demandee_par": par, "demandee_le": maintenant}
    )
    _journaliser(vague, ActeVague.CLOTURE_DEMANDEE, par, maintenant, motif)
    return demande


@transaction.atomic(durable=True)
def retirer_la_demande(*, vague_id: int, par: Utilisateur, maintenant: datetime) -> Vague:
    """Take one's own request back while nobody has confirmed it. Locks the wave.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    vague = Vague.objects.verrouiller(pk=vague_id)
    demande = _demande_de(vague)
    if demande is None or demande.confirmee_par_id is not None:
        raise TransitionInterdite(AUCUNE_DEMANDE)
    if demande.demandee_par_id != par.pk:
        raise DroitInsuffisant(
            "Seule la personne qui a demandé la clôture anticipée peut retirer sa demande."
        )
    demande.delete()
    _journaliser(vague, ActeVague.DEMANDE_RETIREE, par, maintenant, demande.motif)
    return vague


@transaction.atomic(durable=True)
def confirmer_cloture(
    *, vague_id: int, par: Utilisateur, maintenant: datetime, demande_lue: str | None = None
) -> Vague:
    """Second person: the wave closes now, and one instant still decides every filing. Locks the wave.

    ``demande_lue``: mark of the request on the page that is signed, "" differing from any; None: the caller has no page.
    Raises ``DroitInsuffisant``, ``TransitionInterdite`` (the announced instant has passed meanwhile), ``Conflit``.
    """
    vague = _ouverte_et_non_echue(vague_id, par, maintenant)
    demande = _demande_de(vague)
    if demande is None:
        raise TransitionInterdite(AUCUNE_DEMANDE)
    if demande.demandee_par_id == par.pk:
        raise DroitInsuffisant(
            "Vous avez demandé cette clôture anticipée : un autre administrateur doit la confirmer."
        )
    if not _tient(vague, demande):
        raise ErreurMetier(
            f"{demande.demandee_par} ne peut plus conduire cette vague : refaites la demande, un autre la confirmera."
        )
    if demande_lue is not None and demande_lue != demande.marque:
        raise Conflit("La demande a changé depuis que vous avez ouvert cette page : relisez-la.", {})
    _clore(vague, demande, par, maintenant)
    return vague


def _clore(vague: Vague, demande: DemandeDeCloture, par: Utilisateur, le: datetime) -> None:
    # Read again under the lock: whatever was filed before it was granted was received before this instant.
    instant = max(le, timezone.now())
    if instant >= vague.cloture:
        raise TransitionInterdite(DEJA_PASSEE)
    demande.confirmee_par, demande.confirmee_le = par, le
    demande.save(update_fields=["confirmee_par", "confirmee_le"])
    donnees = {
        "cloture_prevue": str(vague.cloture),
        "cloture": str(instant),
        "demandee_par": demande.demandee_par_id,
        "demandee_le": str(demande.demandee_le),
    }
    vague.cloture_annoncee, vague.cloture = vague.cloture, instant
    vague.motif_de_cloture, vague.close_le = demande.motif, le
    champs = ["cloture", "cloture_annoncee", "motif_de_cloture", "close_le"]
    changer_etat(vague, EtatVague.CLOSE, le=le, par=par, motif=demande.motif, donnees=donnees, champs=champs)


def _ouverte_et_non_echue(vague_id: int, par: Utilisateur, maintenant: datetime) -> Vague:
    vague = Vague.objects.verrouiller(pk=vague_id)
    exiger_conduite(vague, par)
    verifier_transition(TRANSITIONS, EtatVague(vague.etat), EtatVague.CLOSE, SEULE_UNE_OUVERTE)
    if maintenant >= vague.cloture:
        raise TransitionInterdite(DEJA_PASSEE)
    return vague


def _demande_de(vague: Vague) -> DemandeDeCloture | None:
    return DemandeDeCloture.objects.select_related("demandee_par").filter(vague=vague).first()


def _tient(vague: Vague, demande: DemandeDeCloture) -> bool:
    """Its author could still ask for it: neither the role lost, nor an interest come since."""
    auteur = demande.demandee_par
    return auteur.is_active and peut_conduire_les_vagues(auteur) and not empechement(vague, auteur)


def _journaliser(vague: Vague, acte: ActeVague, par: Utilisateur, le: datetime, motif: str) -> None:
    journaliser([Acte(objet=vague, acte=acte, par_id=par.pk, motif=motif)], le=le)
