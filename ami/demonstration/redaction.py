"""Answers of fictitious dossiers, as the form stores them: the same seed writes the same dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from ami.demonstration import blocs
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
_ENGAGEMENTS = ("exactitude", "pouvoir", "reseau", "communication", "publication", "donnees")
_TYPOLOGIES = ("coworking", "fablab", "atelier_partage", "makerspace", "friche_culturelle", "living_lab")
_QUARTIERS = ("Les Peupliers", "La Cité-Neuve", "Le Plateau")
_PAS_ANNUEL = Decimal(5000)


@dataclass(frozen=True)
class Montants:
    """Bounds of the track as the wave opened it, in euros; ``annee``: the first of the aid."""

    annees: int
    min_annuel: Decimal
    max_annuel: Decimal
    prime_max: Decimal | None
    numerique: bool
    annee: int = 2028


def alea_de(*reperes: object) -> Random:
    """A generator of its own for each dossier: adding dossiers changes none of the others."""
    return Random("/".join((GRAINE, *map(str, reperes))))  # noqa: S311 - texts of a demonstration, no secret


def personne(alea: Random) -> tuple[str, str]:
    return alea.choice(PRENOMS), alea.choice(NOMS)


def rediger(structure: Structure, courriel: str, montants: Montants, alea: Random) -> dict[str, Any]:
    """All the answers of a complete dossier, by field name."""
    mots = _mots(structure, alea)
    demande = _demande(montants, structure, alea)
    return {
        **_structure(structure, courriel, alea),
        **_consortium(mots, alea),
        **_lieu(structure, mots, montants, alea),
        **_territoire(structure, mots, alea, numerique=montants.numerique),
        **_projet(mots, montants, alea),
        **_ancrage(mots, alea),
        **{nom: _texte(nom, mots, alea) for nom in ("instances", "usagers", "equipe", "communs", "modele")},
        "postes": blocs.postes(alea),
        **demande,
        **_engagements(structure),
    }


def _engagements(structure: Structure) -> dict[str, Any]:
    """A box that is not asked is left empty; the consortium's is ticked with its answers."""
    associative = structure.type_porteur in ("association", "fondation")
    return {
        **dict.fromkeys(_ENGAGEMENTS, True),
        "contrat_republicain": True if associative else None,
        "de_minimis": True if structure.type_porteur == "cooperative" else None,
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
    cooperative = structure.type_porteur == "cooperative"
    commune = structure.commune
    return {
        "siret": structure.siret,
        "raison_sociale": structure.raison_sociale,
        "type_porteur": structure.type_porteur,
        "adresse_siege": f"{alea.randrange(1, 60)} {alea.choice(_VOIES)}, {commune.code_postal} {commune.nom}",
        "siren_collectivite": structure.siren if structure.type_porteur == "collectivite" else None,
        "date_creation": f"{alea.randrange(1990, 2018)}-{alea.randrange(1, 13):02d}-01",
        "effectif_etp": alea.choice(("1.5", "3", "4.5", "8")),
        "representant_prenom": prenom,
        "representant_nom": nom,
        "representant_fonction": alea.choice(_FONCTIONS_PUBLIQUES if publique else _FONCTIONS),
        "representant_courriel": courriel,
        "telephone": _telephone(alea),
        "signataire_representant": "oui",
        **_contact(courriel, alea),
        "tva": "ht" if cooperative else "ttc",
        "activite_economique": "oui" if cooperative else "non",
        "aides_de_minimis": alea.choice(("0.00", "12000.00")) if cooperative else None,
    }


def _telephone(alea: Random) -> str:
    """Numbers that the regulator (Arcep) keeps for fiction: nobody answers."""
    return f"06 39 98 {alea.randrange(100):02d} {alea.randrange(100):02d}"


def _contact(courriel: str, alea: Random) -> dict[str, Any]:
    if alea.random() < 0.6:  # noqa: PLR2004 - in most small structures, the same person answers
        return {"contact_different": "non"}
    prenom, nom = personne(alea)
    return {
        "contact_different": "oui",
        "contact_prenom": prenom,
        "contact_nom": nom,
        "contact_fonction": "Chargée de projet",
        "contact_courriel": courriel,
        "contact_telephone": _telephone(alea),
    }


def _consortium(mots: dict[str, str], alea: Random) -> dict[str, Any]:
    if alea.random() < 0.8:  # noqa: PLR2004 - one dossier in five
        return {"porte_par_un_consortium": "non"}
    return {
        "porte_par_un_consortium": "oui",
        "membres": blocs.membres(alea),
        "accord": alea.choice(("signe", "projet")),
        "territoire_commun": _texte("territoire_commun", mots, alea),
        "accord_membres": True,
    }


def _lieu(structure: Structure, mots: dict[str, str], montants: Montants, alea: Random) -> dict[str, Any]:
    existant = alea.random() < 0.7  # noqa: PLR2004 - most dossiers of the real waves were of existing places
    commune = structure.commune
    return {
        "nom_lieu": structure.nom_du_lieu,
        "situation": "existant" if existant else "projet",
        "typologie": sorted(alea.sample(_TYPOLOGIES, 2), key=_TYPOLOGIES.index),
        "labels": ["evs"] if alea.random() < 0.3 else None,  # noqa: PLR2004 - some have one
        **(_existant(mots, alea) if existant else _en_projet(mots, montants.annee, alea)),
        "adresse": f"{alea.randrange(1, 60)} {alea.choice(_VOIES)}",
        "code_postal": commune.code_postal,
        "commune": commune.nom,
        "departement": commune.departement,
        "maitrise_fonciere": alea.choice(("propriete", "bail", "convention", "mise_a_disposition")),
        "maitrise_echeance": f"{montants.annee + alea.randrange(4, 10)}-12-31",
        "accessibilite": alea.choice(("oui", "partielle", "prevue")),
    }


def _existant(mots: dict[str, str], alea: Random) -> dict[str, Any]:
    return {
        "date_ouverture": f"{alea.randrange(2012, 2024)}-{alea.randrange(1, 13):02d}-{alea.randrange(1, 29):02d}",
        "activites": _texte("activites", mots, alea),
        "surface": str(alea.randrange(180, 1400, 20)),
        "horaires": alea.choice(blocs.mots("horaires")),
        "nombre_usagers": str(alea.randrange(40, 600, 10)),
        "structures_residentes": str(alea.randrange(2, 14)),
        "lieu_etp": alea.choice(("1", "2.5", "4")),
        "budget_annuel": f"{alea.randrange(60, 320, 5)}000.00",
    }


def _en_projet(mots: dict[str, str], annee: int, alea: Random) -> dict[str, Any]:
    return {
        "ouverture_prevue": f"{annee}-{alea.randrange(2, 12):02d}-01",
        "etape": alea.choice(("etude", "travaux", "preouverture")),
        "avancement": _texte("avancement", mots, alea),
        "jalons": blocs.jalons(annee, alea),
        "absence_offre": _texte("absence_offre", mots, alea),
    }


def _territoire(
    structure: Structure, mots: dict[str, str], alea: Random, *, numerique: bool
) -> dict[str, Any]:
    en_quartier = numerique or structure.commune.est_ville
    implantation = alea.choice(("qpv", "proximite")) if en_quartier else "hors_grand_centre"
    return {
        "implantation": implantation,
        "quartiers": [{"nom": f"{alea.choice(_QUARTIERS)} (quartier fictif)"}] if en_quartier else None,
        "proximite": _texte("proximite", mots, alea) if implantation == "proximite" else None,
        "echelle": ["commune", "epci"] if structure.commune.est_ville else ["epci", "bassin"],
        "contrats": [alea.choice(("crte", "pvd", "acv", "ti"))],
        **{nom: _texte(nom, mots, alea) for nom in ("perimetre", "besoins", "autres_lieux")},
    }


def _projet(mots: dict[str, str], montants: Montants, alea: Random) -> dict[str, Any]:
    textes: dict[str, Any] = {
        nom: _texte(nom, mots, alea)
        for nom in ("resume", "ambition", "actions_tiers_lieux", "formation", "inclusion", "culture")
    }
    if montants.numerique:
        textes["services_numeriques"] = sorted(alea.sample(_SERVICES, 4), key=_SERVICES.index)
        textes["public_quartiers"] = _texte("public_quartiers", mots, alea)
    textes["calendrier"] = blocs.calendrier(montants.annees, alea)
    textes["indicateurs"] = blocs.indicateurs(montants.annees, alea)
    return textes


def _ancrage(mots: dict[str, str], alea: Random) -> dict[str, Any]:
    return {
        "partenaires": blocs.partenaires(alea),
        "collectivite_position": alea.choice(("soutien", "soutien", "informee")),
        **{nom: _texte(nom, mots, alea) for nom in ("collectivite_texte", "prefecture", "reseau_regional")},
    }


def _demande(montants: Montants, structure: Structure, alea: Random) -> dict[str, Any]:
    """Each year between the yearly share of the minimum and the yearly maximum: the total is in bounds."""
    pas = int((montants.max_annuel - montants.min_annuel) // _PAS_ANNUEL)
    annuels = [
        montants.min_annuel + _PAS_ANNUEL * alea.randint(pas // 2, pas) for _ in range(montants.annees)
    ]
    demande: dict[str, Any] = {
        f"montant_an_{annee}": blocs.euros(montant) for annee, montant in enumerate(annuels, start=1)
    }
    demande |= blocs.budget_et_plan(annuels, structure.commune.nom, alea)
    if montants.prime_max is not None:
        prime = montants.prime_max * alea.choice((60, 80, 100)) / 100
        demande["prime_investissement"] = blocs.euros(prime)
        demande["equipements"] = blocs.equipements(prime, alea)
    return demande
