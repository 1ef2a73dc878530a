"""Reading a tagged PDF as assistive technologies do: by its structure, in its order, through its own encodings."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

INVISIBLES = re.compile("[\\s\u00ad\u200b\ufeff-]+")


def sans_blancs(texte: str) -> str:
    """Return the text without what a line break adds or takes away."""
    return INVISIBLES.sub("", texte)


@dataclass
class Element:
    """One element of the structure: its role, its own and its descendants' text in reading order."""

    role: str
    texte: str = ""
    portee: str = ""
    enfants: list["Element"] = field(default_factory=list)

    def tous(self, *roles: str) -> Iterator["Element"]:
        if self.role in roles:
            yield self
        for enfant in self.enfants:
            yield from enfant.tous(*roles)


class PdfLu:
    """A PDF opened from its bytes: ``racine`` is its structure, ``texte`` everything it says."""

    def __init__(self, contenu: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(contenu))
        self._pages = {page.obj.objgen: _textes_par_marque(page) for page in self.pdf.pages}
        self.racine = Element("Racine")
        self._lire(self.pdf.Root.StructTreeRoot.K, self.racine, None)

    @property
    def texte(self) -> str:
        return self.racine.texte

    @property
    def xmp(self) -> str:
        return str(self.pdf.Root.Metadata.read_bytes().decode())

    def textes(self, *roles: str) -> list[str]:
        return [element.texte for element in self.racine.tous(*roles)]

    def _lire(self, noeud: Any, parent: Element, page: Any) -> None:
        if isinstance(noeud, Array):
            for enfant in noeud:
                self._lire(enfant, parent, page)
        elif isinstance(noeud, Dictionary):
            page = noeud.get("/Pg", page)
            if "/MCID" in noeud:
                parent.texte += self._pages[page.objgen].get(int(noeud.MCID), "")
            elif "/S" in noeud:
                element = Element(str(noeud.S).lstrip("/"), portee=_portee(noeud))
                self._lire(noeud.get("/K", Array()), element, page)
                parent.enfants.append(element)
                parent.texte += element.texte + " "
        else:
            parent.texte += self._pages[page.objgen].get(int(noeud), "")


def _portee(noeud: Any) -> str:
    attributs = noeud.get("/A", Array())
    for attribut in attributs if isinstance(attributs, Array) else [attributs]:
        if "/Scope" in attribut:
            return str(attribut.Scope).lstrip("/")
    return ""


@dataclass
class Marque:
    """A marked content: its number in the structure, the text that replaces its own, or the right-to-left order."""

    numero: int | None = None
    remplacement: str | None = None
    inverse: bool = False


def _textes_par_marque(page: Any) -> dict[int, str]:
    """Text of each marked content of a page."""
    polices = {nom: _en_unicode(police) for nom, police in page.obj.Resources.get("/Font", {}).items()}
    textes: dict[int, str] = {}
    pile: list[Marque] = []
    police: dict[int, str] = {}

    def ajouter(texte: str) -> None:
        numero = next((marque.numero for marque in reversed(pile) if marque.numero is not None), None)
        if numero is not None:
            textes[numero] = textes.get(numero, "") + texte

    for instruction in pikepdf.parse_content_stream(page):
        operateur, operandes = str(instruction.operator), instruction.operands
        if operateur in ("BDC", "BMC"):
            pile.append(_marque(operandes))
        elif operateur == "EMC":
            ajouter(pile[-1].remplacement or "")
            pile.pop()
        elif operateur == "Tf":
            police = polices[str(operandes[0])]
        elif operateur in ("Tj", "TJ") and not any(marque.remplacement for marque in pile):
            texte = _decoder(operandes[0], police)
            ajouter(texte[::-1] if any(marque.inverse for marque in pile) else texte)
    return textes


def _marque(operandes: Any) -> Marque:
    proprietes = operandes[1] if len(operandes) > 1 and isinstance(operandes[1], Dictionary) else {}
    numero, remplacement = proprietes.get("/MCID"), proprietes.get("/ActualText")
    return Marque(
        None if numero is None else int(numero),
        None if remplacement is None else str(remplacement),
        inverse=str(operandes[0]) == "/ReversedChars",
    )


def _decoder(operande: Any, police: dict[int, str]) -> str:
    morceaux = operande if isinstance(operande, Array) else [operande]
    octets = b"".join(bytes(m) for m in morceaux if isinstance(m, pikepdf.String))
    codes = [int.from_bytes(octets[i : i + 2], "big") for i in range(0, len(octets), 2)]
    return "".join(police.get(code, "\ufffd") for code in codes)


def _en_unicode(police: Any) -> dict[int, str]:
    """Table of a font: from its codes to text."""
    table: dict[int, str] = {}
    cmap = police.ToUnicode.read_bytes().decode("latin-1")
    for bloc in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, texte in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", bloc):
            table[int(code, 16)] = bytes.fromhex(texte).decode("utf-16-be")
    for bloc in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for debut, fin, texte in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", bloc):
            for rang, code in enumerate(range(int(debut, 16), int(fin, 16) + 1)):
                table[code] = chr(int.from_bytes(bytes.fromhex(texte), "big") + rang)
    return table
