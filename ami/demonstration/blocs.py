"""Repeatable blocks and budget of a fictitious dossier: amounts that agree with each other, to the euro."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from ami.demonstration.donnees import lire

_PART_DE_L_AIDE = (Decimal("0.50"), Decimal("0.42"), Decimal("0.35"), Decimal("0.30"), Decimal("0.25"))
_MILLE = Decimal(1000)
# Shares of the charges, in hundredths; line 68 takes what is left.
_CHARGES = (("60", 12), ("61", 13), ("62", 10), ("63", 3), ("64", 55), ("65", 2))


def euros(montant: Decimal) -> str:
    return str(montant.quantize(Decimal("0.01")))


def mots(nom: str) -> list[Any]:
    liste: list[Any] = lire("reponses")["blocs"][nom]
    return liste


def postes(alea: Random) -> list[dict[str, str]]:
    etp = ("1", "0.8", "0.5")
    return [
        {"poste": poste, "etp": alea.choice(etp), "statut": "a_creer" if rang else "existant"}
        for rang, poste in enumerate(alea.sample(mots("postes"), alea.randint(2, 3)))
    ]


def calendrier(annees: int, alea: Random) -> list[dict[str, str]]:
    actions = alea.sample(mots("actions"), annees + 1)
    return [{"annee": str(min(n, annees)), "action": action} for n, action in enumerate(actions, start=1)]


def indicateurs(annees: int, alea: Random) -> list[dict[str, str]]:
    return [
        {
            "libelle": choisi["libelle"],
            "unite": choisi["unite"],
            "initiale": choisi["valeurs"][0],
            **{f"cible_{n}": choisi["valeurs"][min(n, 3)] for n in range(1, annees + 1)},
        }
        for choisi in alea.sample(mots("indicateurs"), 2)
    ]


def partenaires(alea: Random) -> list[dict[str, Any]]:
    return [
        {**partenaire, "statut": alea.choice(("acquis", "sollicite"))}
        for partenaire in alea.sample(mots("partenaires"), 3)
    ]


def jalons(annee: int, alea: Random) -> list[dict[str, str]]:
    return [
        {"date": f"{annee}-{3 * rang + 1:02d}-15", "libelle": etape}
        for rang, etape in enumerate(alea.sample(mots("etapes"), 3))
    ]


def membres(alea: Random) -> list[dict[str, str]]:
    """Two partners of a consortium, without registration: a fictitious one could be somebody's."""
    return [
        {
            "nom": nom,
            "a_un_siret": "non",
            "type": "association",
            "role": role,
            "competences": alea.choice(mots("competences")),
            "part_budget": euros(alea.randint(5, 12) * _MILLE),
        }
        for nom, role in (
            ("Collectif des Ateliers (fictif)", "associe"),
            ("La Fabrique des Lisières (fictive)", "reversement"),
        )
    ]


def equipements(prime: Decimal, alea: Random) -> list[dict[str, str]]:
    """Three lines that make the bonus asked."""
    noms = alea.sample(mots("equipements"), 3)
    tiers = (prime / 3).quantize(Decimal(100))
    montants = (tiers, tiers, prime - 2 * tiers)
    return [{"libelle": nom, "montant": euros(m)} for nom, m in zip(noms, montants, strict=True)]


def budget_et_plan(demandes: Sequence[Decimal], commune: str, alea: Random) -> dict[str, Any]:
    """A grid balanced each year, and the plan that makes its line 74."""
    region, fondation = alea.choice((12, 15, 18)), alea.choice((0, 4, 5))
    annuels = [_annee(demande, n, region, fondation) for n, demande in enumerate(demandes)]
    lignes = {nom: [annee[nom] for annee in annuels] for nom in annuels[0]}
    financeurs = [
        ("Région (demande fictive)", "region", "demande"),
        (f"Ville de {commune}", "commune", "acquis"),
    ]
    if fondation:
        financeurs.append(("Fondation des Lieux (fictive)", "prive", "acquis"))
    return {
        "budget": {
            "charges": {code: lignes[code] for code in ("60", "61", "62", "63", "64", "65", "68", "86")},
            "produits": {code: lignes[code] for code in ("70", "74", "75", "87")},
        },
        "plan_financement": [
            {
                "financeur": financeur,
                "type": genre,
                **{f"montant_{n}": montant for n, montant in enumerate(lignes[genre], start=1)},
                "statut": statut,
            }
            for financeur, genre, statut in financeurs
        ],
    }


def _annee(demande: Decimal, rang: int, region: int, fondation: int) -> dict[str, str]:
    """Amounts of one year by line of the grid and by type of funder; the aid weighs less each year."""
    total = _mille(demande / _PART_DE_L_AIDE[min(rang, 4)])
    parts = {"region": region, "commune": 5, "prive": fondation}
    autres = {genre: _mille(total * part / 100) for genre, part in parts.items()}
    charges = {code: _mille(total * part / 100) for code, part in _CHARGES}
    subventions = demande + sum(autres.values())
    cotisations = _mille(total * 4 / 100)
    volontaires = _mille(total * 6 / 100)
    montants = {
        **autres,
        **charges,
        "68": total - sum(charges.values()),
        "74": subventions,
        "75": cotisations,
        "70": total - subventions - cotisations,
        "86": volontaires,
        "87": volontaires,
    }
    return {nom: euros(montant) for nom, montant in montants.items()}


def _mille(montant: Decimal) -> Decimal:
    return (montant / _MILLE).quantize(Decimal(1)) * _MILLE
