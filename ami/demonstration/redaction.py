"""Answers of fictitious dossiers, as the form stores them: the same seed writes the same dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from ami.demonstration.donnees import lire
from ami.demonstration.structures import Structure

GRAINE = "fabriques-de-territoire"
PRENOMS = (
    "Camille", "Dominique", "Claude", "Maëlle", "Yanis", "Inès", "Thomas", "Awa", "Hugo", "Léna", "Karim",
    "Élise", "Mathieu", "Noémie", "Samir", "Julie", "Teva", "Corentin", "Fatou", "Gaëlle",
)  # fmt: skip
NOMS = (
    "Martel", "Lenoir", "Vasseur", "Hoarau", "Kernéis", "Bauer", "Cissé", "Moreau", "Delmas", "Étienne",
    "Charrier", "Ferrand", "Bensaïd", "Prigent", "Schaller", "Auger", "Payet", "Toussaint", "Marchal", "Roux",
)  # fmt: skip
_FONCTIONS = ("Présidente", "Président", "Directrice", "Directeur", "Gérante", "Gérant")
_FONCTIONS_PUBLIQUES = ("Présidente", "Président")
_VOIES = (
    "place du Marché",
    "rue de la Gare",
    "avenue de la République",
    "chemin du Lavoir",
    "rue des Écoles",
)
_SERVICES = ("demarches", "acces", "usages", "professionnalisante", "incubation", "entrepreneuriat")
_ENGAGEMENTS = ("exactitude", "pouvoir", "reseau", "publication", "donnees")
_PAS_ANNUEL = Decimal(5000)


@dataclass(frozen=True)
class Montants:
    """Bounds of the track as the wave opened it, in euros."""

    annees: int
    min_annuel: Decimal
    max_annuel: Decimal
    prime_max: Decimal | None
    numerique: bool


def alea_de(*reperes: object) -> Random:
    """A generator of its own for each dossier: adding dossiers changes none of the others."""
    return Random("/".join((GRAINE, *map(str, reperes))))  # noqa: S311 - texts of a demonstration, no secret


def personne(alea: Random) -> tuple[str, str]:
    return alea.choice(PRENOMS), alea.choice(NOMS)


def rediger(structure: Structure, courriel: str, montants: Montants, alea: Random) -> dict[str, Any]:
    """All the answers of a complete dossier, by field name."""
    mots = _mots(structure, alea)
    return {
        **_structure(structure, courriel, alea),
        **_lieu(structure, mots, alea),
        **_territoire(structure, mots, alea, numerique=montants.numerique),
        **_projet(mots, alea, numerique=montants.numerique),
        **{nom: _texte(nom, mots, alea) for nom in ("instances", "usagers", "equipe", "modele")},
        **_demande(montants, alea),
        **dict.fromkeys(_ENGAGEMENTS, True),
        "contrat_republicain": True if structure.type_porteur in ("association", "fondation") else None,
    }


def _mots(structure: Structure, alea: Random) -> dict[str, str]:
    a = structure.commune.a
    return {
        **alea.choice(lire("reponses")["themes"]),
        "lieu": structure.lieu,
        "a_commune": a,
        "A_commune": a[0].upper() + a[1:],
        "visites": str(alea.randrange(1500, 9000, 100)),
        "projets": str(alea.randrange(20, 90, 5)),
        "budget": f"{alea.randrange(120, 420, 10)}\u202f000",
    }


def _texte(nom: str, mots: dict[str, str], alea: Random) -> str:
    parties: Sequence[Sequence[str]] = lire("reponses")["textes"][nom]
    phrases = " ".join(alea.choice(variantes) for variantes in parties)
    return phrases.format_map(mots)


def _structure(structure: Structure, courriel: str, alea: Random) -> dict[str, Any]:
    prenom, nom = personne(alea)
    publique = structure.type_porteur in ("collectivite", "syndicat_mixte")
    return {
        "siret": structure.siret,
        "raison_sociale": structure.raison_sociale,
        "type_porteur": structure.type_porteur,
        "representant_prenom": prenom,
        "representant_nom": nom,
        "representant_fonction": alea.choice(_FONCTIONS_PUBLIQUES if publique else _FONCTIONS),
        "representant_courriel": courriel,
        # Numbers that the regulator (Arcep) keeps for fiction: nobody answers.
        "telephone": f"06 39 98 {alea.randrange(100):02d} {alea.randrange(100):02d}",
    }


def _lieu(structure: Structure, mots: dict[str, str], alea: Random) -> dict[str, Any]:
    existant = alea.random() < 0.7  # noqa: PLR2004 - most dossiers of the real waves were of existing places
    ouvert_le = f"{alea.randrange(2012, 2024)}-{alea.randrange(1, 13):02d}-{alea.randrange(1, 29):02d}"
    commune = structure.commune
    return {
        "nom_lieu": structure.nom_du_lieu,
        "situation": "existant" if existant else "projet",
        "date_ouverture": ouvert_le if existant else None,
        "activites": _texte("activites", mots, alea) if existant else None,
        "avancement": None if existant else _texte("avancement", mots, alea),
        "adresse": f"{alea.randrange(1, 60)} {alea.choice(_VOIES)}",
        "code_postal": commune.code_postal,
        "commune": commune.nom,
        "departement": commune.departement,
    }


def _territoire(
    structure: Structure, mots: dict[str, str], alea: Random, *, numerique: bool
) -> dict[str, Any]:
    en_quartier = numerique or structure.commune.est_ville
    implantation = alea.choice(("qpv", "proximite")) if en_quartier else "hors_grand_centre"
    return {
        "implantation": implantation,
        "quartier": f"{alea.choice(('Les Peupliers', 'La Cité-Neuve', 'Le Plateau'))} (quartier fictif)"
        if en_quartier
        else None,
        "proximite": _texte("proximite", mots, alea) if implantation == "proximite" else None,
        "besoins": _texte("besoins", mots, alea),
        "autres_lieux": _texte("autres_lieux", mots, alea),
    }


def _projet(mots: dict[str, str], alea: Random, *, numerique: bool) -> dict[str, Any]:
    textes: dict[str, Any] = {
        nom: _texte(nom, mots, alea)
        for nom in ("resume", "ambition", "actions_tiers_lieux", "formation", "inclusion", "culture")
    }
    if numerique:
        textes["services_numeriques"] = sorted(alea.sample(_SERVICES, 4), key=_SERVICES.index)
    return textes


def _demande(montants: Montants, alea: Random) -> dict[str, Any]:
    """Each year between the yearly share of the minimum and the yearly maximum: the total is in bounds."""
    pas = int((montants.max_annuel - montants.min_annuel) // _PAS_ANNUEL)
    demande: dict[str, Any] = {
        f"montant_an_{annee}": _euros(montants.min_annuel + _PAS_ANNUEL * alea.randint(pas // 2, pas))
        for annee in range(1, montants.annees + 1)
    }
    if montants.prime_max is not None:
        demande["prime_investissement"] = _euros(montants.prime_max * alea.choice((60, 80, 100)) / 100)
    return demande


def _euros(montant: Decimal) -> str:
    return str(montant.quantize(Decimal("0.01")))
