"""The closing of a wave as people read it: at its instant, or brought forward, with the announced one and the reason."""

from ami.territoires.heures import echeance
from vagues.models import Vague


def anticipation(vague: Vague, departement: str = "") -> str:
    """« close par anticipation le …, annoncée pour le … ; motif : … »; empty for a wave closed at its instant."""
    if vague.cloture_annoncee is None:
        return ""
    return (
        f"close par anticipation le {echeance(vague.cloture, departement)}, annoncée pour le "
        f"{echeance(vague.cloture_annoncee, departement)} ; motif : {vague.motif_de_cloture.removesuffix('.')}"
    )


def fin_de_vague(vague: Vague, departement: str = "") -> str:
    """How the wave ended, without the full stop: a sentence goes on, or ends, after it."""
    if anticipee := anticipation(vague, departement):
        return f"La vague a été {anticipee}"
    return f"La vague s’est terminée le {echeance(vague.cloture, departement)}"


def cloture_passee(vague: Vague, departement: str = "") -> str:
    """What is said to somebody who comes after the closing."""
    if anticipee := anticipation(vague, departement):
        return f"La vague a été {anticipee}."
    return f"La clôture était fixée au {echeance(vague.cloture, departement)}."
