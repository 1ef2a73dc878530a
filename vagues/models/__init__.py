"""The call, its tracks and its waves: every number the public reads is a row here."""

from vagues.models.appel import Appel, ObjectifAppel, RoleDuLieu, Volet
from vagues.models.cloture import DemandeDeCloture
from vagues.models.vague import Vague, VoletOuvert

__all__ = ["Appel", "DemandeDeCloture", "ObjectifAppel", "RoleDuLieu", "Vague", "Volet", "VoletOuvert"]
