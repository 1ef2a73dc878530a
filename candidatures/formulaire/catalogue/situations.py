"""Situations of a dossier in which a document may be asked. No Django import."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from candidatures.formulaire.catalogue.champs import Condition
from candidatures.formulaire.catalogue.choix import (
    EN_CONSORTIUM,
    EN_PROJET,
    EXISTANT,
    PUBLIQUES,
    TYPES_DE_PORTEUR,
    si,
)


@dataclass(frozen=True)
class Situation:
    """``libelle``: as it reads after « obligatoire pour »."""

    code: str
    libelle: str
    condition: Condition


SITUATIONS = (
    Situation("association", "une association", si("type_porteur", "association")),
    Situation("fondation", "une fondation", si("type_porteur", "fondation")),
    Situation("entreprise", "une entreprise", si("type_porteur", "entreprise")),
    Situation("cooperative", "une société coopérative", si("type_porteur", "cooperative")),
    Situation("groupement", "un groupement", si("type_porteur", "groupement")),
    Situation("autre", "une autre personne morale", si("type_porteur", "autre")),
    Situation("public", "une collectivité, un syndicat mixte", si("type_porteur", *PUBLIQUES)),
    Situation(
        "signataire",
        "un dossier signé par une autre personne que le représentant légal",
        si("signataire_representant", "non"),
    ),
    Situation("existant", "un lieu déjà ouvert", EXISTANT),
    Situation("projet", "un lieu en projet", EN_PROJET),
    Situation("consortium", "un consortium", EN_CONSORTIUM),
)
STRUCTURES = tuple(s.code for s in SITUATIONS if s.condition[0] == "type_porteur")
PRIVEES = tuple(code for code, _ in TYPES_DE_PORTEUR if code not in PUBLIQUES)


def pour(*codes: str) -> tuple[Condition, ...]:
    """The conditions of these situations; unknown codes are ignored."""
    return tuple(situation.condition for situation in SITUATIONS if situation.code in codes)


def codes_de(conditions: Collection[Condition]) -> list[str]:
    """The situations that these conditions are."""
    return [situation.code for situation in SITUATIONS if situation.condition in conditions]


def en_mots(conditions: Iterable[Condition]) -> str:
    """« une association, une fondation ou un groupement »; empty without condition."""
    voulues = tuple(conditions)
    mots = [situation.libelle for situation in SITUATIONS if situation.condition in voulues]
    return " ou ".join(filter(None, (", ".join(mots[:-1]), mots[-1]))) if mots else ""
