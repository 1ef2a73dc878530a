"""Giving a dossier to an évaluateur."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ami.commun.concurrence import SANS_LECTURE, Lecture, empreinte
from ami.commun.erreurs import Conflit, DroitInsuffisant, ErreurMetier
from ami.comptes.models import Utilisateur
from ami.comptes.permissions import est_evaluateur
from ami.journal.services import Acte, journaliser
from candidatures.models import Candidature
from candidatures.permissions import est_juge_et_partie
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EN_LICE
from evaluation.actes import ActeEvaluation
from evaluation.models import Evaluation, GrilleVague
from evaluation.permissions import lit_deja_les_dossiers, peut_preparer_l_evaluation
from vagues.services.gardes import exiger_sans_interet
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def affecter_evaluateur(
    *,
    candidature_id: uuid.UUID,
    evaluateur: Utilisateur,
    par: Utilisateur,
    maintenant: datetime,
    lecture: Lecture = SANS_LECTURE,
) -> Evaluation:
    """Assign a filed dossier of a closed wave. Locks the wave, then the dossier.

    ``lecture``: by dossier, who read it when the page was opened. Raises ``DroitInsuffisant`` (an administrator without
    interest in it), ``Conflit``, and ``ErreurMetier`` when the phase, the grid or a conflict forbids it.
    """
    if not peut_preparer_l_evaluation(par):
        raise DroitInsuffisant("Seul un administrateur affecte les dossiers.")
    candidature = verrouiller_dossier(candidature_id)
    if est_juge_et_partie(par, candidature):
        raise DroitInsuffisant("Vous avez un intérêt dans ce dossier : un autre administrateur l’affecte.")
    exiger_sans_interet(candidature.vague, par)
    _exiger_affectable(candidature, evaluateur)
    _exiger_les_lecteurs_lus(candidature, lecture)
    evaluation = Evaluation.objects.create(candidature=candidature, evaluateur=evaluateur, affectee_par=par)
    acte = Acte(objet=evaluation, acte=ActeEvaluation.AFFECTEE, par_id=par.pk, vers=evaluation.etat)
    journaliser([acte], le=maintenant)
    return evaluation


def _exiger_affectable(candidature: Candidature, evaluateur: Utilisateur) -> None:
    """The phase, the grid, then what would keep this person from judging this dossier. Raises ``ErreurMetier``."""
    vague = candidature.vague
    if vague.etat != EtatVague.CLOSE or candidature.etat not in EN_LICE:
        raise ErreurMetier("Un dossier s’affecte entre la clôture de la vague et sa délibération.")
    if not GrilleVague.objects.filter(vague=vague).exists():
        raise ErreurMetier("Attachez d’abord une grille à cette vague.")
    if not est_evaluateur(evaluateur) or not evaluateur.is_active:
        raise ErreurMetier("Cette personne n’a pas le rôle d’évaluateur.")
    if lit_deja_les_dossiers(evaluateur):
        raise ErreurMetier(
            f"{evaluateur} lit déjà les dossiers à un autre titre : choisissez une autre personne."
        )
    if est_juge_et_partie(evaluateur, candidature):
        raise ErreurMetier(
            f"{evaluateur} candidate ou a candidaté pour cette structure : choisissez une autre personne."
        )
    if Evaluation.objects.filter(candidature=candidature, evaluateur=evaluateur).exists():
        raise ErreurMetier(f"{evaluateur} a déjà reçu ce dossier.")


def lecteurs(evaluations: Iterable[Evaluation]) -> list[int]:
    """Whom a dossier is given to, as a page marks it."""
    return sorted(evaluation.evaluateur_id for evaluation in evaluations)


def _exiger_les_lecteurs_lus(candidature: Candidature, lecture: Lecture) -> None:
    """Whoever assigned on a page where this dossier had nobody else must see that it has."""
    nom, evaluations = str(candidature.pk), candidature.evaluations.select_related("evaluateur")
    lues = lecture.lues_pour([nom])
    if nom in lues and lues[nom] != empreinte(lecteurs(evaluations)):
        noms = ", ".join(str(evaluation.evaluateur) for evaluation in evaluations) or "aucun"
        raise Conflit(
            f"les évaluateurs de ce dossier ont changé depuis que vous avez ouvert cette page. Ce sont maintenant : {noms}. "
            "Rien n’est affecté pour ce dossier : s’il lui faut encore quelqu’un, affectez-le de nouveau.",
            {nom: lecteurs(evaluations)},
        )
