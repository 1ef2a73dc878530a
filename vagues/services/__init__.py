"""Every write on waves, one module per use case. Each public service locks the wave, then reads, then decides."""

from vagues.services.conduire import cloturer_vague, ouvrir_vague
from vagues.services.etats import changer_etat
from vagues.services.gardes import MOTIF_MAX
from vagues.services.programmer import (
    CAPACITE_MAX,
    REGLAGES_D_UNE_VAGUE,
    ouvrir_les_volets,
    programmer_vague,
    volet_ouvert,
)

__all__ = [
    "CAPACITE_MAX",
    "MOTIF_MAX",
    "REGLAGES_D_UNE_VAGUE",
    "changer_etat",
    "cloturer_vague",
    "ouvrir_les_volets",
    "ouvrir_vague",
    "programmer_vague",
    "volet_ouvert",
]
