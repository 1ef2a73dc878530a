"""What is said of an answer, or of its absence, and where to go for it. No Django import."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Manque:
    """One thing to do: the section and field to go to, and the sentence that says it.

    ``champ`` is « piece:<code> » for a document; ``chemin`` as in ``validite.Erreur``. ``absente``: nothing was
    answered; otherwise what was is to be corrected.
    """

    section: str
    champ: str
    message: str
    chemin: str = ""
    absente: bool = field(default=False, compare=False)

    @property
    def ancre(self) -> str:
        """Id of the input, or of the document, in the page of its section."""
        return "-".join((f"id_{self.champ}", *filter(None, self.chemin.split("."))))
