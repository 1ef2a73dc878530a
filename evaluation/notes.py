"""What may be said of one criterion: the same check for the form and for the service. No Django import."""

from dataclasses import dataclass

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
