"""Every write on waves, one module per use case. Each public service locks the wave, then reads, then decides."""

from vagues.models.vague import MOTIF_MAX
from vagues.services.anticiper import confirmer_cloture, demander_cloture, retirer_la_demande
from vagues.services.conduire import cloturer_vague, ouvrir_vague
from vagues.services.corriger import corriger_vague, supprimer_vague
from vagues.services.etats import changer_etat
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
    "confirmer_cloture",
    "corriger_vague",
    "demander_cloture",
    "ouvrir_les_volets",
    "ouvrir_vague",
    "programmer_vague",
    "retirer_la_demande",
    "supprimer_vague",
    "volet_ouvert",
]
