"""The kept synthesis is always what a new computation over the filed readings would give."""

import random
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal

import pytest

from evaluation.models import Evaluation, Note, Synthese
from evaluation.services.evaluer import enregistrer_evaluation, se_deporter
from evaluation.synthese import NoteDonnee, synthese
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.partage_du_module import Base
from tests.scenarios import affecter, noter

pytestmark = pytest.mark.django_db
NOTES = (None, 0, 1, 2, 3, 4, 5)


def recalculer(close: VagueClose) -> tuple[Decimal | None, Decimal | None, Decimal | None, int, int]:
    evaluations = [
        [NoteDonnee(note.valeur, note.critere.poids) for note in evaluation.notes.select_related("critere")]
        for evaluation in Evaluation.objects.filter(candidature=close.dossiers[0], etat="remise")
    ]
    attendu = synthese(evaluations)
    return attendu.moyenne, attendu.mediane, attendu.ecart_type, attendu.evaluations, attendu.abstentions


def gardee() -> tuple[Decimal | None, Decimal | None, Decimal | None, int, int]:
    ligne = Synthese.objects.get()
    return ligne.moyenne, ligne.mediane, ligne.ecart_type, ligne.evaluations, ligne.abstentions


def agir(geste: str, evaluation: Evaluation, close: VagueClose, notes: list[int | None]) -> None:
    if geste == "deport":
        se_deporter(
            evaluation_id=evaluation.pk, motif="Lien.", par=evaluation.evaluateur, maintenant=PLUS_TARD
        )
    elif evaluation.declaree_le is None:
        noter(evaluation, *notes, remettre=geste == "remise")
    else:
        enregistrer_evaluation(
            evaluation_id=evaluation.pk,
            saisies=close.saisies(*notes),
            remettre=geste == "remise",
            par=evaluation.evaluateur,
            maintenant=PLUS_TARD,
        )
    evaluation.refresh_from_db()


@dataclass
class QuatreLectures:
    """Four readings of one dossier, the first of which is handed in."""

    close: VagueClose
    evaluations: list[Evaluation]


@pytest.fixture(scope="module")
def quatre_du_module(base_du_module: Base) -> QuatreLectures:
    with base_du_module():
        close = vague_close(poids=(3, 1, 2, 1))
        evaluations = [affecter(close.dossiers[0]) for _ in range(4)]
        noter(evaluations[0], 1, 2, 3, 4)
        evaluations[0].refresh_from_db()
        return QuatreLectures(close, evaluations)


@pytest.mark.parametrize("graine", range(6))
def test_la_synthese_suit_toute_suite_de_remises_corrections_et_deports(
    graine: int, quatre_du_module: QuatreLectures
) -> None:
    hasard = random.Random(graine)  # noqa: S311 - the same sequence each time
    quatre = deepcopy(quatre_du_module)
    close, evaluations = quatre.close, quatre.evaluations
    for _ in range(12):
        possibles = [une for une in evaluations if une.etat != "deport"]
        if not possibles:
            break
        geste = hasard.choices(["remise", "brouillon", "deport"], [6, 3, 1])[0]
        agir(geste, hasard.choice(possibles), close, hasard.choices(NOTES, k=4))
        assert gardee() == recalculer(close)


def test_une_lecture_en_brouillon_ne_compte_pas(close: VagueClose) -> None:
    noter(affecter(close.dossiers[0]), 2, 2, 2, 2)
    noter(affecter(close.dossiers[0]), 5, 5, 5, 5, remettre=False)
    assert gardee() == (2, 2, 0, 1, 0)


def test_la_ponderation_vient_de_la_grille_de_la_vague() -> None:
    close = vague_close(poids=(3, 1, 1, 1))
    noter(affecter(close.dossiers[0]), 5, 0, 0, 0)
    assert gardee() == (Decimal("2.5"), Decimal("2.5"), 0, 1, 0)


def test_un_deport_de_la_seule_lecture_vide_la_synthese(close: VagueClose) -> None:
    evaluation = affecter(close.dossiers[0])
    noter(evaluation, 2, 2, 2, 2)
    evaluation.refresh_from_db()
    agir("deport", evaluation, close, [])
    assert gardee() == (None, None, None, 0, 0)
    assert not Note.objects.exists()
