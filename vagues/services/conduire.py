"""Opening and closing a wave, by the calendar or by a person."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.commun.etats import verifier_transition
from ami.comptes.models import Utilisateur
from vagues.models import Vague
from vagues.services.etats import changer_etat
from vagues.services.gardes import exiger_conduite, motif_lisible
from vagues.states import TRANSITIONS, EtatVague


@transaction.atomic(durable=True)
def ouvrir_vague(
    *, vague_id: int, maintenant: datetime, par: Utilisateur | None = None, motif: str = ""
) -> Vague:
    """Open a wave whose opening has come; an administrator may open it early, with a reason.

    Silent for the system when it is already open. Raises ``TransitionInterdite``, ``ErreurMetier``.
    """
    vague = Vague.objects.verrouiller(pk=vague_id)
    if par is None and vague.etat != EtatVague.PROGRAMMEE:
        return vague
    exiger_conduite(vague, par)
    motif = motif_lisible(motif)
    verifier_transition(
        TRANSITIONS,
        EtatVague(vague.etat),
        EtatVague.OUVERTE,
        f"Cette vague est déjà {vague.get_etat_display().lower()}.",
    )
    if not vague.volets_ouverts.exists():
        raise ErreurMetier("Cette vague n’ouvre aucun volet : ajoutez-en un avant de l’ouvrir.")
    if maintenant >= vague.cloture and par is not None:
        raise ErreurMetier("La clôture de cette vague est déjà passée : corrigez son calendrier.")
    donnees = {}
    if vague.ouverture is None or maintenant < vague.ouverture:
        _exiger_motif(
            par, motif, "L’ouverture n’est pas encore venue : indiquez pourquoi vous ouvrez en avance."
        )
        donnees = {"ouverture_prevue": str(vague.ouverture), "ouverture": str(maintenant)}
        vague.ouverture = maintenant
    changer_etat(
        vague, EtatVague.OUVERTE, le=maintenant, par=par, motif=motif, donnees=donnees, champs=["ouverture"]
    )
    return vague


@transaction.atomic(durable=True)
def cloturer_vague(
    *, vague_id: int, maintenant: datetime, par: Utilisateur | None = None, motif: str = ""
) -> Vague:
    """Close a wave whose closing instant has passed.

    An administrator may close before it, with a reason: the closing instant becomes now, so that
    one instant still decides every filing. Silent for the system when already closed or not yet due.
    """
    vague = Vague.objects.verrouiller(pk=vague_id)
    if par is None and (vague.etat != EtatVague.OUVERTE or maintenant < vague.cloture):
        return vague
    exiger_conduite(vague, par)
    motif = motif_lisible(motif)
    verifier_transition(
        TRANSITIONS, EtatVague(vague.etat), EtatVague.CLOSE, "Seule une vague ouverte peut être close."
    )
    donnees = {}
    if maintenant < vague.cloture:
        _exiger_motif(par, motif, "La clôture n’est pas encore venue : indiquez pourquoi vous l’avancez.")
        # Read again under the lock: whatever was filed before it was granted was received before this instant.
        # Never after the announced closing, which may have passed while this act waited.
        instant = min(vague.cloture, max(maintenant, timezone.now()))
        donnees = {"cloture_prevue": str(vague.cloture), "cloture": str(instant)}
        vague.cloture = instant
    vague.close_le = maintenant
    changer_etat(
        vague,
        EtatVague.CLOSE,
        le=maintenant,
        par=par,
        motif=motif,
        donnees=donnees,
        champs=["cloture", "close_le"],
    )
    return vague


def _exiger_motif(par: Utilisateur | None, motif: str, message: str) -> None:
    if par is None:
        raise TransitionInterdite(message)
    if not motif:
        raise ErreurMetier(message)
