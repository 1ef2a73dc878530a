"""Locks of a dossier, always taken here: the wave, then the dossier."""

import uuid

from ami.commun.erreurs import TransitionInterdite
from candidatures.models import Candidature
from vagues.models import Vague

DOSSIER_SUPPRIME = "Ce brouillon vient d’être supprimé : plus rien ne peut y être enregistré."
VAGUE_CHANGEE = "Ce dossier vient de changer de vague : ouvrez-le de nouveau, puis recommencez."


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
        raise TransitionInterdite(DOSSIER_SUPPRIME) from None
    if candidature.vague_id != vague.pk:
        raise TransitionInterdite(VAGUE_CHANGEE)
    candidature.vague = vague
    return candidature


def verrouiller_pour_deposer(candidature_id: uuid.UUID) -> int:
    """The same locks in the same order, by one statement that reads nothing else: the rank of the last number of the wave.

    PostgreSQL locks what a line joins in the order of ``OF``, and looks at the join again once it has them. What else
    is to be read under the locks is read after this statement, whose instant is before its wait. Raises as
    ``verrouiller_dossier``.
    """
    dossiers = Candidature.objects.select_related("vague").only("vague__dernier_rang")
    try:
        return (
            dossiers.select_for_update(of=("vague", "self"), no_key=True)
            .get(pk=candidature_id)
            .vague.dernier_rang
        )
    except Candidature.DoesNotExist:
        ailleurs = Candidature.objects.filter(pk=candidature_id).exists()
        raise TransitionInterdite(VAGUE_CHANGEE if ailleurs else DOSSIER_SUPPRIME) from None


def verrouiller_la_vague_de(candidature_id: uuid.UUID) -> Vague:
    """The wave of a dossier, locked, when the dossier itself does not change: readings are under the wave alone."""
    return Vague.objects.select_related("appel").verrouiller(candidatures=candidature_id)
