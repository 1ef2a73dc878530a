"""Composing a tagged PDF, in a child process (``ami.commun.enfant``). No import from Django nor from the project.

Reads ``{"gabarit", "donnees", "contenu", "le"}`` in JSON on its input (``le``: seconds since 1970), writes the PDF on
its output. The same input gives the same bytes: the fonts are those of the library, the date is the one given.
"""

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name

GABARITS = Path(__file__).resolve().parents[2] / "templates" / "pdf"
ESSAIS_MAX = 2  # each one takes seconds on a long dossier, and reveals one family
_IDEOGRAMMES = 0x2E80
# Pictograms, ideograms, syllables, that no font of the library draws: no try is spent on them.
_JAMAIS_DESSINES = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U0001f000-\U0003ffff]")
_SANS_DESSIN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ECHAPPE = re.compile(r"\\u\{([0-9a-f]+)\}")
# Anything but what the fonts of the library surely draw: Latin, Greek, Cyrillic, usual punctuation.
_PEU_SUR = re.compile(
    r"[^\n\t\x20-\x7e\xa0-\xac\xae-\u017f\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0410-\u044f\u2010-\u2026\u202f\u20ac]"
)


def composer(gabarit: str, donnees: dict[str, Any], *, contenu: str, le: int) -> bytes:
    """Compose a PDF/UA-1. A sign without glyph is written « [U+1F600] »: PDF/UA leaves none undrawn."""
    familles: set[int] = set()

    def sans_dessin(signe: str) -> bool:
        return _famille(signe) in familles or bool(_JAMAIS_DESSINES.match(signe))

    for _ in range(ESSAIS_MAX):
        try:
            return _compiler(gabarit, _remplacer(donnees, sans_dessin), contenu, le)
        except typst.TypstError as erreur:
            nouvelles = {_famille(signe) for signe in _signes_sans_dessin(erreur)} - familles
            if not nouvelles:
                break
            familles.update(nouvelles)
    return _compiler(gabarit, _remplacer(donnees, lambda signe: bool(_PEU_SUR.match(signe))), contenu, le)


def _compiler(gabarit: str, donnees: dict[str, Any], contenu: str, le: int) -> bytes:
    brut = typst.compile(
        GABARITS / f"{gabarit}.typ",
        root=GABARITS,
        sys_inputs={"donnees": json.dumps(donnees), "contenu": contenu},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=le,
    )
    return _avec_entetes_de_ligne(brut)


def _famille(signe: str) -> int:
    """Ideograms and pictograms go by two hundred and fifty-six: where one has no glyph, the others have none."""
    code = ord(signe)
    return code if code < _IDEOGRAMMES else -(code >> 8)


def _signes_sans_dessin(erreur: typst.TypstError) -> set[str]:
    trouve = _SANS_DESSIN.search(erreur.message)
    texte = _ECHAPPE.sub(lambda m: chr(int(m[1], 16)), trouve[1]) if trouve else ""
    return {signe for signe in texte if _PEU_SUR.match(signe)}


def _remplacer(donnees: dict[str, Any], a_remplacer: Callable[[str], bool]) -> dict[str, Any]:
    """Return the data with the signs to replace written by their code; ``remplaces`` says whether there were any."""
    remplaces = False

    def ecrire(valeur: Any) -> Any:
        nonlocal remplaces
        if isinstance(valeur, dict):
            return {cle: ecrire(v) for cle, v in valeur.items()}
        if isinstance(valeur, list):
            return [ecrire(v) for v in valeur]
        if not isinstance(valeur, str) or not (signes := set(filter(a_remplacer, set(valeur)))):
            return valeur
        remplaces = True
        return valeur.translate({ord(signe): f"[U+{ord(signe):04X}]" for signe in signes})

    ecrites: dict[str, Any] = ecrire(donnees)
    return ecrites | {"remplaces": remplaces}


def _avec_entetes_de_ligne(brut: bytes) -> bytes:
    """Mark the first cell of each row of a table as the header of that row, which the library cannot say yet."""
    with pikepdf.open(io.BytesIO(brut)) as pdf:
        for rangee in _elements(pdf.Root.StructTreeRoot.K, Name.TR):
            cellules = list(rangee.K)
            if cellules[0].S == Name.TD:
                cellules[0].S = Name.TH
                for cellule in cellules:
                    cellule.A = _attributs(cellule, "/Row" if cellule.S == Name.TH else "")
        sortie = io.BytesIO()
        pdf.save(sortie, deterministic_id=True)
    return sortie.getvalue()


def _attributs(cellule: Any, portee: str) -> Array:
    """Attributes of a cell, with a scope instead of a list of headers, which would hide those of the rows."""
    anciens = cellule.get("/A", Array())
    autres = [a for a in (anciens if isinstance(anciens, Array) else [anciens]) if a.get("/O") != Name.Table]
    return Array([*autres, *([Dictionary(O=Name.Table, Scope=Name(portee))] if portee else [])])


def _elements(noeud: Any, genre: Name) -> Any:
    for enfant in noeud if isinstance(noeud, Array) else [noeud]:
        if isinstance(enfant, Dictionary):
            if enfant.get("/S") == genre:
                yield enfant
            elif "/K" in enfant:
                yield from _elements(enfant.K, genre)


def main() -> int:
    demande = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(
        composer(demande["gabarit"], demande["donnees"], contenu=demande["contenu"], le=demande["le"])
    )
    return 0
