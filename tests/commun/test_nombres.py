"""Amounts and notes, the French way."""

from decimal import Decimal

import pytest
from django.template import Context, Template

from ami.commun.nombres import euros, note, trop_lourd


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (0, "0\xa0€"),
        (999, "999\xa0€"),
        (150_000, "150\u202f000\xa0€"),
        (Decimal("150000.00"), "150\u202f000\xa0€"),
        (Decimal("1234.50"), "1\u202f234,50\xa0€"),
        (Decimal("0.01"), "0,01\xa0€"),
        (Decimal(1_234_567), "1\u202f234\u202f567\xa0€"),
    ],
)
def test_un_montant_s_ecrit_en_euros(valeur: Decimal | int, attendu: str) -> None:
    assert euros(valeur) == attendu
    assert Template("{% load ami %}{{ v|montant }}").render(Context({"v": valeur})) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [(None, "–"), (Decimal("3.25"), "3,25"), (Decimal("2.666667"), "2,67"), (Decimal("4.125"), "4,13")],
)
def test_une_note_s_ecrit_sur_deux_decimales(valeur: Decimal | None, attendu: str) -> None:
    assert note(valeur) == attendu
    assert Template("{% load ami %}{{ v|note }}").render(Context({"v": valeur})) == attendu


def test_un_montant_absent_s_ecrit_d_un_tiret() -> None:
    assert Template("{% load ami %}{{ v|montant }}").render(Context({"v": None})) == "–"


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (21_000_000, "pèse 21\xa0Mo\xa0: la limite est de 20\xa0Mo"),
        (20_000_109, "pèse 20\u202f000\u202f109\xa0octets\xa0: la limite est de 20\xa0Mo"),
    ],
)
def test_une_taille_refusee_se_distingue_toujours_de_la_limite(octets: int, phrase: str) -> None:
    assert trop_lourd(octets, 20_000_000) == phrase
