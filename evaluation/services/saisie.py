"""Notes of one reading as they are typed: checking them, storing them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ami.commun.concurrence import Lecture, departager, ecrites
from ami.commun.ensembles import inserer
from ami.commun.erreurs import ErreurMetier, Incomplet, TransitionInterdite
from ami.comptes.models import Utilisateur
from evaluation.models import Critere, Evaluation, GrilleVague, Note
from evaluation.notes import (
    HORS_DE_LA_GRILLE,
    NoteSaisie,
    en_champs,
    en_saisies,
    faute_de_justification,
    faute_de_note,
)
from evaluation.services.verrous import verrouiller_grille
from evaluation.states import EtatEvaluation


@dataclass(frozen=True)
class Gardees:
    """What is stored of the values that a page sent, and those that another page had changed meanwhile."""

    valeurs: dict[str, Any]
    conflits: frozenset[str]


@transaction.atomic(durable=True)
def garder_au_fil(
    *, evaluation_id: int, champs: Mapping[str, Any], par: Utilisateur, lecture: Lecture
) -> Gardees:
    """Store these values of a reading that is not handed in, as they are typed, but for conflicts. Locks wave, reading.

    One that is handed in counts: it changes by its button alone. Raises as ``enregistrer_evaluation``.
    """
    evaluation = verrouiller_grille(evaluation_id, par)
    if evaluation.etat == EtatEvaluation.REMISE:
        raise TransitionInterdite(
            "Cette évaluation est remise : enregistrez vos corrections pour qu’elles comptent."
        )
    criteres, connues = criteres_de_la_grille(evaluation), champs_de(evaluation)
    a_ecrire, conflits = departager(
        champs, ecrites(connues, evaluation.envois), lecture.lues_pour(champs), lecture.envoi
    )
    touches = {int(nom.rpartition("_")[2]) for nom in a_ecrire}
    apres = connues | a_ecrire
    saisies = {pk: saisie for pk, saisie in en_saisies(apres).items() if pk in touches}
    verifier_les_saisies(criteres, saisies)
    evaluation.version_lue = evaluation.version_lue or derniere_version(evaluation)
    ecrire_les_notes(evaluation, criteres, saisies, a_ecrire, lecture)
    return Gardees({nom: apres.get(nom) for nom in champs}, conflits)


def derniere_version(evaluation: Evaluation) -> int:
    """Of the dossier: one query."""
    versions = evaluation.candidature.depots.order_by("-version").values_list("version", flat=True)
    return versions.first() or 1


def champs_de(evaluation: Evaluation) -> dict[str, Any]:
    """What is stored of a reading, by the names of its page: one query."""
    return en_champs({note.critere_id: note.saisie for note in evaluation.notes.all()})


def criteres_de_la_grille(evaluation: Evaluation) -> list[Critere]:
    grille_id = GrilleVague.objects.values_list("grille_id", flat=True).get(
        vague=evaluation.candidature.vague_id
    )
    return list(Critere.objects.filter(grille=grille_id))


def verifier_les_saisies(criteres: list[Critere], saisies: Mapping[int, NoteSaisie]) -> None:
    par_pk = {critere.pk: critere for critere in criteres}
    if not saisies.keys() <= par_pk.keys():
        raise ErreurMetier(HORS_DE_LA_GRILLE)
    for pk, saisie in saisies.items():
        if faute := faute_de_note(saisie) or faute_de_justification(saisie):
            raise ErreurMetier(f"{par_pk[pk].libelle} – {faute}")


def exiger_une_grille_complete(criteres: list[Critere], saisies: Mapping[int, NoteSaisie]) -> None:
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


def ecrire_les_notes(
    evaluation: Evaluation,
    criteres: list[Critere],
    saisies: Mapping[int, NoteSaisie],
    changees: Iterable[str],
    lecture: Lecture,
) -> None:
    """Store the notes, and which page wrote those that changed. Runs inside the caller's transaction."""
    evaluation.envois |= dict.fromkeys(changees, str(lecture.envoi))
    evaluation.save(update_fields=["envois", "version_lue", "modifie_le"])
    inserer(
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
        cle=["evaluation", "critere"],
        remplacer=["valeur", "ne_se_prononce_pas", "justification"],
    )
