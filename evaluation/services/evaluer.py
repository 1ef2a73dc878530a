"""Declaring no conflict, recusing, scoring."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ami.commun.canonique import canonique
from ami.commun.concurrence import SANS_LECTURE, Lecture, reunir_les_saisies
from ami.commun.ensembles import inserer
from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.commun.etats import passer
from ami.commun.textes import exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from evaluation.actes import ActeEvaluation
from evaluation.models import Evaluation, Note, Synthese
from evaluation.notes import (
    NoteSaisie,
    en_champs,
    en_saisies,
)
from evaluation.services.saisie import (
    champs_de,
    criteres_de_la_grille,
    derniere_version,
    ecrire_les_notes,
    exiger_une_grille_complete,
    verifier_les_saisies,
)
from evaluation.services.verrous import verrouiller_evaluation, verrouiller_grille
from evaluation.states import TRANSITIONS, EtatEvaluation
from evaluation.synthese import NoteDonnee, synthese

LONGUEUR_DEPORT = 1000


@transaction.atomic(durable=True)
def declarer_absence_de_conflit(*, evaluation_id: int, par: Utilisateur, maintenant: datetime) -> Evaluation:
    """Open the dossier to its évaluateur. Raises ``DroitInsuffisant``, ``ErreurMetier``, ``TransitionInterdite``."""
    evaluation = verrouiller_evaluation(evaluation_id, par)
    if evaluation.etat in (EtatEvaluation.BROUILLON, EtatEvaluation.REMISE):
        return evaluation
    evaluation.declaree_le = maintenant
    _changer_etat(
        evaluation, EtatEvaluation.BROUILLON, ActeEvaluation.SANS_CONFLIT, par, maintenant, ["declaree_le"]
    )
    return evaluation


@transaction.atomic(durable=True)
def se_deporter(*, evaluation_id: int, motif: str, par: Utilisateur, maintenant: datetime) -> Evaluation:
    """Recuse: access and notes go at once, for good. Locks wave, dossier's reading; keeps the synthesis true."""
    evaluation = verrouiller_evaluation(evaluation_id, par, meme_partie=True)
    if not (motif := normaliser(motif)):
        raise ErreurMetier("Indiquez en une phrase pourquoi vous vous déportez.")
    exiger_texte(motif, LONGUEUR_DEPORT)
    evaluation.motif_deport, evaluation.remise_le = motif, None
    _changer_etat(
        evaluation,
        EtatEvaluation.DEPORT,
        ActeEvaluation.DEPORT,
        par,
        maintenant,
        ["motif_deport", "remise_le"],
        motif=motif,
    )
    evaluation.notes.all().delete()
    mettre_a_jour_la_synthese(evaluation.candidature_id)
    return evaluation


@transaction.atomic(durable=True)
def enregistrer_evaluation(
    *,
    evaluation_id: int,
    saisies: Mapping[int, NoteSaisie],
    remettre: bool,
    par: Utilisateur,
    maintenant: datetime,
    lecture: Lecture = SANS_LECTURE,
    version: int | None = None,
) -> Evaluation:
    """Save the notes by criterion id, and hand the reading in when ``remettre``. Locks the wave, then the reading.

    ``lecture`` is what the page had read: what it did not touch is left as it is stored. ``version`` is that of the
    dossier on the page (None: the last one): a reading is handed in on the last one alone, and says which it was.
    What cannot be stored is refused whole, with its criterion: nothing is saved of the rest.
    Handing in asks a note or an abstention, and a justification, for every criterion of the wave's grid.
    A reading already handed in can be corrected until the deliberation; it stays handed in.
    Raises ``DroitInsuffisant``, ``ErreurMetier``, ``Incomplet`` (codes of the criteria), ``Conflit``, ``TransitionInterdite``.
    """
    evaluation = verrouiller_grille(evaluation_id, par)
    criteres, connues = criteres_de_la_grille(evaluation), champs_de(evaluation)
    verifier_les_saisies(criteres, saisies)
    voulues = reunir_les_saisies(en_champs(saisies), connues, lecture, envois=evaluation.envois)
    saisies = en_saisies(voulues)
    remettre = remettre or evaluation.etat == EtatEvaluation.REMISE
    evaluation.version_lue = _version_lue(evaluation, version, la_derniere=remettre)
    if remettre:
        exiger_une_grille_complete(criteres, saisies)
    changees = [nom for nom, valeur in voulues.items() if valeur != connues.get(nom)]
    ecrire_les_notes(evaluation, criteres, saisies, changees, lecture)
    if remettre:
        _remettre(evaluation, saisies, par, maintenant)
    return evaluation


def _remettre(
    evaluation: Evaluation, saisies: Mapping[int, NoteSaisie], par: Utilisateur, maintenant: datetime
) -> None:
    evaluation.remise_le = maintenant
    _changer_etat(
        evaluation,
        EtatEvaluation.REMISE,
        ActeEvaluation.REMISE,
        par,
        maintenant,
        ["remise_le", "version_lue"],
        donnees={"notes": _trace(saisies), "version": evaluation.version_lue},
    )
    mettre_a_jour_la_synthese(evaluation.candidature_id)


@transaction.atomic(durable=True)
def confirmer_la_version(
    *, evaluation_id: int, version: int, par: Utilisateur, maintenant: datetime
) -> Evaluation:
    """Say that a reading handed in holds for this version of the dossier, the last one. Locks the wave, then the reading."""
    evaluation = verrouiller_grille(evaluation_id, par)
    if evaluation.etat != EtatEvaluation.REMISE:
        raise TransitionInterdite("Cette évaluation n’est pas remise : remettez-la.")
    lue, evaluation.version_lue = evaluation.version_lue, _version_lue(evaluation, version, la_derniere=True)
    if evaluation.version_lue == lue:
        return evaluation
    evaluation.save(update_fields=["version_lue", "modifie_le"])
    donnees = {"version": evaluation.version_lue}
    ligne = Acte(objet=evaluation, acte=ActeEvaluation.VERSION_CONFIRMEE, par_id=par.pk, donnees=donnees)
    journaliser([ligne], le=maintenant)
    return evaluation


def _version_lue(evaluation: Evaluation, version: int | None, *, la_derniere: bool) -> int:
    """The version that the page showed. Raises ``TransitionInterdite`` when ``la_derniere`` is wanted and it is not."""
    derniere = derniere_version(evaluation)
    if version is None:
        return derniere
    if la_derniere and version != derniere:
        raise TransitionInterdite(
            f"Le dossier a été complété : sa version {derniere} suit celle que vous lisiez. Lisez ce qui change, "
            "puis remettez ou confirmez votre évaluation. Ce que vous avez saisi est resté sur cette page."
        )
    return min(version, derniere)


def mettre_a_jour_la_synthese(*candidatures: uuid.UUID) -> None:
    """Compute the synthesis of these dossiers again, in two statements whatever their number.

    Runs inside the caller's transaction, under the wave's lock.
    """
    notes = Note.objects.filter(
        evaluation__candidature__in=candidatures, evaluation__etat=EtatEvaluation.REMISE
    ).values_list("evaluation__candidature", "evaluation", "valeur", "critere__poids")
    donnees: dict[uuid.UUID, dict[int, list[NoteDonnee]]] = {pk: {} for pk in candidatures}
    for candidature, evaluation, valeur, poids in notes:
        donnees[candidature].setdefault(evaluation, []).append(NoteDonnee(valeur, poids))
    inserer(
        [_synthese(pk, list(evaluations.values())) for pk, evaluations in donnees.items()],
        cle=["candidature"],
        remplacer=["moyenne", "mediane", "ecart_type", "evaluations", "abstentions"],
    )


def _synthese(candidature_id: uuid.UUID, evaluations: Sequence[Sequence[NoteDonnee]]) -> Synthese:
    resultat = synthese(evaluations)
    return Synthese(
        candidature_id=candidature_id,
        moyenne=resultat.moyenne,
        mediane=resultat.mediane,
        ecart_type=resultat.ecart_type,
        evaluations=resultat.evaluations,
        abstentions=resultat.abstentions,
    )


def _trace(saisies: Mapping[int, NoteSaisie]) -> str:
    """SHA-256 of the notes as handed in: a correction leaves a trace, the text does not enter the journal."""
    lignes = [[pk, s.valeur, s.ne_se_prononce_pas, s.justification] for pk, s in sorted(saisies.items())]
    return hashlib.sha256(canonique(lignes).encode()).hexdigest()


def _changer_etat(
    evaluation: Evaluation,
    vers: EtatEvaluation,
    acte: ActeEvaluation,
    par: Utilisateur,
    le: datetime,
    champs: list[str],
    motif: str = "",
    donnees: Mapping[str, Any] | None = None,
) -> None:
    # An evaluation begun goes everywhere: only a recusal is final.
    refus = "Cette évaluation a fait l’objet d’un déport : elle ne peut plus changer."
    de = passer(evaluation, TRANSITIONS, vers, refus)
    evaluation.save(update_fields=["etat", "modifie_le", *champs])
    ligne = Acte(
        objet=evaluation, acte=acte, par_id=par.pk, de=de, vers=vers, motif=motif, donnees=dict(donnees or {})
    )
    journaliser([ligne], le=le)
