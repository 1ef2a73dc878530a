"""Colours of our sheets come from the design system, and their contrasts hold in both themes.

Browsers' checkers leave undecided what has a pseudo-element or a positioned neighbour: here it is computed.
"""

import re
from itertools import product

import pytest

from tests.gabarits.couleurs import JETON, Declaration, contraste, declarations, resoudre, themes

TEXTE, GRAPHIQUE = 4.5, 3.0
NEUTRES = {"none", "transparent", "currentcolor", "inherit", "solid", "inset", "0"}
LONGUEUR = re.compile(r"-?[0-9.]+(px|rem|em|%)?")
# Lines that separate what a margin or a title separates already.
DECORATIFS = {"--border-default-grey"}
# What is written where our sheets say no colour: by the design system, on the grounds that we lay.
HERITES = {"--text-default-grey", "--text-title-grey", "--text-action-high-blue-france"}
PAGE = "--background-default-grey"
THEMES = themes()
DECLARATIONS = declarations()


def _jetons(*proprietes: str) -> set[str]:
    return {jeton for d in DECLARATIONS if d.propriete in proprietes for jeton in d.jetons}


TEXTES = _jetons("color") | HERITES
FONDS = _jetons("background", "background-color") | {PAGE}
TRAITS = {
    j
    for d in DECLARATIONS
    if d.propriete.startswith(("border", "box-shadow", "accent", "outline"))
    for j in d.jetons
}


def _brut(declaration: Declaration) -> list[str]:
    mots = JETON.sub("", declaration.valeur).split()
    return [mot for mot in mots if mot not in NEUTRES and not LONGUEUR.fullmatch(mot)]


def test_aucune_couleur_n_est_ecrite_hors_des_jetons() -> None:
    assert len(DECLARATIONS) > 30
    assert {d: _brut(d) for d in DECLARATIONS if _brut(d)} == {}


@pytest.mark.parametrize("valeur", ["#666", "red", "1px solid rgb(0 0 0)", "color-mix(in srgb, red, blue)"])
def test_une_couleur_brute_est_vue(valeur: str) -> None:
    assert _brut(Declaration("essai.css", ".a", "color", valeur))


def test_chaque_jeton_est_du_systeme_de_design() -> None:
    assert {jeton for d in DECLARATIONS for jeton in d.jetons} <= set(THEMES["clair"])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("texte", "fond"), sorted(product(TEXTES, FONDS)))
def test_un_texte_se_lit_sur_chaque_fond(texte: str, fond: str, theme: str) -> None:
    """Any text may come to sit on any of our grounds: what a page puts where is not in the sheets."""
    couleurs = [resoudre(jeton, THEMES[theme]) for jeton in (texte, fond)]
    assert contraste(*couleurs) >= TEXTE, couleurs


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("trait", "fond"), sorted(product(TRAITS - DECORATIFS, FONDS)))
def test_un_trait_qui_dit_quelque_chose_se_voit_sur_chaque_fond(trait: str, fond: str, theme: str) -> None:
    couleurs = [resoudre(jeton, THEMES[theme]) for jeton in (trait, fond)]
    assert contraste(*couleurs) >= GRAPHIQUE, couleurs


def test_les_deux_themes_different_et_le_calcul_est_celui_des_regles() -> None:
    assert [resoudre(PAGE, theme) for theme in THEMES.values()] == ["#fff", "#161616"]
    assert contraste("#000", "#ffffff") == pytest.approx(21)
    assert contraste("#777", "#fff") == pytest.approx(4.48, abs=0.01)
