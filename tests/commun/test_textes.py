"""What a text may contain."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ami.commun.textes import normaliser, refuser_caracteres_de_controle


@pytest.mark.parametrize(
    "caractere",
    [
        "\x00",
        "\x01",
        "\x08",
        "\x0b",
        "\x1b",
        "\x7f",
        "\x85",
        "\x9f",
        "\ud800",
        "\udfff",
        "\ufffe",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
    ],  # fmt: skip
    ids=ascii,
)
def test_un_caractere_de_controle_est_refuse(caractere: str) -> None:
    with pytest.raises(ValidationError, match="caractères invisibles"):
        refuser_caracteres_de_controle(f"avant{caractere}après")


@pytest.mark.parametrize("texte", ["", "L’été à Œuilly", "a\tb\nc\r\nd", "日本 🙂", "<script>", "\u200d"])
def test_un_texte_ordinaire_est_accepte(texte: str) -> None:
    refuser_caracteres_de_controle(texte)


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [("e\u0301te\u0301", "été"), ("a\r\nb\rc\n", "a\nb\nc"), ("  bords  ", "bords"), ("", "")],
)
def test_un_texte_est_normalise(saisi: str, attendu: str) -> None:
    assert normaliser(saisi) == attendu


@given(st.text())
def test_normaliser_deux_fois_ne_change_plus_rien(texte: str) -> None:
    assert normaliser(normaliser(texte)) == normaliser(texte)
