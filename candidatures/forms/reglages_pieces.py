"""Form that sets which documents a wave asks for, of whom."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ami.commun.formulaires import LigneField
from candidatures.forms.reglages import Entrees, ReglagesForm, mots
from candidatures.forms.saisies import CochesField, nombre_field
from candidatures.formulaire.catalogue.champs import PieceDemandee
from candidatures.formulaire.catalogue.situations import SITUATIONS, codes_de
from candidatures.formulaire.reglages.par_question import (
    ADRESSE_MAX,
    FORMATS,
    NOMBRE_MAX,
    TOUS,
    Reglages,
    ajouts_de,
    obligatoire_pour,
    reglage_de,
)
from candidatures.services.regler import taille_maximale

_SITUATIONS = [(situation.code, situation.libelle) for situation in SITUATIONS]


class PiecesReglagesForm(ReglagesForm):
    """Kinds of documents: the catalogue's, then those of the wave."""

    def __init__(self, pieces: Iterable[PieceDemandee], reglages: Reglages, data: Any = None) -> None:
        super().__init__(reglages, data)
        self.famille, self.ajoutes = "pieces", "pieces_ajoutees"
        self.pieces = tuple(pieces)
        for piece in self.pieces:
            defauts = {
                "libelle": piece.libelle,
                "aide": piece.aide,
                "demandee_a": codes_de(piece.si),
                "obligatoire_pour": obligatoire_pour(piece),
                "nombre": piece.nombre,
                "modele": piece.modele,
                "formats": [*piece.formats],
                "taille_max": piece.taille_max,
                "masque": False,
            }
            reglage = reglage_de(reglages, "pieces", piece.code)
            masque = {
                "masque": forms.BooleanField(label="Ne demander cette pièce à personne", required=False)
            }
            self._poser(piece.code, piece.libelle, _entrees() | masque, defauts, reglage)
        self._poser_les_ajouts(ajouts_de(reglages, "pieces_ajoutees"), "Pièce ajoutée", _entrees)

    def changements(self) -> dict[str, Any]:
        return {"pieces": self._regles(), "pieces_ajoutees": self._ajouts()}


def _entrees() -> Entrees:
    limite = taille_maximale()
    return mots() | {
        "demandee_a": CochesField("Demandée à", "Aucun choix : à tous.", _SITUATIONS),
        "obligatoire_pour": CochesField(
            "Obligatoire pour",
            "Parmi ceux à qui elle est demandée. Aucun choix : elle est facultative.",
            [(TOUS, "tous"), *_SITUATIONS],
        ),
        "nombre": nombre_field("Nombre demandé", NOMBRE_MAX),
        "modele": LigneField(
            label="Adresse du modèle à remplir",
            help_text="Par exemple https://www.exemple.fr/modele.ods.",
            longueur=ADRESSE_MAX,
            required=False,
        ),
        "formats": CochesField(
            "Formats acceptés",
            "Aucun choix : tous sont acceptés.",
            [(code, code.upper()) for code in FORMATS],
        ),
        "taille_max": nombre_field(
            "Taille maximale d’un fichier (Mo)", limite, aide=f"{limite} Mo si rien n’est écrit."
        ),
    }
