"""Reading the chain again."""

from collections.abc import Iterator
from dataclasses import dataclass

from ami.journal.chaine import CHAMPS, empreinte
from ami.journal.models import Entree


@dataclass(frozen=True)
class Anomalie:
    entree_id: int
    objet: str
    nature: str


def anomalies() -> Iterator[Anomalie]:
    """Every row whose place or hash is not what its predecessor implies, in one streamed pass."""
    objet_courant, rang, precedente = ("", ""), 0, ""
    lignes = Entree.objects.order_by("objet_type", "objet_id", "rang").values(
        "pk", *CHAMPS, "empreinte_precedente", "empreinte"
    )
    for ligne in lignes.iterator(chunk_size=2000):
        objet = (ligne["objet_type"], ligne["objet_id"])
        if objet != objet_courant:
            objet_courant, rang, precedente = objet, 0, ""
        nom = " ".join(objet)
        if ligne["rang"] != rang + 1:
            yield Anomalie(ligne["pk"], nom, f"rang {ligne['rang']} au lieu de {rang + 1}")
        if ligne["empreinte_precedente"] != precedente:
            yield Anomalie(ligne["pk"], nom, "chaînage rompu")
        if ligne["empreinte"] != empreinte(ligne, ligne["empreinte_precedente"]):
            yield Anomalie(ligne["pk"], nom, "contenu modifié")
        rang, precedente = ligne["rang"], ligne["empreinte"]
