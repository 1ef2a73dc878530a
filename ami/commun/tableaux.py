"""Rows of a table, written so that it may be laid out as cards and stay a table for assistive technologies."""

import re

from django.utils.html import strip_tags

from ami.commun.textes import replier

# Once their display is no longer that of a table, browsers forget what they were: it is said.
_ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tr": "row"}
_BALISE = re.compile(r"<(thead|tbody|tr|th|td)\b")
_TETE = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_MARGES = re.compile(r"\n\s+")
_ENTETE = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_BLANCS = re.compile(r"(<td\b[^>]*>)\s+(?=</td>)")


def etiqueter(rangees: str) -> tuple[str, int]:
    """Give each element its role, and each cell of the body the header of its column (``data-entete``); count columns.

    One cell is one column: nothing spans two. Headers are HTML already: what they name is escaped once. A cell of blanks
    holds nothing at all: as a card, it goes without its label.
    """
    rangees = _MARGES.sub("\n", rangees)  # a third of a long table is the indentation of its template
    rangees = _BLANCS.sub(r"\1", rangees)
    tete = _TETE.search(rangees)
    noms = [_en_attribut(entete) for entete in _ENTETE.findall(tete[0])] if tete else []
    corps = tete.end() if tete else 0
    colonne = -1

    def ecrire(balise: re.Match[str]) -> str:
        nonlocal colonne
        nom = balise[1]
        if role := _ROLES.get(nom):
            colonne = -1
            return f'{balise[0]} role="{role}"'
        colonne += 1
        if balise.start() < corps:
            return f'{balise[0]} role="columnheader"'
        entete = f' data-entete="{noms[colonne]}"' if colonne < len(noms) else ""
        return f'{balise[0]} role="{"rowheader" if nom == "th" else "cell"}"{entete}'

    return _BALISE.sub(ecrire, rangees), len(noms)


def _en_attribut(entete: str) -> str:
    return replier(strip_tags(entete)).replace('"', "&quot;")
