"""Writing the reasons of a decision, criterion by criterion; which ones a refusal must give is in ``lectures.motifs``."""

from collections.abc import Iterable, Mapping

from ami.commun.ensembles import Ecriture, inserer, insertion
from ami.commun.erreurs import ErreurMetier
from ami.commun.textes import exiger_texte, normaliser
from candidatures.models import MotifCritere
from evaluation.notes import HORS_DE_LA_GRILLE
from evaluation.selection.lectures.motifs import criteres_de
from evaluation.selection.models import Decision, MotifDecision
from vagues.models import Vague

MOTIF_D_UN_CRITERE_MAX = 2000


def ecrire_les_motifs(vague: Vague, decision: Decision, motifs: Mapping[int, str]) -> None:
    """Replace the reasons of a decision. Runs inside the caller's transaction, under the lock of the wave.

    Raises ``ErreurMetier`` for a criterion of another grid, or a reason that cannot be stored.
    """
    criteres = criteres_de(vague.pk).filter(pk__in=motifs)
    if len(criteres) < len(motifs):
        raise ErreurMetier(HORS_DE_LA_GRILLE)
    textes = {critere.pk: normaliser(motifs[critere.pk]) for critere in criteres}
    for texte in textes.values():
        exiger_texte(texte, MOTIF_D_UN_CRITERE_MAX)
    MotifDecision.objects.filter(decision=decision).delete()
    inserer(
        MotifDecision(decision=decision, critere_id=critere, motif=texte)
        for critere, texte in textes.items()
        if texte
    )


def publication_des_motifs(decisions: Iterable[Decision]) -> Ecriture:
    """Copy the reasons (``decisions_de``) where porteurs read them. In the publication only."""
    return insertion(
        MotifCritere(
            candidature_id=decision.candidature_id,
            ordre=motif.critere.ordre,
            critere=motif.critere.libelle,
            code=motif.critere.code,
            motif=motif.motif,
        )
        for decision in decisions
        for motif in decision.lus
    )
