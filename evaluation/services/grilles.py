"""Attaching a grid to a wave."""

from datetime import datetime

from django.db import transaction

from ami.commun.concurrence import SANS_LECTURE, Lecture, reunir_les_saisies
from ami.commun.erreurs import Conflit, DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from evaluation.actes import ActeEvaluation
from evaluation.models import Grille, GrilleVague
from evaluation.permissions import peut_preparer_l_evaluation
from vagues.models import Vague
from vagues.services.gardes import exiger_sans_interet
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def attacher_grille(
    *,
    vague_id: int,
    grille: Grille,
    par: Utilisateur,
    maintenant: datetime,
    lecture: Lecture = SANS_LECTURE,
) -> GrilleVague:
    """Choose the grid of a wave, until it opens. Locks the wave.

    ``lecture``: the grid that the page showed; another one chosen meanwhile is not replaced (``Conflit``).
    """
    if not peut_preparer_l_evaluation(par):
        raise DroitInsuffisant("Seul un administrateur choisit la grille d’une vague.")
    vague = Vague.objects.verrouiller(pk=vague_id)
    exiger_sans_interet(vague, par)
    if vague.etat != EtatVague.PROGRAMMEE:
        raise TransitionInterdite("La grille est figée depuis l’ouverture de la vague.")
    ancienne = GrilleVague.objects.select_related("grille").filter(vague=vague).first()
    _exiger_la_grille_lue(ancienne, grille, lecture)
    lien, _ = GrilleVague.objects.update_or_create(vague=vague, defaults={"grille": grille})
    journaliser(
        [
            Acte(
                objet=vague,
                acte=ActeEvaluation.GRILLE_ATTACHEE,
                par_id=par.pk,
                donnees={"grille": grille.code},
            )
        ],
        le=maintenant,
    )
    return lien


def _exiger_la_grille_lue(ancienne: GrilleVague | None, voulue: Grille, lecture: Lecture) -> None:
    try:
        actuelle = ancienne.grille_id if ancienne else None
        reunir_les_saisies({"grille": voulue.pk}, {"grille": actuelle}, lecture)
    except Conflit as conflit:
        choisie = f"« {ancienne.grille} »" if ancienne else "aucune"
        raise Conflit(
            f"La grille de cette vague a changé depuis que vous avez ouvert cette page : c’est maintenant {choisie}, "
            f"et vous choisissiez « {voulue} ». Rien n’est changé : choisissez de nouveau.",
            conflit.actuelles,
        ) from conflit
