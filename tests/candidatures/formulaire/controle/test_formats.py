"""Each rule of form, alone: a sentence that says what to do, or nothing. No database."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.commun.adresses import INCOMPLETE
from ami.commun.caracteres import REFUS
from candidatures.formulaire.catalogue.champs import Champ
from candidatures.formulaire.controle import formats
from tests.textes import CARACTERES

CHAMP = Champ("x", "X", longueur=10)
ILLISIBLE = "Cette réponse est illisible\xa0: saisissez-la de nouveau."
UNE_LIGNE = "Écrivez cette réponse sur une seule ligne."
REGLES = (
    formats.ligne,
    formats.texte,
    formats.siren,
    formats.siret,
    formats.rna,
    formats.courriel,
    formats.url,
    formats.jour,
    formats.code_postal,
    formats.telephone,
)


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("1899-12-31", None),
        ("2101-01-01", None),
        ("2026-02-29", None),
        ("2026-2-28", None),
        ("20260228", None),
        ("2026-02-28 ", None),
        ("٢٠٢٦-٠٢-٢٨", None),
        (20260228, None),
        (None, None),
    ],
    ids=str,
)
def test_un_jour_se_lit_sous_sa_seule_forme(valeur: Any, attendu: date | None) -> None:
    assert formats.jour_saisi(valeur) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("x" * 10, ""),
        ("x" * 12, "Ce texte dépasse la limite de 10 caractères\xa0: retirez-en 2."),
        ("a\nb", ""),
        ("a\x00b", REFUS),
        (12, ILLISIBLE),
    ],
    ids=str,
)
def test_un_texte_tient_dans_sa_longueur(valeur: Any, attendu: str) -> None:
    assert formats.texte(CHAMP, valeur) == attendu


def test_la_forme_exigee_se_dit_avant_la_longueur() -> None:
    exigee = Champ("x", "X", longueur=3, forme=("QP[0-9]{6}", "Un code commence par QP."))
    assert formats.texte(exigee, "QP1234567") == "Un code commence par QP."
    assert formats.texte(exigee, "QP067005") == (
        "Ce texte dépasse la limite de 3 caractères\xa0: retirez-en 5."
    )


@pytest.mark.parametrize("regle", [formats.ligne, formats.url, formats.telephone, formats.courriel])
def test_une_ligne_n_en_fait_qu_une(regle: Any) -> None:
    assert regle(CHAMP, "a\nb") in (
        UNE_LIGNE,
        "Écrivez un seul numéro de téléphone, sans mot autour, par exemple 01 23 45 67 89 ou +262 262 12 34 56.",
        INCOMPLETE,
    )


@pytest.mark.parametrize(
    ("valeur", "bon"),
    [
        ("73282932000074", True),
        ("35600000009075", True),  # La Poste: the sum of its digits, not Luhn's
        ("73282932000075", False),
        ("732 829 320 00074", False),
        ("7328293200007", False),
        (73282932000074, False),
    ],
)
def test_un_siret_est_canonique_et_juste(valeur: Any, bon: bool) -> None:
    assert formats.est_un_siret(valeur) is bon
    assert (formats.siret(CHAMP, valeur) == "") is bon


@pytest.mark.parametrize(
    ("regle", "bonnes", "fausses"),
    [
        (formats.siren, ["732829320"], ["732829321", "732 829 320", 732829320]),
        (formats.rna, ["W751234567"], ["751234567", "w751234567", "W7512345678"]),
        (formats.code_postal, ["67000", "97400"], ["6700", "2A000", "670000", 67000]),
        (
            formats.courriel,
            ["nom@domaine.fr", "Contact@Fabrique-Numérique.fr"],
            [
                "élise@sous.domaine.re",
                "nom@domaine",
                "a@b.fr, c@d.fr",
                "@b.fr",
                "a" * 65 + "@b.fr",
                "a b@c.fr",
            ],
        ),
        (
            formats.telephone,
            ["01 23 45 67 89", "0690 12 34 56", "40 50 60 70", "+32 2 123 45 67", "(0)1 23 45 67 89"],
            ["0123", "01 23 45 67 89 ou 06", "demandez Paul", "1" * 18],
        ),
        (formats.jour, ["2026-02-28"], ["2026-02-29", "28/02/2026", "hier", 2026]),
    ],
    ids=lambda valeur: getattr(valeur, "__name__", ""),
)
def test_une_regle_admet_les_bonnes_et_parle_des_fausses(
    regle: Any, bonnes: list[Any], fausses: list[Any]
) -> None:
    large = Champ("x", "X", longueur=254)
    assert {bonne: regle(large, bonne) for bonne in bonnes} == dict.fromkeys(bonnes, "")
    assert [fausse for fausse in fausses if not regle(large, fausse)] == []


@pytest.mark.parametrize(
    ("tape", "compose"),
    [
        ("+39 (0) 6 1234 5678", "+39 06 1234 5678"),  # the zero is dialled from abroad too
        ("+39 (0) 347 123 4567", "+39 347 123 4567"),
        ("0039(0)6 698 12345", "+39 06 6981 2345"),
        ("00378 (0)549 88 63 77", "+378 0549 886377"),
        ("+225 (0)1 23 45 67 89", "+225 01 23 45 6789"),
        ("+33 (0)6 12 34 56 78", "+33 6 12 34 56 78"),
        ("+49 (0)30 123456", "+49 30 123456"),
    ],
)
def test_le_zero_entre_parentheses_se_garde_ou_le_numero_n_existe_qu_avec_lui(
    tape: str, compose: str
) -> None:
    assert formats.telephone_canonique(tape) == compose
    assert formats.telephone_canonique(compose) == compose


def test_une_adresse_de_site_commence_par_http() -> None:
    large = Champ("x", "X", longueur=100)
    assert formats.url(large, "https://exemple.re/lieu?x=1#y") == ""
    for fausse in ("www.exemple.fr", "ftp://exemple.fr", "https://a@exemple.fr", "https://exemple"):
        assert formats.url(large, fausse) == (
            "Écrivez une adresse complète, par exemple https://www.exemple.fr."
        )


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("31/02/2026", "Cette date n’est pas possible\xa0: vérifiez le jour, le mois, et l’année sur 4 chiffres."),
        ("1-3-26", "Cette date n’est pas possible\xa0: vérifiez le jour, le mois, et l’année sur 4 chiffres."),
        ("le 15 octobre", "Écrivez une date, par exemple 15/10/2019."),
    ],
)  # fmt: skip
def test_une_date_impossible_n_est_pas_un_texte(valeur: str, attendu: str) -> None:
    assert formats.jour(CHAMP, valeur) == attendu


@given(
    valeur=st.none()
    | st.booleans()
    | st.integers()
    | st.text(CARACTERES, max_size=20)
    | st.lists(st.text(CARACTERES, max_size=3), max_size=2)
)
def test_aucune_valeur_ne_fait_echouer_une_regle(valeur: Any) -> None:
    assert all(isinstance(regle(CHAMP, valeur), str) for regle in REGLES)
