"""Vocabulary of the form: a question, a section, the rules of a track, a dossier as it stands. No Django import.

Answers are JSON values: text, list of codes, ``true``, amounts as decimal strings in euros, ISO dates; a repeatable
block is a list of objects by sub-question; the budget is ``{"charges": {"60": [an 1, an 2, an 3]}, "produits": {…}}``.
A draft may hold an answer that is wrong as it was typed: ``candidatures.formulaire.controle.validite`` says what is wrong with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

MEGA = 1_000_000  # octets in a « Mo »: sizes are decimal
Reponses = Mapping[str, Any]
Condition = tuple[str, frozenset[str]]
Genre = Literal[
    "texte",
    "long",
    "choix",
    "multiple",
    "montant",
    "entier",
    "decimal",
    "case",
    "siren",
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


def remplie(si: Condition | None, reponses: Reponses) -> bool:
    """Whether the answers fulfil a condition; with several choices, one of them is enough."""
    if si is None:
        return True
    valeur = reponses.get(si[0])
    donnees = valeur if isinstance(valeur, list) else [valeur]
    return any(isinstance(donnee, str) and donnee in si[1] for donnee in donnees)


@dataclass(frozen=True)
class Champ:
    """One question. ``si`` names another field and the answers with which this one applies.

    In a repeatable block (``liste``), ``sous_champs`` are the questions of one row and ``ligne`` names a row
    (« un partenaire »); their ``si`` looks at the row. ``annees``: columns of the budget, which
    ``choix`` names. ``groupe``: heading under
    which consecutive questions are read. ``forme``: pattern the whole text must match, and what to say otherwise.
    """

    nom: str
    libelle: str
    genre: Genre = "texte"
    aide: str = ""
    requis: bool = True
    longueur: int = 200
    choix: tuple[tuple[str, str], ...] = ()
    si: Condition | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    saisie: str = ""  # autocomplete token of HTML
    sous_champs: tuple["Champ", ...] = ()
    ligne: str = ""
    lignes_max: int = 30
    annees: int = 0
    groupe: str = ""
    forme: tuple[str, str] | None = None

    def s_applique(self, reponses: Reponses) -> bool:
        return remplie(self.si, reponses)


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    code: str
    titre: str
    champs: tuple[Champ, ...]
    intro: str = ""


@dataclass(frozen=True)
class PieceDemandee:
    """A kind of document; ``nombre``: how many are needed when it is required.

    It is asked of those who fulfil one of ``si`` (of all when empty); among them, it is required of all when
    ``requise``, else of those who fulfil one of ``requise_si``. ``modele``: https address of a document to fill in;
    ``formats``: those that are taken, all when empty; ``taille_max`` of a file, in Mo.
    """

    code: str
    libelle: str
    aide: str = ""
    requise: bool = False
    nombre: int = 1
    si: tuple[Condition, ...] = ()
    requise_si: tuple[Condition, ...] = ()
    modele: str = ""
    formats: tuple[str, ...] = ()
    taille_max: int | None = None

    def s_applique(self, reponses: Reponses) -> bool:
        return not self.si or any(remplie(condition, reponses) for condition in self.si)

    def est_requise(self, reponses: Reponses) -> bool:
        exigee = self.requise or any(remplie(condition, reponses) for condition in self.requise_si)
        return exigee and self.s_applique(reponses)


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
class Cahier:
    """Rules of the track in this wave; amounts in euros. ``reglages``: what the wave changes in the questions.

    ``cloture``: day of the closing, on which some duties depend. ``motifs``: (code, libellé) of the reasons of a
    former refusal, each of which becomes a question (« ce que nous avons changé »).
    """

    montant_min_total: Decimal
    montant_max_total: Decimal
    montant_max_annuel: Decimal
    nombre_annees: int
    prime_investissement_max: Decimal | None = None
    numerique: bool = False
    aide_montants: str = field(default="", compare=False)
    cloture: date | None = None
    motifs: tuple[tuple[str, str], ...] = ()
    reglages: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Dossier:
    """A draft as it stands: the rules, the answers, the documents (not those withdrawn or refused)."""

    cahier: Cahier
    reponses: Reponses
    pieces: tuple[PieceLue, ...] = ()
