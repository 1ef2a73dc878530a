"""Colours of our sheets: declarations read from the CSS, tokens of the design system resolved in both themes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders

FEUILLES = sorted((Path(__file__).parents[2] / "static/ami").glob("*.css"))
COMMENTAIRE = re.compile(r"/\*.*?\*/", re.DOTALL)
REGLE = re.compile(r"([^{}]+)\{([^{}]*)\}")
JETON = re.compile(r"var\((--[a-z0-9-]+)\)")
# Those that take a colour, among other values for some.
PROPRIETES = re.compile(
    r"(.*-)?color|background(-image)?|border(-(top|right|bottom|left))?|outline|.*-shadow|fill|stroke"
)


@dataclass(frozen=True)
class Declaration:
    feuille: str
    selecteur: str
    propriete: str
    valeur: str

    @property
    def jetons(self) -> list[str]:
        return JETON.findall(self.valeur)


def regles(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Innermost rules: what contains them (media, container) changes no colour."""
    for selecteur, corps in REGLE.findall(COMMENTAIRE.sub("", css)):
        paires = (morceau.partition(":") for morceau in corps.split(";") if ":" in morceau)
        yield selecteur.strip(), {nom.strip(): valeur.strip() for nom, _, valeur in paires}


def declarations() -> list[Declaration]:
    """Every declaration of a colour in our sheets."""
    return [
        Declaration(feuille.name, selecteur, nom, valeur)
        for feuille in FEUILLES
        for selecteur, contenu in regles(feuille.read_text())
        for nom, valeur in contenu.items()
        if PROPRIETES.fullmatch(nom)
    ]


def themes() -> dict[str, dict[str, str]]:
    """Tokens of the design system, and the colour of each: in the light theme, then in the dark one."""
    css = Path(str(finders.find("dsfr/dist/dsfr.main.min.css"))).read_text()
    poses: dict[str, dict[str, str]] = {":root": {}, ":root[data-fr-theme=dark]": {}}
    for selecteur, contenu in regles(css):
        if selecteur in poses:
            poses[selecteur] |= {nom: valeur for nom, valeur in contenu.items() if nom.startswith("--")}
    clair, sombre = poses.values()
    return {"clair": clair, "sombre": clair | sombre}


def resoudre(jeton: str, theme: dict[str, str]) -> str:
    """Colour of a token, as it is written at the end of its references."""
    valeur = theme[jeton]
    while reference := JETON.fullmatch(valeur):
        valeur = theme[reference[1]]
    return valeur


def contraste(une: str, autre: str) -> float:
    """Contrast of two opaque colours, as WCAG 2 computes it."""
    sombre, clair = sorted((_luminance(une), _luminance(autre)))
    return (clair + 0.05) / (sombre + 0.05)


def _luminance(couleur: str) -> float:
    chiffres = couleur.removeprefix("#")
    if len(chiffres) == 3:
        chiffres = "".join(chiffre * 2 for chiffre in chiffres)
    assert re.fullmatch("[0-9a-f]{6}", chiffres), f"couleur non opaque ou inconnue : {couleur}"
    canaux = [int(chiffres[rang : rang + 2], 16) / 255 for rang in (0, 2, 4)]
    rouge, vert, bleu = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu
