"""What a text may contain."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ami.commun.textes import normaliser, refuser_caracteres_de_controle, replier
from tests.textes import CARACTERES

INTERDITS = (
    0x00,
    0x01,
    0x08,
    0x0B,
    0x1B,
    0x7F,
    0x85,
    0x9F,
    0xD800,
    0xDFFF,
    0xFFFE,
    0x202A,
    0x202E,
    0x2066,
    0x2069,
)


@pytest.mark.parametrize("code", INTERDITS, ids=hex)
def test_un_caractere_de_controle_est_refuse(code: int) -> None:
    with pytest.raises(ValidationError, match="caractères invisibles"):
        refuser_caracteres_de_controle(f"avant{chr(code)}après")


@pytest.mark.parametrize("texte", ["", "L’été à Œuilly", "a\tb\nc\r\nd", "日本 🙂", "<script>", "\u200d"])
def test_un_texte_ordinaire_est_accepte(texte: str) -> None:
    refuser_caracteres_de_controle(texte)


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("e\u0301te\u0301", "été"),
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("  bords  ", "bords"),
        ("", ""),
        ("\u202a+33 6\u202c", "+33 6"),
        ("a\x0bb\x85c", "a\nb\nc"),
        ("porte\x1eà\x1ffaux", "porte-àfaux"),
        ("👩\u200d🌾", "👩\u200d🌾"),
    ],
)
def test_un_texte_est_normalise(saisi: str, attendu: str) -> None:
    assert normaliser(saisi) == attendu


@given(st.text(CARACTERES))
def test_normaliser_deux_fois_ne_change_plus_rien(texte: str) -> None:
    assert normaliser(normaliser(texte)) == normaliser(texte)


def test_ce_qu_un_gabarit_ecrit_sur_plusieurs_lignes_garde_ses_espaces_insecables() -> None:
    assert replier("\n  Il reste 3\u00a0jours\r\n\t  pour «\u202fLa Halle\u202f»\u2028 \n") == (
        "Il reste 3\u00a0jours pour «\u202fLa Halle\u202f»"
    )
