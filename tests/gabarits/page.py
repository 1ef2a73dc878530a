"""What a page is made of, as a screen reader meets it: elements, attributes, ids and the text inside."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VIDES = {"input", "br", "link", "meta", "img", "hr"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")


@dataclass
class Element:
    nom: str
    attributs: dict[str, str | None]
    morceaux: list[str] = field(default_factory=list)

    @property
    def texte(self) -> str:
        """Words of the element and of its children."""
        return re.sub(r"[ \n]+", " ", "".join(self.morceaux)).strip()

    def mots(self, attribut: str) -> list[str]:
        return (self.attributs.get(attribut) or "").split()


class Page(HTMLParser):
    """Elements of a piece of HTML, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._ouverts: list[Element] = []
        self.feed(html)
        self.close()
        assert self._ouverts == [], f"balises non fermées : {[e.nom for e in self._ouverts]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        noms = [nom for nom, _ in attrs]
        assert len(noms) == len(set(noms)), f"attribut en double : <{tag} {noms}>"
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in VIDES:
            self._ouverts.append(element)

    def handle_endtag(self, tag: str) -> None:
        ouvert = self._ouverts.pop()
        assert ouvert.nom == tag, f"</{tag}> ferme <{ouvert.nom}>"

    def handle_data(self, data: str) -> None:
        for ouvert in self._ouverts:
            ouvert.morceaux.append(data)

    def tous(self, nom: str, **attributs: str) -> list[Element]:
        voulus = {cle.rstrip("_").replace("_", "-"): valeur for cle, valeur in attributs.items()}
        return [
            element
            for element in self.elements
            if element.nom == nom and all(element.attributs.get(c) == v for c, v in voulus.items())
        ]

    def un(self, nom: str, **attributs: str) -> Element:
        trouves = self.tous(nom, **attributs)
        assert len(trouves) == 1, f"{len(trouves)} <{nom} {attributs}> au lieu d’un"
        return trouves[0]

    def par_id(self, identifiant: str) -> Element:
        trouves = [e for e in self.elements if e.attributs.get("id") == identifiant]
        assert len(trouves) == 1, f"{len(trouves)} éléments d’id {identifiant}"
        return trouves[0]

    def verifier_les_liens(self) -> None:
        """Every id is unique, and every id that ARIA, a label or an anchor names exists."""
        ids = [e.attributs["id"] for e in self.elements if "id" in e.attributs]
        assert len(ids) == len(set(ids)), "id en double"
        assert "" not in ids
        for element in self.elements:
            for attribut in REFERENCES:
                assert set(element.mots(attribut)) <= set(ids), (element.nom, attribut, element.attributs)
            adresse = element.attributs.get("href") or ""
            if adresse.startswith("#"):
                assert adresse[1:] in ids, adresse
