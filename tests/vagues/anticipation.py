"""Closing a wave before its announced instant, as two administrators do."""

from datetime import datetime

from ami.comptes.models import Utilisateur
from tests.scenarios import administrateur
from vagues.models import Vague
from vagues.services import confirmer_cloture, demander_cloture

MOTIF = "Enveloppe épuisée."


def clore_en_avance(
    vague: Vague, le: datetime, *, motif: str = MOTIF, par: Utilisateur | None = None
) -> Vague:
    """Ask and confirm at ``le``; return the wave as it is stored."""
    demander_cloture(vague_id=vague.pk, motif=motif, par=administrateur(), maintenant=le)
    confirmer_cloture(vague_id=vague.pk, par=par or administrateur(), maintenant=le)
    return Vague.objects.get(pk=vague.pk)
