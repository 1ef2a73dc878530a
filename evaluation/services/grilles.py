"""Attaching a grid to a wave."""

from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from evaluation.actes import ActeEvaluation
from evaluation.models import Grille, GrilleVague
from evaluation.permissions import peut_preparer_l_evaluation
from vagues.models import Vague
from vagues.services.gardes import exiger_sans_interet
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def attacher_grille(*, vague_id: int, grille: Grille, par: Utilisateur, maintenant: datetime) -> GrilleVague:
    """Choose the grid of a wave, until it opens. Locks the wave."""
    if not peut_preparer_l_evaluation(par):
        raise DroitInsuffisant("Seul un administrateur choisit la grille d’une vague.")
    vague = Vague.objects.verrouiller(pk=vague_id)
    exiger_sans_interet(vague, par)
    if vague.etat != EtatVague.PROGRAMMEE:
        raise TransitionInterdite("La grille est figée depuis l’ouverture de la vague.")
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
