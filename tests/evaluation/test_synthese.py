"""Means and ranks, exact. No database."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluation.selection.classement import rangs
from evaluation.synthese import NoteDonnee, Resultat, score, synthese

EGAUX = (1, 1, 1, 1)


def notees(*notes: int | None, poids: tuple[int, ...] = EGAUX) -> list[NoteDonnee]:
    return [NoteDonnee(note, Decimal(p)) for note, p in zip(notes, poids, strict=True)]


def six(texte: str) -> Decimal:
    return Decimal(texte).quantize(Decimal("0.000001"))


@pytest.mark.parametrize(
    ("notes", "attendu"),
    [
        (notees(3, 3, 3, 3), Fraction(3)),
        (notees(0, 5, 5, 5), Fraction(15, 4)),
        (notees(4, None, 5, None), Fraction(9, 2)),
        (notees(None, None, None, 0), Fraction(0)),
        (notees(None, None, None, None), None),
        (notees(5, 0, 0, 0, poids=(3, 1, 1, 1)), Fraction(5, 2)),
        (notees(5, None, 0, None, poids=(3, 9, 1, 9)), Fraction(15, 4)),
        ([], None),
    ],
)
def test_le_score_est_la_moyenne_ponderee_des_notes_donnees(
    notes: list[NoteDonnee], attendu: Fraction | None
) -> None:
    assert score(notes) == attendu


@pytest.mark.parametrize(
    ("evaluations", "attendu"),
    [
        ([], Resultat(None, None, None, 0, 0)),
        ([notees(3, 4, 5, 4)], Resultat(six("4"), six("4"), six("0"), 1, 0)),
        ([notees(1, 1, 1, 1), notees(2, 2, 2, 2)], Resultat(six("1.5"), six("1.5"), six("0.5"), 2, 0)),
        (
            [notees(1, 1, 1, 1), notees(1, 1, 1, 1), notees(5, 5, 5, 5)],
            Resultat(six("2.333333"), six("1"), six("1.885618"), 3, 0),
        ),
        ([notees(4, None, 5, None)], Resultat(six("4.5"), six("4.5"), six("0"), 1, 2)),
        (
            [notees(None, None, None, None), notees(2, 2, 2, 2)],
            Resultat(six("2"), six("2"), six("0"), 1, 4),
        ),
        ([notees(None, None, None, None)], Resultat(None, None, None, 0, 4)),
        ([notees(0, 0, 0, 0)], Resultat(six("0"), six("0"), six("0"), 1, 0)),
        ([notees(2, 1, 1, 1), notees(1, 1, 1, 1), notees(1, 1, 1, 1)], Resultat(six("1.083333"), six("1"), six("0.117851"), 3, 0)),
    ],
)  # fmt: skip
def test_la_synthese_d_un_dossier(evaluations: list[list[NoteDonnee]], attendu: Resultat) -> None:
    assert synthese(evaluations) == attendu


notes = st.one_of(st.none(), st.integers(0, 5))
lignes_notees = st.lists(
    st.lists(notes, min_size=4, max_size=4).filter(lambda ligne: set(ligne) != {None}), min_size=1, max_size=6
)


@given(dossiers=st.lists(lignes_notees, min_size=1, max_size=6), choix=st.integers(0, 5))
def test_un_lecteur_egal_a_la_moyenne_ne_change_ni_la_moyenne_ni_le_rang(
    dossiers: list[list[list[int | None]]], choix: int
) -> None:
    """The property holds when the mean is exactly a score that a reading may have: here, an integer note."""
    choix %= len(dossiers)
    moyenne = _moyenne_exacte(dossiers[choix])
    assume(moyenne.denominator == 1)
    avant = _classer(dossiers)
    dossiers[choix] = [*dossiers[choix], [int(moyenne)] * 4]

    assert _moyenne_exacte(dossiers[choix]) == moyenne
    assert _classer(dossiers) == avant


@given(lignes=lignes_notees, poids=st.tuples(*[st.integers(1, 9)] * 4))
def test_ajouter_un_score_egal_a_la_moyenne_la_conserve_avec_des_poids(
    lignes: list[list[int | None]], poids: tuple[int, ...]
) -> None:
    """Whatever the mean, through a last criterion-less reading whose score is that very fraction."""
    scores = [score(notees(*ligne, poids=poids)) or Fraction(0) for ligne in lignes]
    moyenne = sum(scores, Fraction(0)) / len(scores)
    assert (sum(scores, Fraction(0)) + moyenne) / (len(scores) + 1) == moyenne
    resultat = synthese([notees(*ligne, poids=poids) for ligne in lignes])
    assert resultat.moyenne is not None
    assert abs(Fraction(resultat.moyenne) - moyenne) <= Fraction(1, 2_000_000)
    assert 0 <= resultat.moyenne <= 5


@given(lignes=lignes_notees, abstentions=st.integers(1, 4))
def test_une_lecture_toute_en_abstention_ne_change_que_le_compte(
    lignes: list[list[int | None]], abstentions: int
) -> None:
    sans = synthese([notees(*ligne) for ligne in lignes])
    avec = synthese([notees(*ligne) for ligne in lignes] + [notees(*[None] * 4)] * abstentions)
    assert avec == Resultat(
        sans.moyenne, sans.mediane, sans.ecart_type, sans.evaluations, sans.abstentions + 4 * abstentions
    )


def _moyenne_exacte(lignes: list[list[int | None]]) -> Fraction:
    scores = [valeur for ligne in lignes if (valeur := score(notees(*ligne))) is not None]
    return sum(scores, Fraction(0)) / len(scores)


def _classer(dossiers: list[list[list[int | None]]]) -> list[tuple[int, int | None]]:
    return rangs(
        [(n, synthese([notees(*ligne) for ligne in lignes]).moyenne) for n, lignes in enumerate(dossiers)]
    )
