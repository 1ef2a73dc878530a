"""The forty dossiers that a person trying the demonstration meets: one line each, in the order of filing."""

from dataclasses import dataclass
from typing import Literal

from ami.demonstration.comptes import CLE_PORTEUR, CLE_PORTEUR_2
from candidatures.states import EtatCandidature as E

Remplissage = Literal["vide", "moitie", "complet"]


@dataclass(frozen=True)
class Fiche:
    """``destin`` is the state the dossier ends in; ``lectures``, one letter by reader:

    A à faire, B brouillon, R remise, D déport.
    """

    vague: int
    destin: E
    departement: str
    volet: str = "FT"
    compte: str = ""
    remplissage: Remplissage = "complet"
    lectures: str = ""

    @property
    def est_deposee(self) -> bool:
        return self.destin != E.BROUILLON


# Poitiers and Lille are where the two porteurs of the demonstration live; 67 is the perimeter of its préfet.
FICHES = (
    Fiche(11, E.LAUREATE, "86", compte=CLE_PORTEUR, lectures="RR"),
    Fiche(11, E.NON_RETENUE, "59", compte=CLE_PORTEUR_2, lectures="RR"),
    Fiche(11, E.LAUREATE, "67", lectures="RR"),
    Fiche(11, E.LAUREATE, "974", lectures="RR"),
    Fiche(11, E.LAUREATE, "23", lectures="RR"),
    Fiche(11, E.NON_RETENUE, "76", lectures="RR"),
    Fiche(11, E.LISTE_COMPLEMENTAIRE, "38", lectures="RR"),
    Fiche(11, E.NON_RETENUE, "03", lectures="RR"),
    Fiche(11, E.AJOURNEE, "2A", lectures="RR"),
    Fiche(11, E.LAUREATE, "13", lectures="RR"),
    Fiche(11, E.IRRECEVABLE, "51"),
    Fiche(11, E.NON_RETENUE, "45", lectures="RR"),
    Fiche(12, E.DEPOSEE, "86", compte=CLE_PORTEUR, lectures="RB"),
    Fiche(12, E.DEPOSEE, "972", lectures="RR"),
    Fiche(12, E.DEPOSEE, "67", lectures="RA"),
    Fiche(12, E.RECEVABLE, "973", lectures="RR"),
    Fiche(12, E.DEPOSEE, "44", lectures="BA"),
    Fiche(12, E.RECEVABLE, "62", lectures="RRR"),
    Fiche(12, E.BROUILLON, "81"),
    Fiche(12, E.DEPOSEE, "29", lectures="DRA"),
    Fiche(12, E.A_COMPLETER, "16"),
    Fiche(12, E.DEPOSEE, "63", lectures="AA"),
    Fiche(12, E.IRRECEVABLE, "93"),
    Fiche(12, E.RETIREE, "54"),
    Fiche(12, E.RECEVABLE, "88", lectures="BR"),
    Fiche(12, E.DEPOSEE, "30", lectures="AB"),
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
