"""A filed or drafted dossier as people read it: labels and words instead of codes. No Django import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from ami.commun.dates import PARIS, jour
from ami.commun.nombres import euros
from candidatures.champs import Champ, Section


@dataclass(frozen=True)
class Ligne:
    libelle: str
    valeur: str


@dataclass(frozen=True)
class SectionLue:
    code: str
    titre: str
    lignes: tuple[Ligne, ...]


def presenter(
    sections: Iterable[Section], donnees: Mapping[str, Mapping[str, Any]]
) -> tuple[SectionLue, ...]:
    """Sections with the text of each answer; ``donnees`` as in a ``Depot``: ``{section: {champ: valeur}}``."""
    return tuple(
        SectionLue(
            section.code,
            section.titre,
            tuple(
                Ligne(champ.libelle, en_clair(champ, donnees[section.code][champ.nom]))
                for champ in section.champs
                if champ.nom in donnees.get(section.code, {})
            ),
        )
        for section in sections
    )


def en_clair(champ: Champ, valeur: Any) -> str:
    """The text people read for one answer."""
    if valeur in (None, "", []):
        return "Non renseigné"
    if champ.genre == "montant":
        return euros(Decimal(valeur))
    if champ.genre == "case":
        return "Oui"
    if champ.genre == "date":
        return jour(datetime.combine(date.fromisoformat(valeur), time(12), PARIS))
    libelles = dict(champ.choix)
    if champ.genre == "multiple":
        return ", ".join(libelles.get(code, code) for code in valeur)
    return libelles.get(valeur, str(valeur))
