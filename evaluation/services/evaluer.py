"""Declaring no conflict, recusing, scoring."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ami.commun.canonique import canonique
from ami.commun.concurrence import SANS_LECTURE, Lecture, reunir_les_saisies
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, Incomplet, TransitionInterdite
from ami.commun.etats import passer
from ami.commun.textes import exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.permissions import est_juge_et_partie
from candidatures.services.verrous import verrouiller_la_vague_de
from candidatures.states import EtatCandidature
from evaluation.actes import ActeEvaluation
from evaluation.models import Critere, Evaluation, GrilleVague, Note, Synthese
from evaluation.notes import (
    HORS_DE_LA_GRILLE,
    NoteSaisie,
    en_champs,
    en_saisies,
    faute_de_justification,
    faute_de_note,
)
from evaluation.states import TRANSITIONS, EtatEvaluation
from evaluation.synthese import NoteDonnee, synthese
from vagues.states import EtatVague

LONGUEUR_DEPORT = 1000


@transaction.atomic(durable=True)
def declarer_absence_de_conflit(*, evaluation_id: int, par: Utilisateur, maintenant: datetime) -> Evaluation:
    """Open the dossier to its évaluateur. Raises ``DroitInsuffisant``, ``ErreurMetier``, ``TransitionInterdite``."""
    evaluation = _verrouiller(evaluation_id, par)
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
    evaluation = _verrouiller(evaluation_id, par, meme_partie=True)
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
) -> Evaluation:
    """Save the notes by criterion id, and hand the reading in when ``remettre``. Locks the wave, then the reading.

    ``lecture`` is what the page had read: what it did not touch is left as it is stored.
    What cannot be stored is refused whole, with its criterion: nothing is saved of the rest.
    Handing in asks a note or an abstention, and a justification, for every criterion of the wave's grid.
    A reading already handed in can be corrected until the deliberation; it stays handed in.
    Raises ``DroitInsuffisant``, ``ErreurMetier``, ``Incomplet`` (codes of the criteria), ``Conflit``, ``TransitionInterdite``.
    """
    evaluation = _verrouiller(evaluation_id, par)
    if evaluation.declaree_le is None or evaluation.etat == EtatEvaluation.DEPORT:
        raise DroitInsuffisant("Déclarez d’abord que vous n’avez pas de conflit d’intérêts.")
    criteres = _criteres(evaluation)
    _verifier_les_saisies(criteres, saisies)
    saisies = en_saisies(reunir_les_saisies(en_champs(saisies), champs_de(evaluation), lecture))
    remettre = remettre or evaluation.etat == EtatEvaluation.REMISE
    if remettre:
        _exiger_une_grille_complete(criteres, saisies)
    _ecrire_notes(evaluation, criteres, saisies)
    if remettre:
        evaluation.remise_le = maintenant
        _changer_etat(
            evaluation,
            EtatEvaluation.REMISE,
            ActeEvaluation.REMISE,
            par,
            maintenant,
            ["remise_le"],
            notes=_trace(saisies),
        )
        mettre_a_jour_la_synthese(evaluation.candidature_id)
    return evaluation


def champs_de(evaluation: Evaluation) -> dict[str, Any]:
    """What is stored of a reading, by the names of its page: one query."""
    return en_champs({note.critere_id: note.saisie for note in evaluation.notes.all()})


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
    Synthese.objects.bulk_create(
        [_synthese(pk, list(evaluations.values())) for pk, evaluations in donnees.items()],
        update_conflicts=True,
        unique_fields=["candidature"],
        update_fields=["moyenne", "mediane", "ecart_type", "evaluations", "abstentions"],
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


def _verrouiller(evaluation_id: int, par: Utilisateur, *, meme_partie: bool = False) -> Evaluation:
    """The reading, under the wave's lock. A party to the dossier may only recuse (``meme_partie``)."""
    candidature_id = Evaluation.objects.values_list("candidature_id", flat=True).get(pk=evaluation_id)
    vague = verrouiller_la_vague_de(candidature_id)
    evaluation = (
        Evaluation.objects.select_related("candidature")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=evaluation_id)
    )
    if evaluation.evaluateur_id != par.pk or (
        not meme_partie and est_juge_et_partie(par, evaluation.candidature)
    ):
        raise DroitInsuffisant("Ce dossier ne vous est pas affecté.")
    if evaluation.candidature.etat == EtatCandidature.RETIREE:
        raise TransitionInterdite("Ce dossier est retiré : il n’est plus évalué.")
    if vague.etat != EtatVague.CLOSE:
        raise ErreurMetier(
            "Les notes de cette vague ne peuvent plus changer : sa phase d’évaluation est terminée."
        )
    return evaluation


def _criteres(evaluation: Evaluation) -> list[Critere]:
    grille_id = GrilleVague.objects.values_list("grille_id", flat=True).get(
        vague=evaluation.candidature.vague_id
    )
    return list(Critere.objects.filter(grille=grille_id))


def _trace(saisies: Mapping[int, NoteSaisie]) -> str:
    """SHA-256 of the notes as handed in: a correction leaves a trace, the text does not enter the journal."""
    lignes = [[pk, s.valeur, s.ne_se_prononce_pas, s.justification] for pk, s in sorted(saisies.items())]
    return hashlib.sha256(canonique(lignes).encode()).hexdigest()


def _verifier_les_saisies(criteres: list[Critere], saisies: Mapping[int, NoteSaisie]) -> None:
    par_pk = {critere.pk: critere for critere in criteres}
    if not saisies.keys() <= par_pk.keys():
        raise ErreurMetier(HORS_DE_LA_GRILLE)
    for pk, saisie in saisies.items():
        if faute := faute_de_note(saisie) or faute_de_justification(saisie):
            raise ErreurMetier(f"{par_pk[pk].libelle} – {faute}")


def _exiger_une_grille_complete(criteres: list[Critere], saisies: Mapping[int, NoteSaisie]) -> None:
    absents = tuple(
        critere.code
        for critere in criteres
        if (saisie := saisies.get(critere.pk)) is None
        or not saisie.est_donnee
        or not saisie.justification.strip()
    )
    if absents:
        raise Incomplet(
            "Donnez une note ou ne vous prononcez pas, et justifiez, pour chaque critère.", absents
        )


def _ecrire_notes(evaluation: Evaluation, criteres: list[Critere], saisies: Mapping[int, NoteSaisie]) -> None:
    Note.objects.bulk_create(
        [
            Note(
                evaluation=evaluation,
                critere=critere,
                valeur=None if saisie.ne_se_prononce_pas else saisie.valeur,
                ne_se_prononce_pas=saisie.ne_se_prononce_pas,
                justification=saisie.justification,
            )
            for critere in criteres
            if (saisie := saisies.get(critere.pk)) is not None
        ],
        update_conflicts=True,
        unique_fields=["evaluation", "critere"],
        update_fields=["valeur", "ne_se_prononce_pas", "justification"],
    )


def _changer_etat(
    evaluation: Evaluation,
    vers: EtatEvaluation,
    acte: ActeEvaluation,
    par: Utilisateur,
    le: datetime,
    champs: list[str],
    motif: str = "",
    notes: str = "",
) -> None:
    # An evaluation begun goes everywhere: only a recusal is final.
    refus = "Cette lecture a fait l’objet d’un déport : elle ne peut plus changer."
    de = passer(evaluation, TRANSITIONS, vers, refus)
    evaluation.save(update_fields=["etat", "modifie_le", *champs])
    donnees = {"notes": notes} if notes else {}
    ligne = Acte(objet=evaluation, acte=acte, par_id=par.pk, de=de, vers=vers, motif=motif, donnees=donnees)
    journaliser([ligne], le=le)
