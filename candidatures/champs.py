"""Vocabulary of the form: a question, a section, the rules of a track. No Django import.

Answers are JSON values: text, list of codes, ``true``, amounts as decimal strings in euros.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Reponses = Mapping[str, Any]
Genre = Literal[
    "texte",
    "long",
    "choix",
    "multiple",
    "montant",
    "case",
    "siret",
    "courriel",
    "telephone",
    "date",
    "code_postal",
]


@dataclass(frozen=True)
class Champ:
    """One question. ``si`` names another field and the answers with which this one applies."""

    nom: str
    libelle: str
    genre: Genre = "texte"
    aide: str = ""
    requis: bool = True
    longueur: int = 200
    choix: tuple[tuple[str, str], ...] = ()
    si: tuple[str, frozenset[str]] | None = None
    maximum: Decimal | None = None
    saisie: str = ""  # autocomplete token of HTML

    def s_applique(self, reponses: Reponses) -> bool:
        if self.si is None:
            return True
        nom, valeurs = self.si
        return reponses.get(nom) in valeurs


@dataclass(frozen=True)
class Section:
    code: str
    titre: str
    champs: tuple[Champ, ...]
    intro: str = ""


@dataclass(frozen=True, kw_only=True)
class Parametres:
    """Rules of the track in this wave; amounts in euros."""

    montant_min_total: Decimal
    montant_max_total: Decimal
    montant_max_annuel: Decimal
    nombre_annees: int
    prime_investissement_max: Decimal | None = None
    numerique: bool = False
    aide_montants: str = field(default="", compare=False)
