"""Opening and closing a wave, by the calendar or by a person."""

from datetime import datetime

import structlog
from django.db import transaction

from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.commun.etats import verifier_transition
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from vagues.actes import ActeVague
from vagues.conditions import obstacles_a_l_ouverture
from vagues.models import Vague
from vagues.services.etats import changer_etat
from vagues.services.gardes import exiger_conduite, motif_lisible
from vagues.states import TRANSITIONS, EtatVague

journal = structlog.get_logger(__name__)
SEULE_UNE_OUVERTE = "Seule une vague ouverte peut être close."


@transaction.atomic(durable=True)
def ouvrir_vague(
    *, vague_id: int, maintenant: datetime, par: Utilisateur | None = None, motif: str = ""
) -> Vague:
    """Open a wave whose opening has come; an administrator may open it early, with a reason.

    Silent for the system when it is already open. What it lacks (a track, a grid: ``vagues.conditions``) keeps it
    closed. Raises ``TransitionInterdite``, ``ErreurMetier``.
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
    if maintenant >= vague.cloture and par is not None:
        raise ErreurMetier("La clôture de cette vague est déjà passée : corrigez son calendrier.")
    en_avance = vague.ouverture is None or maintenant < vague.ouverture
    if en_avance:
        _exiger_motif(
            par, motif, "L’ouverture n’est pas encore venue : indiquez pourquoi vous ouvrez en avance."
        )
    if obstacles := obstacles_a_l_ouverture(vague):
        _rester_fermee(vague, " ".join(obstacles), par, maintenant)
        return vague
    _ouvrir(vague, par, maintenant, motif, en_avance=en_avance)
    return vague


def _rester_fermee(vague: Vague, obstacles: str, par: Utilisateur | None, le: datetime) -> None:
    """A person is told; the calendar, which comes back each minute, says it once in the log and in the journal."""
    if par is not None:
        raise ErreurMetier(obstacles)
    if vague.ouverture_empechee == obstacles:
        return
    vague.ouverture_empechee = obstacles
    vague.save(update_fields=["ouverture_empechee"])
    journaliser([Acte(objet=vague, acte=ActeVague.OUVERTURE_EMPECHEE, motif=obstacles)], le=le)
    journal.error("vague non ouverte à son heure", vague=vague.numero, obstacles=obstacles)


def _ouvrir(vague: Vague, par: Utilisateur | None, le: datetime, motif: str, *, en_avance: bool) -> None:
    donnees = {}
    if en_avance:
        donnees = {"ouverture_prevue": str(vague.ouverture), "ouverture": str(le)}
        vague.ouverture = le
    vague.ouverture_empechee = ""
    changer_etat(
        vague,
        EtatVague.OUVERTE,
        le=le,
        par=par,
        motif=motif,
        donnees=donnees,
        champs=["ouverture", "ouverture_empechee"],
    )


@transaction.atomic(durable=True)
def cloturer_vague(*, vague_id: int, maintenant: datetime, par: Utilisateur | None = None) -> Vague:
    """Record the closing of a wave whose instant has passed; before it, ``anticiper`` asks for two people.

    Silent for the system when already closed or not yet due. Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    vague = Vague.objects.verrouiller(pk=vague_id)
    if par is None and (vague.etat != EtatVague.OUVERTE or maintenant < vague.cloture):
        return vague
    exiger_conduite(vague, par)
    verifier_transition(TRANSITIONS, EtatVague(vague.etat), EtatVague.CLOSE, SEULE_UNE_OUVERTE)
    if maintenant < vague.cloture:
        raise TransitionInterdite(
            "La clôture n’est pas encore venue : demandez une clôture anticipée, qu’un second administrateur confirmera."
        )
    vague.close_le = maintenant
    changer_etat(vague, EtatVague.CLOSE, le=maintenant, par=par, champs=["close_le"])
    return vague


def _exiger_motif(par: Utilisateur | None, motif: str, message: str) -> None:
    if par is None:
        raise TransitionInterdite(message)
    if not motif:
        raise ErreurMetier(message)
