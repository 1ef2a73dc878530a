"""RIDET and TAHITI numbers: typed as their holders write them, kept on twelve signs, written back."""

import pytest

from ami.territoires.numeros import en_mots, est_un_numero, numero_tape
from candidatures.formulaire.saisie.valeurs import ecrire, lire


@pytest.mark.parametrize(
    ("saisi", "canonique", "ecrit"),
    [
        ("RIDET 1234567.001", "NC1234567001", "RIDET 1234567.001"),
        ("ridet : 1 234 567 001", "NC1234567001", "RIDET 1234567.001"),
        ("RIDET n° 1234567-001", "NC1234567001", "RIDET 1234567.001"),
        ("Ridet N°1234567/001", "NC1234567001", "RIDET 1234567.001"),
        ("TAHITI A12345.001", "PF0A12345001", "TAHITI A12345.001"),
        ("tahiti 123456-002", "PF0123456002", "TAHITI 123456.002"),
        ("RIDET 1234567", None, None),
        ("1234567.001", None, None),
        ("RIDET AB34567.001", None, None),
    ],
)
def test_un_numero_se_tape_avec_son_nom(saisi: str, canonique: str | None, ecrit: str | None) -> None:
    assert numero_tape(saisi) == canonique
    if canonique and ecrit:
        assert est_un_numero(canonique)
        assert en_mots(canonique) == ecrit
        assert lire("siret", saisi) == canonique
        assert lire("siret", ecrire("siret", canonique)) == canonique


def test_les_neuf_premiers_signes_nomment_la_structure_et_jamais_un_siren() -> None:
    numeros = ["NC1234567001", "NC1234567002", "PF0A12345001", "NC0A12345001"]
    assert len({numero[:9] for numero in numeros[:3]}) == 2
    assert not any(numero[:9].isdecimal() for numero in numeros)
    assert not est_un_numero(numeros[3])


def test_un_siret_se_dit_tel_quel() -> None:
    assert en_mots("73282932000074") == "SIRET 73282932000074"
