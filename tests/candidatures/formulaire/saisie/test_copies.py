"""What a copy brings with it: cells of a spreadsheet, signs of Windows and of Word, hyphens that are not typed."""

import pytest

from candidatures.formulaire.catalogue.champs import Genre
from candidatures.formulaire.saisie.valeurs import lire


@pytest.mark.parametrize(
    ("genre", "colle", "lu"),
    [
        ("montant", "120\n500", "120 | 500"),  # that could be one number
        ("montant", "120\t500", "120 | 500"),
        ("montant", "12 345\r\n678", "12 345 | 678"),
        ("entier", "3\u2028250", "3 | 250"),
        ("decimal", "3\n250", "3 | 250"),
        ("montant", "\t50 000\n", "50000.00"),
    ],
    ids=ascii,
)
def test_deux_cellules_ne_sont_pas_un_nombre(genre: Genre, colle: str, lu: str) -> None:
    assert lire(genre, colle) == lu
    assert lire(genre, lu) == lu


@pytest.mark.parametrize(
    ("genre", "colle", "lu"),
    [
        ("montant", "50 000 \x80", "50000.00"),  # the euro of Windows
        ("montant", "\u2212 50", "-50.00"),
        ("date", "15\u201110\u20112019", "2019-10-15"),
        ("telephone", "06\ufe0f12345678", "06 12 34 56 78"),
        ("courriel", "jean\u2011paul@exemple.fr", "jean-paul@exemple.fr"),
        ("url", "https://exemple.fr/a\u2013b", "https://exemple.fr/a\u2013b"),
        ("texte", "l\x92\x9cuvre \x96 \x93ici\x94", "l’œuvre \u2013 “ici”"),
        ("long", "a\x02b\x08", "ab"),
    ],
    ids=ascii,
)
def test_les_signes_d_une_copie_se_lisent(genre: Genre, colle: str, lu: str) -> None:
    assert lire(genre, colle) == lu
