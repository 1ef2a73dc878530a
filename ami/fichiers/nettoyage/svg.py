"""Drawings of texts and spreadsheets: icons of Word, logos. Kept when all they can do is be seen, refused otherwise."""

import re

from .archive import Attributs, parcourir
from .refus import Raison, Refus

# Shapes, texts, paints and filters of SVG 1.1, and what Inkscape and Illustrator note of the drawing. Neither script,
# « foreignObject », link, animation, nor anything that is fetched.
ELEMENTS = re.compile(
    "svg|g|defs|symbol|use|switch|path|rect|circle|ellipse|line|polyline|polygon|image|title|desc|style|view|marker"
    "|text|tspan|tref|textPath|(?:linear|radial)Gradient|stop|pattern|clipPath|mask|filter|font|font-face|glyph"
    "|missing-glyph|fe(?!Image)[A-Z]\\w+"
    "|metadata|RDF|Work|Agent|Bag|Seq|Alt|li|License|permits|requires|prohibits|format|type|creator|date|rights|publisher"
    "|identifier|source|relation|language|subject|coverage|description|contributor|license"
    "|namedview|grid|guide|page|perspective|path-effect"
)
DEDANS = re.compile(r"#|data:image/(?:png|jpe?g|gif);base64,", re.IGNORECASE)
CHEMINS = frozenset(
    {"export-filename", "docname", "absref"}
)  # on the disk of the author: nobody follows them
# In a style, or in any attribute: an address other than that of the drawing itself.
DEHORS = re.compile(
    r"url\s*\((?!\s*['\"]?\s*(?:#|data:image/(?:png|jpe?g|gif);))|@import|(?:image-set|src)\s*\(|expression\s*\(|script\s*:",
    re.IGNORECASE,
)
TYPE = re.compile(rb"<!DOCTYPE\s+svg\b[^\[\]<>]*>")  # it names the standard, and declares nothing
DEBUT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>)*+<(?:[\w.-]+:)?svg[\s/>]", re.DOTALL
)


def en_est_un(nom: str, xml: bytes) -> bool:
    """Tell whether a part is a drawing, by its name or by its first element."""
    return nom.lower().endswith(".svg") or bool(DEBUT.match(xml))


def juger(xml: bytes) -> bytes:
    """Return an inert drawing, as it was but for its document type. Raises ``Refus``."""
    propre = TYPE.sub(b"", xml, count=1)
    if b"\x00" in propre or b"<?xml-stylesheet" in propre or not DEBUT.match(propre):
        raise Refus(Raison.DESSIN_ACTIF)
    textes: list[str] = []
    try:
        parcourir(propre, _juger_l_element, texte=textes.append)
    except Refus:
        raise Refus(Raison.DESSIN_ACTIF) from None
    _juger_le_style("".join(textes))
    return propre


def _juger_l_element(nom: str, attributs: Attributs) -> None:
    if not ELEMENTS.fullmatch(nom):
        raise Refus(Raison.DESSIN_ACTIF)
    for cle, valeur in attributs.items():
        # « base »: the document in which « #a » is then looked for
        if (
            cle.lower().startswith("on")
            or cle == "base"
            or (cle in {"href", "src"} and not DEDANS.match(valeur.strip()))
        ):
            raise Refus(Raison.DESSIN_ACTIF)
        if cle not in CHEMINS:
            _juger_le_style(valeur)


def _juger_le_style(texte: str) -> None:
    """A comment cuts a word in two, for its readers too; a sign written by its number would hide one."""
    if DEHORS.search(texte) or re.search(r"\\[0-9a-f]", texte, re.IGNORECASE):
        raise Refus(Raison.DESSIN_ACTIF)
