"""A dossier as people read it. No database."""

from typing import Any

import pytest

from candidatures.champs import Champ, Genre, Section
from candidatures.presentation import Ligne, SectionLue, en_clair, presenter

CHOIX = (("a", "Premier"), ("b", "Second"))


@pytest.mark.parametrize(
    ("genre", "valeur", "attendu"),
    [
        ("texte", "La Halle", "La Halle"),
        ("long", "Une ligne\nune autre", "Une ligne\nune autre"),
        ("texte", None, "Non renseigné"),
        ("texte", "", "Non renseigné"),
        ("multiple", [], "Non renseigné"),
        ("montant", "50000.00", "50\u202f000\xa0€"),
        ("montant", "0.00", "0\xa0€"),
        ("montant", "12.50", "12,50\xa0€"),
        ("case", True, "Oui"),
        ("date", "2019-03-01", "1er\xa0mars\xa02019"),
        ("date", "0001-01-01", "1er\xa0janvier\xa01"),
        ("date", "9999-12-31", "31\xa0décembre\xa09999"),
        ("choix", "b", "Second"),
        ("choix", "disparu", "disparu"),
        ("multiple", ["b", "a"], "Second, Premier"),
        ("siret", "73282932000074", "73282932000074"),
    ],
    ids=str,
)
def test_une_reponse_se_lit_en_clair(genre: Genre, valeur: Any, attendu: str) -> None:
    assert en_clair(Champ("x", "X", genre, choix=CHOIX), valeur) == attendu


def test_une_section_montre_ses_reponses_dans_l_ordre_des_questions() -> None:
    section = Section("s", "La section", (Champ("un", "Un"), Champ("deux", "Deux"), Champ("trois", "Trois")))
    assert presenter([section], {"s": {"trois": "3", "un": "1"}}) == (
        SectionLue("s", "La section", (Ligne("Un", "1"), Ligne("Trois", "3"))),
    )


def test_une_section_jamais_deposee_est_vide() -> None:
    assert presenter([Section("s", "S", (Champ("un", "Un"),))], {}) == (SectionLue("s", "S", ()),)
