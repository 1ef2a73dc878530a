"""The forty dossiers that a person trying the demonstration meets: one line each, in the order of filing."""

from dataclasses import dataclass
from typing import Literal

from ami.demonstration.comptes import CLE_PORTEUR, CLE_PORTEUR_2
from candidatures.states import EtatCandidature as E

Remplissage = Literal["vide", "moitie", "complet"]


@dataclass(frozen=True)
class Fiche:
    """``destin`` is the state the dossier ends in; ``evaluations``, one letter by reader:

    A à faire, B brouillon, R remise, D déport.
    """

    vague: int
    destin: E
    departement: str
    volet: str = "FT"
    compte: str = ""
    remplissage: Remplissage = "complet"
    evaluations: str = ""

    @property
    def est_deposee(self) -> bool:
        return self.destin != E.BROUILLON


# Poitiers and Lille are where the two porteurs of the demonstration live; 67 is the perimeter of its préfet.
FICHES = (
    Fiche(11, E.LAUREATE, "86", compte=CLE_PORTEUR, evaluations="RR"),
    Fiche(11, E.NON_RETENUE, "59", compte=CLE_PORTEUR_2, evaluations="RR"),
    Fiche(11, E.LAUREATE, "67", evaluations="RR"),
    Fiche(11, E.LAUREATE, "974", evaluations="RR"),
    Fiche(11, E.LAUREATE, "23", evaluations="RR"),
    Fiche(11, E.NON_RETENUE, "76", evaluations="RR"),
    Fiche(11, E.LISTE_COMPLEMENTAIRE, "38", evaluations="RR"),
    Fiche(11, E.NON_RETENUE, "03", evaluations="RR"),
    Fiche(11, E.AJOURNEE, "2A", evaluations="RR"),
    Fiche(11, E.LAUREATE, "13", evaluations="RR"),
    Fiche(11, E.IRRECEVABLE, "51"),
    Fiche(11, E.NON_RETENUE, "45", evaluations="RR"),
    Fiche(12, E.DEPOSEE, "86", compte=CLE_PORTEUR, evaluations="RB"),
    Fiche(12, E.DEPOSEE, "972", evaluations="RR"),
    Fiche(12, E.DEPOSEE, "67", evaluations="RA"),
    Fiche(12, E.RECEVABLE, "973", evaluations="RR"),
    Fiche(12, E.DEPOSEE, "44", evaluations="BA"),
    Fiche(12, E.RECEVABLE, "62", evaluations="RRR"),
    Fiche(12, E.BROUILLON, "81"),
    Fiche(12, E.DEPOSEE, "29", evaluations="DRA"),
    Fiche(12, E.A_COMPLETER, "16"),
    Fiche(12, E.DEPOSEE, "63", evaluations="AA"),
    Fiche(12, E.IRRECEVABLE, "93"),
    Fiche(12, E.RETIREE, "54"),
    Fiche(12, E.RECEVABLE, "88", evaluations="BR"),
    Fiche(12, E.DEPOSEE, "30", evaluations="AB"),
    Fiche(13, E.BROUILLON, "86", compte=CLE_PORTEUR),
    Fiche(13, E.BROUILLON, "86", volet="FNT", compte=CLE_PORTEUR, remplissage="moitie"),
    Fiche(13, E.BROUILLON, "59", volet="FNT", compte=CLE_PORTEUR_2, remplissage="moitie"),
    Fiche(13, E.DEPOSEE, "67", volet="FNT"),
    Fiche(13, E.BROUILLON, "31", remplissage="vide"),
    Fiche(13, E.DEPOSEE, "974"),
    Fiche(13, E.BROUILLON, "22", remplissage="moitie"),
    Fiche(13, E.DEPOSEE, "75", volet="FNT"),
    Fiche(13, E.BROUILLON, "69", volet="FNT", remplissage="moitie"),
    Fiche(13, E.RETIREE, "07"),
    Fiche(13, E.BROUILLON, "33"),
    Fiche(13, E.DEPOSEE, "56"),
    Fiche(13, E.BROUILLON, "37", volet="FNT"),
    Fiche(13, E.DEPOSEE, "971"),
)
