"""What was filed is read in one room: nothing else opens the text of a filing, nor pokes its keys."""

import ast
import re

from tests.architecture.maison import RACINE, arbre, module, sources, suivis

SALLE = "candidatures.version_deposee"
TEXTE = "contenu"
# Looks for the identifier of a file in the whole text, in SQL: no key, whatever the format.
SANS_CLE = {"candidatures.models.piece"}
# Queries that would carry the text away under another name; ``defer`` and ``only`` do not read it.
SORTIES = {"values", "values_list", "annotate", "F", "getattr", "attrgetter"}


def lectures_du_texte(noeud: ast.AST) -> bool:
    """``depot.contenu``, ``F("contenu")``, ``values_list("numero", "contenu")``…"""
    if isinstance(noeud, ast.Attribute):
        return noeud.attr == TEXTE
    if not isinstance(noeud, ast.Call):
        return False
    appelee = noeud.func
    nom = appelee.attr if isinstance(appelee, ast.Attribute) else getattr(appelee, "id", "")
    return nom in SORTIES and any(
        isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and TEXTE in argument.value.split("__")
        for argument in noeud.args
    )


def test_le_texte_d_un_depot_ne_se_lit_que_dans_sa_salle() -> None:
    fautes = [
        f"{module(fichier)}:{noeud.lineno}"
        for fichier in sources()
        if not module(fichier).startswith(SALLE) and module(fichier) not in SANS_CLE
        for noeud in ast.walk(arbre(fichier))
        if isinstance(noeud, ast.expr) and lectures_du_texte(noeud)
    ]
    assert fautes == []


def test_aucune_page_ne_lit_le_texte_d_un_depot() -> None:
    fautes = [
        str(gabarit.relative_to(RACINE))
        for gabarit in suivis("templates/*.html")
        if re.search(rf"\.{TEXTE}\b", gabarit.read_text())
    ]
    assert fautes == []


def test_la_regle_reconnait_chaque_facon_de_lire() -> None:
    lues = {
        source: any(lectures_du_texte(noeud) for noeud in ast.walk(ast.parse(source)))
        for source in (
            "json.loads(depot.contenu)",
            "Depot.objects.values_list('numero', 'contenu')",
            "Candidature.objects.values('depots__contenu')",
            "F('contenu')",
            "getattr(depot, 'contenu')",
            "contenu_de(depot).pieces",
            "depots.defer('contenu')",
            "Depot(contenu=texte)",
        )
    }
    assert [source for source, lue in lues.items() if not lue] == [
        "contenu_de(depot).pieces",
        "depots.defer('contenu')",
        "Depot(contenu=texte)",
    ]
