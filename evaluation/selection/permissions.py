"""Who decides on the dossiers of a wave, and publishes it."""

from ami.comptes.models import Utilisateur
from ami.comptes.permissions import est_administrateur


def peut_mener_la_selection(utilisateur: Utilisateur) -> bool:
    """Open the deliberation, decide, ask for the publication or confirm it; having an interest is asked apart."""
    return est_administrateur(utilisateur)
