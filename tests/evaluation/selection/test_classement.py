"""Ranks, exact. No database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.selection.classement import rangs

MOYENNES = st.lists(
    st.one_of(
        st.none(), st.decimals(0, 5, places=6, allow_nan=False), st.sampled_from([Decimal(2), Decimal(3)])
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("moyennes", "attendu"),
    [
        ([], []),
        ([("a", Decimal(1)), ("b", Decimal(3)), ("c", Decimal(2))], [("b", 1), ("c", 2), ("a", 3)]),
        (
            [("a", Decimal(2)), ("b", Decimal(3)), ("c", Decimal(2)), ("d", Decimal(1))],
            [("b", 1), ("a", 2), ("c", 2), ("d", 4)],
        ),
        (
            [("a", None), ("b", Decimal(0)), ("c", None), ("d", Decimal(5))],
            [("d", 1), ("b", 2), ("a", None), ("c", None)],
        ),
        ([("a", Decimal(1)), ("b", Decimal(1)), ("c", Decimal(1))], [("a", 1), ("b", 1), ("c", 1)]),
    ],
)
def test_les_rangs(moyennes: list[tuple[str, Decimal | None]], attendu: list[tuple[str, int | None]]) -> None:
    assert rangs(moyennes) == attendu


@given(st.lists(st.one_of(st.none(), st.integers(0, 5).map(Decimal)), max_size=12))
def test_un_rang_compte_ceux_qui_font_mieux(moyennes: list[Decimal | None]) -> None:
    par_objet = dict(enumerate(moyennes))
    classes = rangs(list(par_objet.items()))
    assert {objet for objet, _ in classes} == set(par_objet)
    for objet, rang in classes:
        moyenne = par_objet[objet]
        mieux = sum(1 for autre in moyennes if autre is not None and moyenne is not None and autre > moyenne)
        assert rang == (None if moyenne is None else mieux + 1)


@given(MOYENNES)
def test_chacun_est_classe_une_fois_les_sans_note_a_la_fin(moyennes: list[Decimal | None]) -> None:
    classes = rangs(list(enumerate(moyennes)))
    assert sorted(objet for objet, _ in classes) == list(range(len(moyennes)))
    suite = [rang for _, rang in classes]
    notes = [rang for rang in suite if rang is not None]
    assert suite == notes + [None] * (len(suite) - len(notes))
    assert notes == sorted(notes)


@given(MOYENNES)
def test_a_egalite_l_ordre_donne_est_garde(moyennes: list[Decimal | None]) -> None:
    par_rang: dict[int | None, list[int]] = {}
    for objet, rang in rangs(list(enumerate(moyennes))):
        par_rang.setdefault(rang, []).append(objet)
    assert all(objets == sorted(objets) for objets in par_rang.values())


@given(MOYENNES)
def test_la_place_dans_la_liste_ne_change_aucun_rang(moyennes: list[Decimal | None]) -> None:
    couples = list(enumerate(moyennes))
    assert dict(rangs(couples)) == dict(rangs(couples[::-1]))


@given(MOYENNES, st.decimals(0, 5, places=6, allow_nan=False))
def test_une_moyenne_plus_basse_ne_fait_monter_personne(
    moyennes: list[Decimal | None], ajoutee: Decimal
) -> None:
    """Adding a dossier moves down by one those it beats, and nobody else."""
    couples = list(enumerate(moyennes))
    avant, apres = dict(rangs(couples)), dict(rangs([*couples, (-1, ajoutee)]))
    for objet, moyenne in couples:
        rang = avant[objet]
        battu = moyenne is not None and moyenne < ajoutee
        assert apres[objet] == (rang if rang is None or not battu else rang + 1)


@pytest.mark.parametrize("ecart", ["0.000001", "0.1", "5"])
def test_le_moindre_ecart_separe(ecart: str) -> None:
    """Means are compared exactly, never as they are written on two decimals."""
    assert rangs([("a", Decimal(5) - Decimal(ecart)), ("b", Decimal(5))]) == [("b", 1), ("a", 2)]
