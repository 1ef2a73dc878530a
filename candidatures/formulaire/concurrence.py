"""Two people, or two tabs, on one section: nobody overwrites what they have not read. No Django import.

A page carries the mark of each answer it shows, « version.digest ». On return, an answer equal to its mark was
not touched by this page: what is stored stays. One that was touched while the stored one changed too is a
conflict, unless this very page wrote the stored one: its acknowledgement was lost on the way back.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from ami.journal.chaine import canonique
from candidatures.formulaire.catalogue.champs import Section
from candidatures.formulaire.controle.validite import vide

TAILLE = 12
CARACTERES_MAX = 100_000
LIGNES_STOCKEES_MAX = 100  # whatever the limit of the block: two full lists together are well below
PERTE_MAX = 200  # characters that may disappear from a text without its former version being kept
AGE_MAX = timedelta(minutes=10)
_ENVOI = re.compile(r"[0-9A-Za-z]{1,20}:[0-9]{1,15}")


@dataclass(frozen=True)
class Envoi:
    """Where an answer comes from: a random name drawn by the page, and the rank of this sending among its own."""

    page: str = ""
    rang: int = 0

    @classmethod
    def relire(cls, texte: str) -> Self:
        """Read « page:rang »; anything else is a page without name."""
        if not _ENVOI.fullmatch(texte):
            return cls()
        page, _, rang = texte.partition(":")
        return cls(page, int(rang))

    def __str__(self) -> str:
        return f"{self.page}:{self.rang}" if self.page else ""

    def suit(self, autre: "Envoi") -> bool:
        """Sent by the same page after ``autre``: whoever typed this had typed the other."""
        return bool(self.page) and self.page == autre.page and self.rang > autre.rang


SANS_NOM = Envoi()


@dataclass(frozen=True)
class Stockee:
    """An answer as it is stored."""

    valeur: Any = None
    version: int = 0
    envoi: Envoi = SANS_NOM

    @property
    def marque(self) -> str:
        return marque(self.valeur, self.version)


ABSENTE = Stockee()


def empreinte(valeur: Any) -> str:
    """Return a short digest of one answer; nothing and an empty answer are alike."""
    return hashlib.sha256(canonique(None if vide(valeur) else valeur).encode()).hexdigest()[:TAILLE]


def marque(valeur: Any, version: int = 0) -> str:
    return f"{version}.{empreinte(valeur)}"


def marques(section: Section, stockees: Mapping[str, Stockee]) -> dict[str, str]:
    """Marks of what a section shows."""
    return {champ.nom: stockees.get(champ.nom, ABSENTE).marque for champ in section.champs}


def relire_marques(texte: str) -> dict[str, str]:
    """Read the marks a page sends back; none when they are absent or spoiled."""
    try:
        lues = json.loads(texte)
    except (ValueError, RecursionError):
        return {}
    return {str(nom): str(valeur) for nom, valeur in lues.items()} if isinstance(lues, dict) else {}


def departager(
    saisies: Mapping[str, Any],
    stockees: Mapping[str, Stockee],
    lues: Mapping[str, str],
    envoi: Envoi = SANS_NOM,
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return what to write, and the fields in conflict: their stored answer was not read by this page.

    A field without mark was not shown: it is written. What is already stored, or was not touched, is neither.
    """
    a_ecrire, conflits = {}, set()
    for nom, saisie in saisies.items():
        stockee, lue = stockees.get(nom, ABSENTE), lues.get(nom, "").rpartition(".")[2]
        if empreinte(saisie) == empreinte(stockee.valeur):
            continue
        if nom not in lues or lue == empreinte(stockee.valeur) or envoi.suit(stockee.envoi):
            a_ecrire[nom] = saisie
        elif empreinte(saisie) != lue:
            conflits.add(nom)
    return a_ecrire, frozenset(conflits)


def reunir(saisie: Any, stockee: Any) -> list[Any] | None:
    """Both at once, for repeatable blocks: these rows, then those of the other that are not among them.

    None when there is nothing to unite, or more rows than a draft keeps.
    """
    if not isinstance(saisie, list) or not isinstance(stockee, list):
        return None
    if len(saisie) > LIGNES_STOCKEES_MAX:
        return None
    ensemble = [*saisie, *(ligne for ligne in stockee if ligne not in saisie)]
    return ensemble if len(ensemble) <= LIGNES_STOCKEES_MAX else None


def a_conserver(ancienne: Any, nouvelle: Any, *, meme_auteur: bool, age: timedelta) -> bool:
    """Say whether a replaced answer is kept apart: somebody else's, older than ten minutes, mostly erased, or a
    block that loses a row.

    Otherwise a person completes what they have just typed, and an autosave every other second would pile up.
    """
    if vide(ancienne):
        return False
    if not meme_auteur or age >= AGE_MAX or vide(nouvelle) or _lignes(nouvelle) < _lignes(ancienne):
        return True
    return nombre_de_caracteres(ancienne) - nombre_de_caracteres(nouvelle) > PERTE_MAX


def _lignes(valeur: Any) -> int:
    """Rows that say something, of a repeatable block: one removed by a slip is not typed again."""
    return sum(not vide(ligne) for ligne in valeur) if isinstance(valeur, list) else 0


def nombre_de_caracteres(valeur: Any) -> int:
    """Characters people typed in an answer, whatever its shape."""
    if isinstance(valeur, str):
        return len(valeur)
    if isinstance(valeur, Mapping):
        return sum(map(nombre_de_caracteres, valeur.values()))
    if isinstance(valeur, Collection):
        return sum(map(nombre_de_caracteres, valeur))
    return 0


def sans_nul(valeur: Any) -> Any:
    """The same without what PostgreSQL cannot hold: NUL and lone surrogates."""
    if isinstance(valeur, str):
        return valeur.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(valeur, list):
        return [sans_nul(element) for element in valeur]
    if isinstance(valeur, dict):
        return {sans_nul(cle): sans_nul(element) for cle, element in valeur.items()}
    return valeur
