"""Who may act on waves."""

from ami.comptes.models import Utilisateur
from ami.comptes.permissions import est_administrateur


def peut_conduire_les_vagues(utilisateur: Utilisateur) -> bool:
    """Open, close, bring into deliberation."""
    return est_administrateur(utilisateur)
