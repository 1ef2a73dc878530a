"""Repeatable blocks and the budget as a page sends them: rows, cells, and the buttons that work without JavaScript.

Names: ``partenaires-0-nom`` and ``partenaires-lignes`` (how many rows were shown), ``budget-charges-60-1``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from candidatures.formulaire.catalogue.champs import Champ
from candidatures.formulaire.concurrence import LIGNES_STOCKEES_MAX
from candidatures.formulaire.controle.budget import POSTES
from candidatures.formulaire.controle.validite import vide
from candidatures.formulaire.saisie.valeurs import lire, lire_question

ANNEES_MAX = 9
Action = Literal["ajouter", "retirer", "monter", "descendre"]
ACTIONS: tuple[Action, ...] = ("ajouter", "retirer", "monter", "descendre")
LigneSaisie = dict[str, Any]


@dataclass(frozen=True)
class Geste:
    """A button of a block: ``ligne`` is the rank of its row on the page, None for « ajouter »."""

    action: Action
    champ: str
    ligne: int | None = None


def lire_geste(champs: Mapping[str, Champ], donnees: Any) -> Geste | None:
    """The button pressed; None for a button of the page, or one of a block that is not on it."""
    for action in ACTIONS:
        valeur = donnees.get(action)
        if valeur is None:
            continue
        nom, _, rang = valeur.partition("-")
        if nom not in champs or champs[nom].genre != "liste":
            continue
        if action == "ajouter" and not rang:
            return Geste(action, nom)
        if action != "ajouter" and re.fullmatch(r"[0-9]{1,4}", rang):
            return Geste(action, nom, int(rang))
    return None


def est_sur_la_page(champ: Champ, donnees: Any) -> bool:
    """Whether this page held the question: what it did not show, it does not empty.

    Boxes that are not ticked send nothing: they are taken to be on the page.
    """
    if champ.genre in {"case", "multiple"}:
        return True
    if champ.genre in {"liste", "budget"}:
        return any(cle.startswith(f"{champ.nom}-") for cle in donnees)
    return champ.nom in donnees


def lire_lignes(champ: Champ, donnees: Any, geste: Geste | None) -> tuple[list[LigneSaisie] | None, str]:
    """Rows with something in them, in their order once the button is obeyed; and where to come back to.

    One more than a draft keeps is enough to refuse the block: the page that says so shows no more.
    """
    lignes = [(rang, _lire_ligne(champ, donnees, rang)) for rang in _rangs(champ, donnees)]
    place = next((place for place, (rang, _) in enumerate(lignes) if geste and rang == geste.ligne), None)
    visee = lignes[place][1] if place is not None else None
    ordre = [ligne for _, ligne in lignes]
    if geste and place is not None:
        ordre = _deplacer(ordre, place, geste.action)
    remplies = [ligne for ligne in ordre if ligne][: LIGNES_STOCKEES_MAX + 1]
    rang_visee = next((rang for rang, ligne in enumerate(remplies) if ligne is visee), None)
    return remplies or None, _ancre(champ, geste, len(remplies), rang_visee)


def _rangs(champ: Champ, donnees: Any) -> list[int]:
    motif = re.compile(rf"{re.escape(champ.nom)}-([0-9]{{1,4}})-.+")
    return sorted({int(trouve[1]) for cle in donnees if (trouve := motif.fullmatch(cle))})


def _lire_ligne(champ: Champ, donnees: Any, rang: int) -> LigneSaisie:
    lues = {
        sous.nom: lire_question(sous, donnees, f"{champ.nom}-{rang}-{sous.nom}") for sous in champ.sous_champs
    }
    return {nom: valeur for nom, valeur in lues.items() if not vide(valeur)}


def _deplacer(lignes: list[LigneSaisie], place: int, action: Action) -> list[LigneSaisie]:
    reste = [*lignes[:place], *lignes[place + 1 :]]
    if action == "retirer":
        return reste
    cible = max(place - 1, 0) if action == "monter" else place + 1
    return [*reste[:cible], lignes[place], *reste[cible:]]


def _ancre(champ: Champ, geste: Geste | None, nombre: int, rang: int | None) -> str:
    """Fragment: first input of the new row, the row moved, else the heading of the block."""
    if geste is None:
        return ""
    if geste.action == "ajouter" and nombre < champ.lignes_max:
        return f"id_{champ.nom}-{nombre}-{champ.sous_champs[0].nom}"
    return f"id_{champ.nom}" if rang is None else f"id_{champ.nom}-{rang}"


def lire_budget(champ: Champ, donnees: Any) -> dict[str, dict[str, list[str | None]]] | None:
    """Lines with at least one amount; a cell left empty is None."""
    tableau_budgetaire: dict[str, dict[str, list[str | None]]] = {}
    for groupe, postes in POSTES.items():
        for code, _ in postes:
            cellules = [
                lire("montant", donnees.get(nom_de_cellule(champ, groupe, code, annee), ""))
                for annee in range(1, ANNEES_MAX + 1)
            ]
            while len(cellules) > champ.annees and cellules[-1] is None:
                cellules.pop()
            if any(cellules):
                tableau_budgetaire.setdefault(groupe, {})[code] = cellules
    return tableau_budgetaire or None


def nom_de_cellule(champ: Champ, groupe: str, code: str, annee: int) -> str:
    return f"{champ.nom}-{groupe}-{code}-{annee}"


def nombre_d_annees(champ: Champ, tableau_budgetaire: Any) -> int:
    """Years asked, and those already filled when the dossier comes from a longer call."""
    cellules = [
        rang
        for groupe in POSTES
        for ligne in _mapping(_mapping(tableau_budgetaire).get(groupe)).values()
        if isinstance(ligne, list)
        for rang, cellule in enumerate(ligne, start=1)
        if not vide(cellule)
    ]
    return min(max([champ.annees, *cellules]), ANNEES_MAX)


def _mapping(valeur: Any) -> Mapping[str, Any]:
    return valeur if isinstance(valeur, Mapping) else {}
