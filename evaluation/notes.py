"""What may be said of one criterion: the same check for the form and for the service. No Django import."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ami.commun.caracteres import faute_de_texte

NOTE_MAX = 5
LONGUEUR_JUSTIFICATION = 3000
HORS_DE_LA_GRILLE = "Un de ces critères n’est pas dans la grille de cette vague."


@dataclass(frozen=True)
class NoteSaisie:
    """One line of the grid as typed: a note from 0 to 5, or an abstention, or nothing yet."""

    valeur: int | None
    ne_se_prononce_pas: bool
    justification: str

    @property
    def est_donnee(self) -> bool:
        return self.valeur is not None or self.ne_se_prononce_pas


ABSTENTION = "abstention"


def en_champs(saisies: Mapping[int, NoteSaisie]) -> dict[str, Any]:
    """The two values of each criterion, by the name under which a page shows them."""
    champs: dict[str, Any] = {}
    for pk, saisie in saisies.items():
        champs[f"note_{pk}"] = ABSTENTION if saisie.ne_se_prononce_pas else saisie.valeur
        champs[f"justification_{pk}"] = saisie.justification
    return champs


def en_saisies(champs: Mapping[str, Any]) -> dict[int, NoteSaisie]:
    """The reverse, for every criterion of which one value at least is given."""
    saisies: dict[int, NoteSaisie] = {}
    for pk in sorted({int(nom.rpartition("_")[2]) for nom in champs}):
        note = champs.get(f"note_{pk}")
        saisies[pk] = NoteSaisie(
            valeur=None if note == ABSTENTION else note,
            ne_se_prononce_pas=note == ABSTENTION,
            justification=champs.get(f"justification_{pk}") or "",
        )
    return saisies


def faute_de_note(saisie: NoteSaisie) -> str:
    """What keeps the note from being stored; empty: nothing."""
    valeur, abstention = saisie.valeur, saisie.ne_se_prononce_pas
    if not isinstance(abstention, bool) or (abstention and valeur is not None):
        return "Donnez une note ou ne vous prononcez pas : l’un ou l’autre."
    entiere = isinstance(valeur, int) and not isinstance(valeur, bool)
    if valeur is not None and not (entiere and 0 <= valeur <= NOTE_MAX):
        return f"Une note est un nombre entier de 0 à {NOTE_MAX}."
    return ""


def faute_de_justification(saisie: NoteSaisie) -> str:
    """The same of what justifies it."""
    return faute_de_texte(saisie.justification, LONGUEUR_JUSTIFICATION)
