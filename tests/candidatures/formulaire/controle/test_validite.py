"""What is wrong with an answer, kind by kind. No database."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.commun.caracteres import REFUS
from candidatures.formulaire.catalogue.champs import Champ, Genre
from candidatures.formulaire.controle.formats import UN_RNA, jour_saisi
from candidatures.formulaire.controle.validite import Erreur, erreurs, lignes, nombre, valide, vide
from tests.textes import CARACTERES

GENRES: tuple[Genre, ...] = (
    "texte", "long", "choix", "multiple", "montant", "entier", "decimal", "case", "siren", "siret", "rna", "courriel",
    "telephone", "date", "code_postal", "url", "liste", "budget",
)  # fmt: skip
CHOIX = (("a", "Premier"), ("b", "Second"))
LIGNE = (
    Champ("nom", "Nom", longueur=10),
    Champ("montant", "Montant", "montant", requis=False),
    Champ("siret", "SIRET", "siret", si=("nom", frozenset({"SCIC"}))),
)
LISTE = Champ("membres", "Membres", "liste", sous_champs=LIGNE, ligne="un membre", lignes_max=2)
BUDGET = Champ("budget", "Budget", "budget", annees=2)


def champ(genre: Genre, **options: Any) -> Champ:
    return Champ("x", "X", genre, **({"choix": CHOIX} | options))


def message(genre: Genre, valeur: Any, **options: Any) -> str:
    trouvees = erreurs(champ(genre, **options), valeur)
    assert len(trouvees) <= 1
    return trouvees[0].message if trouvees else ""


@pytest.mark.parametrize("valeur", [None, "", "  \n", [], {}, False, [{}], [{"nom": ""}], {"charges": {"60": [None, ""]}}], ids=str)  # fmt: skip
@pytest.mark.parametrize("genre", GENRES)
def test_une_reponse_vide_n_est_pas_fausse(genre: Genre, valeur: Any) -> None:
    assert vide(valeur)
    assert erreurs(champ(genre), valeur) == ()


@pytest.mark.parametrize("valeur", [0, "0", True, "a", [0], {"a": "0"}], ids=str)
def test_zero_est_une_reponse(valeur: Any) -> None:
    assert not vide(valeur)


@pytest.mark.parametrize(
    ("genre", "valeurs"),
    [
        ("texte", ["La Halle", "x" * 200, "🙂", "العربية"]),
        ("long", ["Une ligne\nune autre", "x" * 200, "a\tb"]),
        ("choix", ["a", "b"]),
        ("multiple", [["a"], ["b", "a"]]),
        ("montant", ["0", "0.00", "50000.00", "9999999999.99", "12.5", 300]),
        ("entier", ["0", "12", 12]),
        ("decimal", ["0.5", "2", 3]),
        ("case", [True]),
        ("siret", ["73282932000074", "35600000000048", "35600000009075", "NC1234567001", "PF0A12345001"]),
        ("rna", ["W751234567"]),
        ("courriel", ["nom@domaine.fr", "l-a.b+c@sous.domaine.re", "contact@fabrique-numérique.fr", "x@xn--caf-dma.fr"]),
        ("telephone", ["01 23 45 67 89", "06.39.98.12.34", "+262 262 12 34 56", "0590 12 34 56", "40 50 60 70", "+687 25 12 34", "+32 2 123 45 67", "(0)1 23 45 67 89", "+351 (0) 21 123 4567"]),
        ("date", ["1900-01-01", "2026-02-28", "2024-02-29", "2100-12-31"]),
        ("code_postal", ["67000", "97400", "20000"]),
        ("url", ["https://www.exemple.fr", "http://exemple.re/lieu?x=1#y", "https://café.fr/é"]),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)  # fmt: skip
def test_une_reponse_juste_est_admise(genre: Genre, valeurs: list[Any]) -> None:
    assert {str(valeur): message(genre, valeur) for valeur in valeurs} == {str(v): "" for v in valeurs}


ILLISIBLE = "Cette réponse est illisible : saisissez-la de nouveau."
MONTANT = "Écrivez un montant en euros, par exemple 50 000."
SIRET = "Ce numéro SIRET n’existe pas : vérifiez ses 14 chiffres, sur un avis de situation Insee."
TELEPHONE = (
    "Écrivez un seul numéro de téléphone, sans mot autour, par exemple 01 23 45 67 89 ou +262 262 12 34 56."
)
SIREN = "Ce numéro SIREN n’existe pas : vérifiez ses 9 chiffres, les premiers du SIRET."
INEXISTANTE = "Cette date n’est pas possible : vérifiez le jour, le mois, et l’année sur 4 chiffres."
DATE = "Écrivez une date, par exemple 15/10/2019."
COURRIEL = "Écrivez une adresse complète : nom@domaine.fr."
URL = "Écrivez une adresse complète, par exemple https://www.exemple.fr."


@pytest.mark.parametrize(
    ("genre", "valeur", "attendu"),
    [
        ("texte", "x" * 201, "Ce texte dépasse la limite de 200 caractères : retirez-en 1."),
        ("long", "x" * 40_000, "Ce texte dépasse la limite de 200 caractères : retirez-en 39\u202f800."),
        ("texte", "a\nb", "Écrivez cette réponse sur une seule ligne."),
        ("texte", "a\u202eb", REFUS),
        ("long", "a\x00b", REFUS),
        ("texte", 12, ILLISIBLE),
        ("texte", ["a"], ILLISIBLE),
        ("choix", "c", "Choisissez une réponse dans la liste."),
        ("choix", ["a"], "Choisissez une réponse dans la liste."),
        ("multiple", ["a", "c"], "Choisissez des réponses dans la liste."),
        ("multiple", "a", "Choisissez des réponses dans la liste."),
        ("case", "oui", "Cochez ou décochez cette case."),
        ("montant", "abc", MONTANT),
        ("montant", "50 000", MONTANT),
        ("montant", "1e5", MONTANT),
        ("montant", "NaN", MONTANT),
        ("montant", "١٢", MONTANT),
        ("montant", "1.2345", MONTANT),
        ("montant", "12.000", "«\xa012.000\xa0» se lit de deux façons\xa0: écrivez 12\u202f000 pour les milliers, ou 12."),
        ("montant", "1.500 €", "«\xa01.500\xa0» se lit de deux façons\xa0: écrivez 1\u202f500 pour les milliers, ou 1,5."),
        ("montant", "5000 2000", MONTANT),
        ("montant", True, MONTANT),
        ("montant", "-1.00", "Un montant ne peut pas être négatif."),
        ("montant", "99999999999.00", "Le maximum est de 9\u202f999\u202f999\u202f999,99\xa0€ : réduisez ce montant."),
        ("entier", "2.5", "Écrivez un nombre entier, par exemple 12."),
        ("entier", "3.00", "Écrivez un nombre entier, par exemple 12."),
        ("entier", "12,000", "«\xa012,000\xa0» se lit de deux façons\xa0: écrivez 12\u202f000 pour les milliers, ou 12."),
        ("entier", "12.500", "Les points et les virgules ne séparent pas les milliers\xa0: écrivez 12\u202f500 pour les milliers."),
        ("montant", "1.234", "Les points et les virgules ne séparent pas les milliers\xa0: écrivez 1\u202f234 pour les milliers."),
        ("decimal", "1.234", "«\xa01.234\xa0» se lit de deux façons\xa0: écrivez 1\u202f234 pour les milliers, ou 1,234."),
        ("decimal", "1.500", "«\xa01.500\xa0» se lit de deux façons\xa0: écrivez 1\u202f500 pour les milliers, ou 1,5."),
        ("decimal", "1.234.567", "Les points et les virgules ne séparent pas les milliers\xa0: écrivez 1\u202f234\u202f567 pour les milliers."),
        ("entier", "-1", "Écrivez un nombre d’au moins 0."),
        ("decimal", "2,5", "Écrivez un nombre, par exemple 2,5."),
        ("siren", "732829321", SIREN),
        ("siren", "732 829 320", SIREN),
        ("siret", "73282932000075", SIRET),
        ("siret", "732829320", "Un numéro SIRET compte 14 chiffres\xa0: celui-ci en a 9."),
        ("siret", "130 026 032 0001O", "Un numéro SIRET compte 14 chiffres, et rien d’autre."),
        ("siret", "RIDET 123", "Écrivez le numéro entier, avec l’établissement, par exemple RIDET 1234567.001 ou TAHITI A12345.001."),
        ("siret", "W751234567", UN_RNA),
        ("siret", "RNA : w2a 123 4567", UN_RNA),
        ("siren", "12", "Un numéro SIREN compte 9 chiffres\xa0: celui-ci en a 2."),
        ("siret", "732 829 320 00074", SIRET),
        ("rna", "751234567", "Un numéro RNA commence par W, suivi de 9 signes, par exemple W751234567 ou W2A1234567."),
        ("courriel", "nom@domaine", COURRIEL),
        ("courriel", "nom domaine.fr", COURRIEL),
        ("courriel", "a@b.fr, c@d.fr", COURRIEL),
        ("telephone", "0123", TELEPHONE),
        ("telephone", "06 12 34 56 78 / 07 12 34 56 78", TELEPHONE),
        ("telephone", "demandez Paul", TELEPHONE),
        ("telephone", "123456789012345678", TELEPHONE),
        ("date", "2026-02-29", INEXISTANTE),
        ("date", "1899-12-31", INEXISTANTE),
        ("date", "2101-01-01", INEXISTANTE),
        ("date", "le 15 octobre", DATE),
        ("date", "31/02/2026", INEXISTANTE),
        ("date", "1/3/26", INEXISTANTE),
        ("code_postal", "6700", "Un code postal compte 5 chiffres."),
        ("code_postal", "2A000", "Un code postal compte 5 chiffres."),
        ("url", "javascript:alert(1)", URL),
        ("url", "www.exemple.fr", URL),
        ("liste", "abc", ILLISIBLE),
        ("liste", ["abc"], ILLISIBLE),
        ("budget", "abc", "Ce tableau est illisible : saisissez-le de nouveau."),
    ],
    ids=str,
)  # fmt: skip
def test_une_reponse_fausse_dit_quoi_faire(genre: Genre, valeur: Any, attendu: str) -> None:
    assert message(genre, valeur) == attendu
    assert not valide(champ(genre), valeur)


@pytest.mark.parametrize(
    ("options", "valeur", "attendu"),
    [
        ({"maximum": Decimal(50_000)}, "50000.00", ""),
        ({"maximum": Decimal(50_000)}, "50000.01", "Le maximum est de 50\u202f000\xa0€ : réduisez ce montant."),
        ({"maximum": Decimal(0)}, "1.00", "Le maximum est de 0\xa0€ : réduisez ce montant."),
    ],
    ids=str,
)  # fmt: skip
def test_un_montant_respecte_son_maximum(options: dict[str, Any], valeur: str, attendu: str) -> None:
    assert message("montant", valeur, **options) == attendu


def test_un_nombre_respecte_ses_bornes() -> None:
    bornes = {"minimum": Decimal(2000), "maximum": Decimal(2100)}
    assert message("entier", "1999", **bornes) == "Écrivez un nombre d’au moins 2000."
    assert message("entier", "2101", **bornes) == "Écrivez un nombre d’au plus 2100."
    assert message("entier", "2026", **bornes) == ""


def test_une_forme_exigee_dit_la_sienne() -> None:
    forme = ("[0-9]{9}", "Un numéro SIREN compte 9 chiffres.")
    assert message("texte", "12345678", forme=forme) == "Un numéro SIREN compte 9 chiffres."
    assert message("texte", "123456789", forme=forme) == ""


def test_chaque_case_d_une_liste_a_son_chemin() -> None:
    valeur = [{"nom": "x" * 11}, {"nom": ""}, {"montant": "abc"}]
    assert erreurs(LISTE, valeur) == (
        Erreur("Ce texte dépasse la limite de 10 caractères : retirez-en 1.", "0.nom", "ligne 1, Nom"),
        Erreur("Complétez cette case, ou retirez la ligne.", "2.nom", "ligne 3, Nom"),
        Erreur(MONTANT, "2.montant", "ligne 3, Montant"),
    )


def test_une_case_conditionnelle_ne_compte_que_dans_sa_ligne() -> None:
    assert erreurs(LISTE, [{"nom": "SCIC"}]) == (
        Erreur("Complétez cette case, ou retirez la ligne.", "0.siret", "ligne 1, SIRET"),
    )
    assert valide(LISTE, [{"nom": "Mairie", "siret": "faux"}])


def test_trop_de_lignes_dit_combien_retirer() -> None:
    trois = [{"nom": "a"}, {"nom": "b"}, {"nom": ""}, {"nom": "c"}]
    assert erreurs(LISTE, trois) == (Erreur("Au plus 2 lignes : retirez-en 1."),)


def test_chaque_case_du_budget_a_son_chemin() -> None:
    tableau_budgetaire = {
        "charges": {"60": ["abc", "1.00", "abc"], "99": ["abc"]},
        "produits": {"74": ["", "-1.00"]},
        "x": 1,
    }
    assert erreurs(BUDGET, tableau_budgetaire) == (
        Erreur(MONTANT, "charges.60.1", "achats, année 1"),
        Erreur(
            "Un montant ne peut pas être négatif.",
            "produits.74.2",
            "subventions, dont celle demandée ici, année 2",
        ),
    )


def test_ce_qui_depasse_les_annees_du_volet_est_laisse_de_cote() -> None:
    assert valide(BUDGET, {"charges": {"60": ["1.00", "1.00", "abc"]}})


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [("12.50", Decimal("12.50")), (12, Decimal(12)), ("-3", Decimal(-3)), ("", None), (None, None), (True, None), ("1e9", None), ("١٢", None), ([], None), (1.5, None)],
    ids=str,
)  # fmt: skip
def test_un_nombre_se_lit_sans_deviner(valeur: Any, attendu: Decimal | None) -> None:
    assert nombre(valeur) == attendu


def test_les_lignes_vides_gardent_le_rang_des_autres() -> None:
    assert lignes([{"nom": ""}, {"nom": "a"}, "b", None]) == [(1, {"nom": "a"})]
    assert lignes("abc") == []


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(CARACTERES, max_size=8)
    | st.sampled_from(["12.00", "2026-01-01"]),
    lambda contenu: (
        st.lists(contenu, max_size=3)
        | st.dictionaries(
            st.sampled_from(["nom", "montant", "charges", "produits", "60", "74", "x"]), contenu, max_size=3
        )
    ),
    max_leaves=8,
)


@given(genre=st.sampled_from(GENRES), valeur=json)
def test_aucune_reponse_ne_fait_echouer_la_verification(genre: Genre, valeur: Any) -> None:
    questions = {"liste": LISTE, "budget": BUDGET}
    question = questions.get(genre, champ(genre))
    assert valide(question, valeur) == (not erreurs(question, valeur))
    assert all(erreur.message for erreur in erreurs(question, valeur))
    assert nombre(valeur) is None or isinstance(nombre(valeur), Decimal)
    assert jour_saisi(valeur) is None or valeur == "2026-01-01"
