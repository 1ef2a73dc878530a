"""Texts that tests draw; those that no service stores, and what is said of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from ami.commun.erreurs import ErreurMetier
from ami.commun.nombres import entier

# What ``st.text()`` draws from. Said by categories: of a codec, Hypothesis tries every character, 2.5 s in each process.
CARACTERES = st.characters(exclude_categories=["Cs"])


def refuses(longueur: int, vide: str | None) -> Iterator[tuple[str, str]]:
    """Each text with the sentence that refuses it; ``vide``: that of an empty one, None where it is accepted."""
    yield "é" * (longueur + 1), f"limite de {entier(longueur)} caractères : retirez-en 1."
    yield "avant\x00après", "caractères invisibles"
    yield "avant\x01après", "caractères invisibles"
    if vide is not None:
        yield "", vide
        yield " \n\u200b ", vide


def verifier_les_refus(
    service: Callable[[str], Any], contenus: Callable[[], Any], *, longueur: int, vide: str | None
) -> None:
    """Call ``service`` with each of these texts: it is refused with its sentence, and nothing is written."""
    avant = contenus()
    for texte, phrase in refuses(longueur, vide):
        with pytest.raises(ErreurMetier, match=phrase):
            service(texte)
    assert contenus() == avant
