"""Files and functions that one reads at a glance."""

import ast
from collections.abc import Iterator

from tests.architecture.maison import RACINE, arbre, module, sources, suivis

LIGNES_D_UN_FICHIER = 300
LIGNES_D_UNE_FONCTION = 30
LIGNES_AVEC_SIGNATURE_ET_DOCSTRING = 40


def test_aucun_fichier_ne_depasse_300_lignes() -> None:
    longs = {
        str(fichier.relative_to(RACINE)): lignes
        for fichier in (*suivis("*.py"), *suivis("*.html"), *suivis("static/ami/*"))
        if "migrations" not in fichier.parts
        and (lignes := len(fichier.read_text().splitlines())) > LIGNES_D_UN_FICHIER
    }
    assert longs == {}


def test_aucune_fonction_ne_depasse_30_lignes() -> None:
    """Signature and docstring apart: what one reads to understand what it does."""
    longues = {}
    for nom, noeud in _fonctions():
        corps = noeud.body[1:] if ast.get_docstring(noeud) and len(noeud.body) > 1 else noeud.body
        lignes = (noeud.end_lineno or 0) - corps[0].lineno + 1
        if lignes > LIGNES_D_UNE_FONCTION:
            longues[nom] = lignes
    assert longues == {}


def test_aucune_fonction_ne_depasse_40_lignes_en_tout() -> None:
    """Signature and docstring included: it fits on a screen."""
    longues = {
        nom: lignes
        for nom, noeud in _fonctions()
        if (lignes := (noeud.end_lineno or 0) - noeud.lineno + 1) > LIGNES_AVEC_SIGNATURE_ET_DOCSTRING
    }
    assert longues == {}


def _fonctions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for fichier in sources():
        if "migrations" not in fichier.parts:
            for noeud in ast.walk(arbre(fichier)):
                if isinstance(noeud, ast.FunctionDef):
                    yield f"{module(fichier)}.{noeud.name}", noeud
