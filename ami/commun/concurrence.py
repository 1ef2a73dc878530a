"""Two people, or two tabs, on the same values: nobody overwrites what they have not read. No Django import.

A page carries the mark of each value it shows. On return, a value equal to its mark was not touched by this page: what
is stored stays. One that was touched while the stored one changed too is a conflict, unless this very page wrote the
stored one: its acknowledgement was lost on the way back.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Self

from ami.commun.canonique import canonique
from ami.commun.erreurs import Conflit

TAILLE = 12
CHANGE_ENTRE_TEMPS = (
    "Ce que vous modifiez a été modifié depuis que vous avez ouvert cette page. Rien n’est enregistré : "
    "pour chaque valeur ci-dessous, gardez la vôtre ou prenez l’autre."
)
_ENVOI = re.compile(r"[0-9A-Za-z]{1,20}:[0-9]{1,15}")


@dataclass(frozen=True)
class Envoi:
    """Where a value comes from: a random name drawn by the page, and the rank of this sending among its own."""

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
    """A value as it is stored."""

    valeur: Any = None
    version: int = 0
    envoi: Envoi = SANS_NOM


ABSENTE = Stockee()


def empreinte(valeur: Any) -> str:
    """Return a short digest of one value; nothing, an empty text, an empty list and an unticked box are alike."""
    if isinstance(valeur, Decimal):
        valeur = f"{valeur.normalize():f}"  # 120 000 and 120 000,00 are one amount
    rien = valeur is None or valeur is False or valeur in ("", [])  # 0 is a note
    return hashlib.sha256(canonique(None if rien else valeur).encode()).hexdigest()[:TAILLE]


def marques(valeurs: Mapping[str, Any]) -> dict[str, str]:
    """Marks of what a page shows."""
    return {nom: empreinte(valeur) for nom, valeur in valeurs.items()}


def sans_omission(saisies: Iterable[str], lues: Mapping[str, str]) -> dict[str, str]:
    """Marks of all that a page sent: one that it did not mark was shown empty, and overwrites nothing."""
    return {**dict.fromkeys(saisies, empreinte(None)), **lues}


def relire_marques(texte: str) -> dict[str, str]:
    """Read the marks a page sends back; none when they are absent or spoiled."""
    try:
        lues = json.loads(texte)
    except (ValueError, RecursionError):
        return {}
    return {str(nom): str(valeur) for nom, valeur in lues.items()} if isinstance(lues, dict) else {}


@dataclass(frozen=True)
class Lecture:
    """What a page had read when it was sent: ``lues``, marks by field; ``prises``, fields whose stored value it takes.

    ``exigee``: a page sent it; what it marks nowhere, it showed empty.
    """

    lues: Mapping[str, str] = field(default_factory=dict)
    prises: frozenset[str] = frozenset()
    envoi: Envoi = SANS_NOM
    exigee: bool = False

    @classmethod
    def relire(cls, donnees: Mapping[str, Any]) -> Self:
        """Read the hidden fields and the buttons of a page.

        ``vues`` are the marks of the stored values that a conflict showed: whoever then sends the page has chosen, for
        all of them, or for the one whose button is pressed.
        """
        lues, vues = (relire_marques(donnees.get(nom, "")) for nom in ("lues", "vues"))
        garder, prendre = donnees.get("garder", ""), donnees.get("prendre", "")
        if not garder and not prendre:
            lues |= vues
        elif garder in vues:
            lues[garder] = vues[garder]
        prises = frozenset({prendre}) if prendre in vues else frozenset[str]()
        return cls(lues, prises, Envoi.relire(donnees.get("envoi", "")), exigee=True)

    def lues_pour(self, saisies: Iterable[str]) -> Mapping[str, str]:
        return sans_omission(saisies, self.lues) if self.exigee else self.lues


SANS_LECTURE = Lecture()  # what no page sent: all of it is written


def departager(
    saisies: Mapping[str, Any],
    stockees: Mapping[str, Stockee],
    lues: Mapping[str, str],
    envoi: Envoi = SANS_NOM,
    *,
    empreinte: Callable[[Any], str] = empreinte,
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return what to write, and the fields in conflict: their stored value was not read by this page.

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


def ecrites(valeurs: Mapping[str, Any], envois: Mapping[str, str]) -> dict[str, Stockee]:
    """Stored values, each with the page that wrote it."""
    return {nom: Stockee(valeur, envoi=Envoi.relire(envois.get(nom, ""))) for nom, valeur in valeurs.items()}


def reunir_les_saisies(
    saisies: Mapping[str, Any],
    stockees: Mapping[str, Any],
    lecture: Lecture,
    *,
    par: str = "",
    envois: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return each value as it is to be stored: typed where this page changed it, stored where it did not.

    ``par`` names who wrote what is stored, ``envois`` which page did. Raises ``Conflit`` when both changed one: nothing is to be written.
    """
    voulues = {nom: valeur for nom, valeur in saisies.items() if nom not in lecture.prises}
    lues = lecture.lues_pour(voulues)
    a_ecrire, conflits = departager(voulues, ecrites(stockees, envois), lues, lecture.envoi)
    if conflits:
        actuelles = {nom: stockees.get(nom) for nom in saisies if nom in conflits}
        intactes = frozenset(saisies) - a_ecrire.keys() - conflits
        raise Conflit(CHANGE_ENTRE_TEMPS, actuelles, intactes=intactes, par=par)
    return {nom: a_ecrire[nom] if nom in a_ecrire else stockees.get(nom) for nom in saisies}
