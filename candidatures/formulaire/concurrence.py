"""Answers of a section on two pages at once (``ami.commun.concurrence``): what is peculiar to them. No Django import.

Their mark is « version.digest »; both answers of a repeatable block may be kept; what is replaced is sometimes kept apart.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from ami.commun import concurrence
from ami.commun.concurrence import ABSENTE, SANS_NOM, Envoi, Stockee
from candidatures.formulaire.catalogue.champs import Section
from candidatures.formulaire.controle.validite import vide

CARACTERES_MAX = 100_000
LIGNES_STOCKEES_MAX = 100  # whatever the limit of the block: two full lists together are well below
PERTE_MAX = 200  # characters that may disappear from a text without its former version being kept
AGE_MAX = timedelta(minutes=10)


def empreinte(valeur: Any) -> str:
    """Return a short digest of one answer; nothing and an empty answer are alike."""
    return concurrence.empreinte(None if vide(valeur) else valeur)


def marque(valeur: Any, version: int = 0) -> str:
    return f"{version}.{empreinte(valeur)}"


def marques(section: Section, stockees: Mapping[str, Stockee]) -> dict[str, str]:
    """Marks of what a section shows."""
    lues = {champ.nom: stockees.get(champ.nom, ABSENTE) for champ in section.champs}
    return {nom: marque(lue.valeur, lue.version) for nom, lue in lues.items()}


def lues_par_la_page(saisies: Collection[str], texte: str) -> dict[str, str]:
    """Marks that a page sends back with these answers; one that it did not mark was shown empty."""
    return dict.fromkeys(saisies, marque(None)) | concurrence.relire_marques(texte)


def departager(
    saisies: Mapping[str, Any],
    stockees: Mapping[str, Stockee],
    lues: Mapping[str, str],
    envoi: Envoi = SANS_NOM,
) -> tuple[dict[str, Any], frozenset[str]]:
    """What to write and what is in conflict, as ``ami.commun.concurrence``, an empty answer being what the form says it is."""
    return concurrence.departager(saisies, stockees, lues, envoi, empreinte=empreinte)


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
