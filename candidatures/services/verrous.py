"""Locks of a dossier, always taken here: the wave, then the dossier."""

import uuid

from ami.commun.erreurs import TransitionInterdite
from candidatures.models import Candidature
from vagues.models import Vague


def verrouiller_dossier(candidature_id: uuid.UUID, *, avec_sa_vague: bool = True) -> Candidature:
    """The dossier, locked until the end of the caller's transaction; its wave before it, which it then holds.

    ``avec_sa_vague=False``: for what no wave decides (answers, people, messages), or when another wave is locked already.
    Raises ``TransitionInterdite`` when the dossier was carried into another wave, or deleted, while this act waited.
    """
    try:
        if not avec_sa_vague:
            return Candidature.objects.verrouiller(candidature_id)
        vague = verrouiller_la_vague_de(candidature_id)
        candidature = Candidature.objects.select_related("volet", "porteur").verrouiller(candidature_id)
    except (Candidature.DoesNotExist, Vague.DoesNotExist):
        raise TransitionInterdite(
            "Ce brouillon vient d’être supprimé : plus rien ne peut y être enregistré."
        ) from None
    if candidature.vague_id != vague.pk:
        raise TransitionInterdite(
            "Ce dossier vient de changer de vague : ouvrez-le de nouveau, puis recommencez."
        )
    candidature.vague = vague
    return candidature


def verrouiller_la_vague_de(candidature_id: uuid.UUID) -> Vague:
    """The wave of a dossier, locked, when the dossier itself does not change: readings are under the wave alone."""
    return Vague.objects.select_related("appel").verrouiller(candidatures=candidature_id)
