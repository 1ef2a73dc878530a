"""Route names go one way too: imports do not show a page that leads to a floor above its own."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.maison import (
    RACINE,
    RANGS,
    TOIT,
    arbre,
    etage_des_routes,
    module,
    piece,
    sources,
    suivis,
)

NOM = re.compile(r"([a-z_]+):[a-z_]+")
URL = re.compile(r"\{%\s*url\s+['\"]([a-z_]+:[a-z_]+)['\"]")
VUE = re.compile(r"\bvue=['\"]([a-z_]+:[a-z_]+)['\"]")
# Folders of templates, and the room whose pages they are. What is not here is the frame of the site, which leads everywhere.
GABARITS = {
    "candidatures": "candidatures",
    "evaluation": "evaluation",
    "fichiers": "ami.fichiers",
    "pilotage": "ami.pilotage",
    "selection": "evaluation.selection",
}
CADRE = {"account", "crispy_dsfr", "emails", "erreurs", "pages", "pdf"}


def _vues(motifs: list[URLPattern | URLResolver]) -> list[str]:
    return [
        vue
        for motif in motifs
        for vue in (
            _vues(motif.url_patterns) if isinstance(motif, URLResolver) else [motif.callback.__module__]
        )
    ]


def _maisons() -> dict[str, str]:
    """The room of each namespace: that of its views."""
    maisons = {}
    for resolveur in get_resolver().url_patterns:
        if isinstance(resolveur, URLResolver) and resolveur.namespace:
            [maison] = {piece(vue) for vue in _vues(resolveur.url_patterns)}
            maisons[resolveur.namespace] = maison
    return maisons


MAISONS = _maisons()


def _plus_haut(nom: str, maison: str) -> bool:
    return RANGS[MAISONS[nom.partition(":")[0]]] > etage_des_routes(maison)


def noms_en_python(fichier: Path) -> set[str]:
    """Every constant that has the shape of a route of the project, wherever it stands."""
    return {
        noeud.value
        for noeud in ast.walk(arbre(fichier))
        if isinstance(noeud, ast.Constant)
        and isinstance(noeud.value, str)
        and (lu := NOM.fullmatch(noeud.value))
        and lu[1] in MAISONS
    }


def test_chaque_route_a_un_etage() -> None:
    assert set(MAISONS) >= {
        "candidatures",
        "instruction",
        "affectation",
        "evaluation",
        "selection",
        "pilotage",
    }
    assert set(MAISONS.values()) <= set(RANGS)


def test_le_python_ne_nomme_que_les_routes_de_son_etage_ou_d_en_dessous() -> None:
    fautes = [
        f"{module(fichier)} → {nom}"
        for fichier in sources()
        if (maison := piece(module(fichier))) in RANGS and RANGS[maison] != TOIT
        for nom in noms_en_python(fichier)
        if _plus_haut(nom, maison)
    ]
    assert fautes == []


def test_les_gabarits_ne_nomment_que_les_routes_de_leur_etage_ou_d_en_dessous() -> None:
    fautes = []
    for gabarit in suivis("templates/*"):
        dossier = gabarit.relative_to(RACINE / "templates").parts[0]
        if dossier in CADRE or gabarit.parent == RACINE / "templates":
            continue
        maison = GABARITS[dossier]
        texte = gabarit.read_text()
        noms = URL.findall(texte) + VUE.findall(texte)
        fautes += [f"{gabarit.relative_to(RACINE)} → {nom}" for nom in noms if _plus_haut(nom, maison)]
    assert fautes == []


@pytest.mark.parametrize("dossier", sorted(GABARITS))
def test_les_gabarits_d_un_etage_ne_servent_qu_a_lui_ou_au_dessus(dossier: str) -> None:
    """A page never borrows a fragment of a floor above its own."""
    emprunt = re.compile(rf"[\"']({dossier}/[a-z_/]+\.html)[\"']")
    fautes = [
        f"{gabarit.relative_to(RACINE)} → {nom}"
        for gabarit in suivis("templates/*.html")
        if (sien := gabarit.relative_to(RACINE / "templates").parts[0]) in GABARITS
        and RANGS[GABARITS[sien]] < RANGS[GABARITS[dossier]]
        for nom in emprunt.findall(gabarit.read_text())
    ]
    assert fautes == []
