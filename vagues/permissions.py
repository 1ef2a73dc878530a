"""Who may act on waves."""

from ami.comptes.models import Utilisateur
from ami.comptes.permissions import est_administrateur


def peut_conduire_les_vagues(utilisateur: Utilisateur) -> bool:
    """Program a wave, set its forms, open it, close it."""
    return est_administrateur(utilisateur)
