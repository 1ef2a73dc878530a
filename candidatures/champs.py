"""Vocabulary of the form: a question, a section, the rules of a track, a dossier as it stands. No Django import.

Answers are JSON values: text, list of codes, ``true``, amounts as decimal strings in euros, ISO dates; a repeatable
block is a list of objects by sub-question; the budget is ``{"charges": {"60": [an 1, an 2, an 3]}, "produits": {…}}``.
A draft may hold an answer that is wrong as it was typed: ``candidatures.validite`` says what is wrong with it.
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
    "entier",
    "decimal",
    "case",
    "siret",
    "rna",
    "courriel",
    "telephone",
    "date",
    "code_postal",
    "url",
    "liste",
    "budget",
]


@dataclass(frozen=True)
class Champ:
    """One question. ``si`` names another field and the answers with which this one applies.

    In a repeatable block (``liste``), ``sous_champs`` are the questions of one row and ``ligne`` names a row
    (« un partenaire »); their ``si`` looks at the row. ``annees``: columns of the budget.
    """

    nom: str
    libelle: str
    genre: Genre = "texte"
    aide: str = ""
    requis: bool = True
    longueur: int = 200
    choix: tuple[tuple[str, str], ...] = ()
    si: tuple[str, frozenset[str]] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    saisie: str = ""  # autocomplete token of HTML
    sous_champs: tuple["Champ", ...] = ()
    ligne: str = ""
    lignes_max: int = 30
    annees: int = 0

    def s_applique(self, reponses: Reponses) -> bool:
        if self.si is None:
            return True
        nom, valeurs = self.si
        return reponses.get(nom) in valeurs


@dataclass(frozen=True)
class Section:
    """One page of the form. ``si`` as in ``Champ``: the section is shown anyway, and is optional without it."""

    code: str
    titre: str
    champs: tuple[Champ, ...]
    intro: str = ""


@dataclass(frozen=True)
class PieceDemandee:
    """A kind of document. ``si`` as in ``Champ``; ``nombre``: how many are needed when it is required."""

    code: str
    libelle: str
    aide: str = ""
    requise: bool = False
    nombre: int = 1
    si: tuple[str, frozenset[str]] | None = None

    def s_applique(self, reponses: Reponses) -> bool:
        return self.si is None or reponses.get(self.si[0]) in self.si[1]


@dataclass(frozen=True)
class PieceLue:
    """A document of a dossier: ``taille`` in octets, ``empreinte`` the SHA-256 of what was received."""

    id: int
    code: str
    nom: str
    taille: int
    empreinte: str
    fichier: str
    etat: str
    legende: str = ""


@dataclass(frozen=True, kw_only=True)
class Parametres:
    """Rules of the track in this wave; amounts in euros. ``reglages``: what the wave changes in the questions."""

    montant_min_total: Decimal
    montant_max_total: Decimal
    montant_max_annuel: Decimal
    nombre_annees: int
    prime_investissement_max: Decimal | None = None
    numerique: bool = False
    aide_montants: str = field(default="", compare=False)
    reglages: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Dossier:
    """A draft as it stands: the rules, the answers, the documents (not those withdrawn or refused)."""

    parametres: Parametres
    reponses: Reponses
    pieces: tuple[PieceLue, ...] = ()
