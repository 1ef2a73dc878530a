"""From what is typed to JSON values, and back. Nothing is refused: what cannot be read stays as it was typed.

Reading what was written of an answer gives this answer again: a page sent back untouched changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ami.commun.nombres import montant_saisi
from ami.commun.textes import normaliser, sur_une_ligne
from candidatures.formulaire.catalogue.champs import Champ, Genre
from candidatures.formulaire.controle.formats import jour_saisi

# As many digits as `candidatures.formulaire.controle.validite` takes for a number: beyond, the text stays as it was typed.
_MONTANT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{0,2})?")
_NOMBRE = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
_JOURS = (  # French, ISO, and digits alone
    re.compile(r"(?P<j>[0-9]{1,2})[/.\- ](?P<m>[0-9]{1,2})[/.\- ](?P<a>[0-9]{4})"),
    re.compile(r"(?P<a>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<j>[0-9]{1,2})"),
    re.compile(r"(?P<j>[0-9]{2})(?P<m>[0-9]{2})(?P<a>[0-9]{4})"),
)


def lire(genre: Genre, texte: str, forme: str = "") -> str | None:
    """The value of what was typed in one input; None when nothing was. ``forme``: pattern of a code, as in ``Champ``."""
    propre = normaliser(texte) if genre == "long" else sur_une_ligne(texte)
    convertir = _CONVERSIONS.get(genre) or (_compact(forme) if forme else None)
    return (convertir(propre) if convertir else propre) or None


def ecrire(genre: Genre, valeur: Any) -> str:
    """What the input shows of a stored answer."""
    if valeur in (None, True, False):
        return ""
    texte = str(valeur)
    if genre == "montant" and _MONTANT.fullmatch(texte):
        return montant_saisi(texte)
    if genre in {"decimal", "entier"} and _NOMBRE.fullmatch(texte):
        return texte.replace(".", ",")
    if genre == "date" and (jour := jour_saisi(valeur)):
        return f"{jour:%d/%m/%Y}"
    return texte


def _sans_espaces(texte: str) -> str:
    return "".join(texte.split())


def _montant(texte: str) -> str:
    compact = _sans_espaces(texte).replace("€", "").replace(",", ".")
    if not _MONTANT.fullmatch(compact):
        return texte
    return str((Decimal(compact) + 0).quantize(Decimal("0.01")))  # never « -0.00 »


def _nombre(texte: str) -> str:
    compact = _sans_espaces(texte).replace(",", ".")
    return f"{Decimal(compact) + 0:f}" if _NOMBRE.fullmatch(compact) else texte


def _jour(texte: str) -> str:
    for motif in _JOURS:
        if trouve := motif.fullmatch(texte):
            try:
                return date(int(trouve["a"]), int(trouve["m"]), int(trouve["j"])).isoformat()
            except ValueError:
                return texte
    return texte


def _compact(motif: str) -> Callable[[str], str]:
    """Spaces, dots and hyphens are dropped when what is left has the shape expected."""

    def lire_compact(texte: str) -> str:
        compact = re.sub(r"[\s.\-]", "", texte).upper()
        return compact if re.fullmatch(motif, compact) else texte

    return lire_compact


def _adresse(texte: str) -> str:
    return f"https://{texte}" if re.fullmatch(r"www\.\S+", texte, re.IGNORECASE) else texte


_CONVERSIONS: Mapping[str, Callable[[str], str]] = {
    "montant": _montant,
    "entier": _nombre,
    "decimal": _nombre,
    "date": _jour,
    "siren": _compact(r"[0-9]{9}"),
    "siret": _compact(r"[0-9]{14}"),
    "rna": _compact(r"W[0-9]{9}"),
    "code_postal": _compact(r"[0-9]{5}"),
    "url": _adresse,
}


def lire_question(champ: Champ, donnees: Any, nom: str) -> Any:
    """The value of a question outside blocks, from the ``QueryDict`` of a page."""
    if champ.genre == "case":
        return True if donnees.get(nom) else None
    if champ.genre == "multiple":
        return [sur_une_ligne(code) for code in donnees.getlist(nom) if code.strip()] or None
    return lire(champ.genre, donnees.get(nom, ""), champ.forme[0] if champ.forme else "")
