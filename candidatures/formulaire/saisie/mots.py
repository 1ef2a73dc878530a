"""How the row of a block is named: « un partenaire » → « Partenaire 2 », « le partenaire 2 »."""

from dataclasses import dataclass

from candidatures.formulaire.catalogue.champs import Champ

_VOYELLES = "aàâeéèêiîoôuy"


@dataclass(frozen=True)
class Mots:
    un: str
    le: str
    nom: str

    @property
    def titre(self) -> str:
        return self.nom[:1].upper() + self.nom[1:]


def mots_de(champ: Champ) -> Mots:
    """Words for the rows of a block, from the article and noun that its question gives."""
    article, _, nom = (champ.ligne or "une ligne").partition(" ")
    if nom[:1].lower() in _VOYELLES:
        return Mots(champ.ligne, f"l’{nom}", nom)
    return Mots(f"{article} {nom}", f"{'la' if article == 'une' else 'le'} {nom}", nom)
