"""Fictitious structures and places: a SIREN that cannot exist, a name that says « (fictif) », a real commune."""

from dataclasses import dataclass
from random import Random
from typing import Any

from stdnum import luhn

from ami.demonstration.donnees import lire_communes

# Insee has never allocated a SIREN beginning with 000: the keys are right, the structure cannot exist.
PREFIXE_SIREN = "000"
RANG_MAX = 99_999
MENTION = "(fictif)"

_LIEUX = (
    "L’Atelier", "La Fabrique", "Le Comptoir", "La Manufacture", "Le Hangar", "La Grange", "La Halle",
    "Le Quai", "La Verrière", "Le Labo", "La Remise", "Le Préau",
)  # fmt: skip
_COMPLEMENTS = (
    "des Tilleuls", "du Canal", "du Vieux-Moulin", "des Deux-Rives", "de l’Horloge", "des Possibles",
    "du Cerisier", "de la Source", "des Voisins", "du Grand-Chemin", "des Forges-Neuves", "du Belvédère",
    "de l’Écluse", "des Quatre-Vents", "du Lavoir", "des Communs", "de la Lisière", "du Trèfle",
)  # fmt: skip
_FORMES = {
    "association": "Association {nom} {mention}",
    "cooperative": "SCIC {nom} {mention}",
    "collectivite": "Communauté de communes {complement} {mention}",
    "groupement": "GIP {nom} {mention}",
    "syndicat_mixte": "Syndicat mixte {complement} {mention}",
    "fondation": "Fondation {nom} {mention}",
}
_TYPES = ("association",) * 6 + ("cooperative",) * 3 + ("collectivite",) * 3 + tuple(_FORMES)[3:]


@dataclass(frozen=True)
class Commune:
    nom: str
    code_postal: str
    departement: str
    est_ville: bool

    @property
    def a(self) -> str:
        """« à Poitiers », « au Morne-Rouge », « aux Abymes »."""
        for article, contracte in (("Le ", "au "), ("Les ", "aux ")):
            if self.nom.startswith(article):
                return contracte + self.nom.removeprefix(article)
        return f"à {self.nom}"


@dataclass(frozen=True)
class Structure:
    """Who carries the dossier, and the place it is about."""

    siret: str
    raison_sociale: str
    type_porteur: str
    lieu: str
    commune: Commune

    @property
    def siren(self) -> str:
        return self.siret[:9]

    @property
    def nom_du_lieu(self) -> str:
        return f"{self.lieu} {MENTION}"


def communes() -> list[Commune]:
    return [_commune(ligne) for ligne in lire_communes()]


def _commune(ligne: dict[str, Any]) -> Commune:
    return Commune(ligne["nom"], ligne["code_postal"], ligne["departement"], ligne["genre"] == "ville")


def commune_de(departement: str, *, ville: bool) -> Commune:
    """The town, or the rural commune where there is one, of a département."""
    trouvees = [commune for commune in communes() if commune.departement == departement]
    return next((commune for commune in trouvees if commune.est_ville == ville), trouvees[0])


def siret_fictif(rang: int) -> str:
    """A SIRET whose two keys are right, of a SIREN that cannot exist. ``rang`` from 1 to ``RANG_MAX``."""
    if not 1 <= rang <= RANG_MAX:
        raise ValueError(f"rang {rang} hors de 1..{RANG_MAX}")
    base = f"{PREFIXE_SIREN}{rang:05d}"
    siren = base + str(luhn.calc_check_digit(base))
    return f"{siren}0001{luhn.calc_check_digit(siren + '0001')}"


def structure_fictive(rang: int, commune: Commune, alea: Random) -> Structure:
    """The structure of that rank, on which its SIRET and its names depend: 216 places before a homonym."""
    type_porteur = alea.choice(_TYPES)
    complement = _COMPLEMENTS[rang % len(_COMPLEMENTS)]
    lieu = f"{_LIEUX[(rang + rang // len(_COMPLEMENTS)) % len(_LIEUX)]} {complement}"
    nom = _FORMES[type_porteur].format(nom=lieu, complement=complement, mention=MENTION)
    return Structure(siret_fictif(rang), nom, type_porteur, lieu, commune)
