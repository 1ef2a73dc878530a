"""Who may act on a wave, asked under its lock, and the reason they give."""

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.commun.textes import exiger_ligne, normaliser
from ami.comptes.models import Utilisateur
from vagues.conditions import empechement
from vagues.models import Vague
from vagues.models.vague import MOTIF_MAX
from vagues.permissions import peut_conduire_les_vagues


def exiger_administrateur(par: Utilisateur | None) -> None:
    """The system, or an administrator. Raises ``DroitInsuffisant``."""
    if par is not None and not peut_conduire_les_vagues(par):
        raise DroitInsuffisant("Seul un administrateur conduit les vagues.")


def exiger_sans_interet(vague: Vague, par: Utilisateur) -> None:
    """Nobody is judge and party: asked by every act on a wave, under its lock. Raises ``DroitInsuffisant``."""
    if refus := empechement(vague, par):
        raise DroitInsuffisant(refus)


def exiger_conduite(vague: Vague, par: Utilisateur | None) -> None:
    """The system, or an administrator without interest in the wave. Raises ``DroitInsuffisant``."""
    exiger_administrateur(par)
    if par is not None:
        exiger_sans_interet(vague, par)


def motif_lisible(motif: str, *, absent: str = "") -> str:
    """The reason, in one line; ``absent`` is what to say when there must be one. Raises ``ErreurMetier``."""
    exiger_ligne(motif := normaliser(motif), MOTIF_MAX)
    if absent and not motif:
        raise ErreurMetier(absent)
    return motif
