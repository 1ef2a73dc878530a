"""From what is typed to JSON values, and back. Nothing is refused: what cannot be read stays as it was typed.

Reading what was written of an answer gives this answer again: a page sent back untouched changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ami.commun.adresses import affichable, canonique, faute_d_adresse
from ami.commun.nombres import decimal_saisi, montant_saisi, nombre_tape, sans_euro
from ami.commun.textes import nombre_sur_une_ligne, normaliser, sur_une_ligne
from ami.territoires import numeros
from candidatures.formulaire.catalogue.champs import Champ, Genre
from candidatures.formulaire.controle.formats import RNA, jour_saisi, telephone_canonique

# As many digits as `candidatures.formulaire.controle.validite` takes for a number: beyond, the text stays as it was typed.
_MONTANT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
_ENTIER = re.compile(r"(-?[0-9]{1,12})(\.0{1,2})?")
_TROIS_DECIMALES = re.compile(r"-?[0-9]+\.[0-9]{3}")
_NETTOYAGES: Mapping[str, Callable[[str], str]] = {
    "long": normaliser,
    **dict.fromkeys(("montant", "entier", "decimal"), nombre_sur_une_ligne),
}
# Joiners and marks of emoji: invisible, and without use in a number, a date.
_SANS_USAGE = dict.fromkeys((0x034F, 0x200C, 0x200D, 0xFE0E, 0xFE0F))
_TIRETS = dict.fromkeys(
    (0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-"
)  # as Word writes them; not those of a page on the web
_JOURS = (  # French, ISO, and digits alone
    re.compile(r"(?P<j>[0-9]{1,2})[/.\- ](?P<m>[0-9]{1,2})[/.\- ](?P<a>[0-9]{4})"),
    re.compile(r"(?P<a>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<j>[0-9]{1,2})"),
    re.compile(r"(?P<j>[0-9]{2})(?P<m>[0-9]{2})(?P<a>[0-9]{4})"),
)


def lire(genre: Genre, texte: str, forme: str = "") -> str | None:
    """The value of what was typed in one input; None when nothing was. ``forme``: pattern of a code, as in ``Champ``."""
    propre = _NETTOYAGES.get(genre, sur_une_ligne)(texte)
    if genre not in {"texte", "long", "courriel"}:  # ``ami.commun.adresses`` reads these
        propre = propre.translate(_SANS_USAGE if genre == "url" else _SANS_USAGE | _TIRETS)
    convertir = _CONVERSIONS.get(genre) or (_compact(forme) if forme else None)
    return (convertir(propre) if convertir else propre) or None


def ecrire(genre: Genre, valeur: Any) -> str:
    """What the input shows of a stored answer."""
    if valeur in (None, True, False):
        return ""
    texte = str(valeur)
    if genre == "montant" and _MONTANT.fullmatch(texte):
        return montant_saisi(texte)
    # « 2.750 » was refused because it reads in two ways: written « 2,75 », nobody would see what is wrong.
    if genre == "decimal" and _DECIMAL.fullmatch(texte) and nombre_tape(texte):
        return decimal_saisi(texte)
    if genre == "siret" and numeros.est_un_numero(texte):
        return numeros.en_mots(texte)
    if genre == "date" and (jour := jour_saisi(valeur)):
        return f"{jour:%d/%m/%Y}"
    return affichable(texte) if genre == "courriel" else texte


def _montant(texte: str) -> str:
    tape = nombre_tape(sans_euro(texte))
    if tape is None or not _MONTANT.fullmatch(tape):
        return texte
    return str((Decimal(tape) + 0).quantize(Decimal("0.01")))  # never « -0.00 »


def _decimal(texte: str) -> str:
    """Without useless zeros; exactly three decimals are written with a fourth: « 1.125 » is what nobody could read."""
    tape = nombre_tape(texte)
    if tape is None or not _DECIMAL.fullmatch(tape):
        return texte
    lu = f"{(Decimal(tape) + 0).normalize():f}"
    return f"{lu}0" if _TROIS_DECIMALES.fullmatch(lu) else lu


def _entier(texte: str) -> str:
    tape = nombre_tape(texte)
    trouve = _ENTIER.fullmatch(tape) if tape is not None else None
    return str(int(trouve[1])) if trouve else texte


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


def _courriel(texte: str) -> str:
    return texte if faute_d_adresse(texte) else canonique(texte)


def _adresse(texte: str) -> str:
    return f"https://{texte}" if re.fullmatch(r"www\.\S+", texte, re.IGNORECASE) else texte


_CONVERSIONS: Mapping[str, Callable[[str], str]] = {
    "montant": _montant,
    "entier": _entier,
    "decimal": _decimal,
    "date": _jour,
    "siren": _compact(r"[0-9]{9}"),
    "siret": lambda texte: numeros.numero_tape(texte) or _compact(r"[0-9]{14}")(texte),
    "rna": _compact(RNA),
    "telephone": lambda texte: telephone_canonique(texte) or texte,
    "courriel": _courriel,
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
