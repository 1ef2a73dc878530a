"""Sums of the provisional budget: lines × years, charges and produits. No Django import.

The grid is ``{"charges": {"60": [an 1, an 2, an 3]}, "produits": {…}}``, amounts as decimal strings in euros;
a cell that is empty or is no amount counts for nothing. Voluntary contributions (86, 87) are summed apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ami.commun.nombres import arrondi, euros
from candidatures.formulaire.catalogue.champs import Cahier, Reponses
from candidatures.formulaire.catalogue.plan_comptable import (
    CHARGES,
    POSTES,
    PRODUITS,
    SUBVENTIONS,
    VOLONTAIRES,
)
from candidatures.formulaire.controle.validite import MONTANT_MAX, cellules, lignes, montant

__all__ = ["CHARGES", "POSTES", "PRODUITS", "SUBVENTIONS", "VOLONTAIRES"]

FINANCEURS_PUBLICS = frozenset(
    {"etat", "region", "departement", "commune", "europe", "banque_des_territoires"}
)
ZERO = Decimal(0)
Annuels = tuple[Decimal, ...]


@dataclass(frozen=True)
class Totaux:
    """``lignes``: total of each line; the tuples: one total a year. ``ecarts``: produits less charges."""

    lignes: Mapping[str, Mapping[str, Decimal]]
    charges: Annuels
    produits: Annuels
    emplois_volontaires: Annuels
    contributions_volontaires: Annuels

    @property
    def ecarts(self) -> Annuels:
        return tuple(p - c for p, c in zip(self.produits, self.charges, strict=True))

    @property
    def ecarts_volontaires(self) -> Annuels:
        paires = zip(self.contributions_volontaires, self.emplois_volontaires, strict=True)
        return tuple(contribution - emploi for contribution, emploi in paires)

    @property
    def total_des_charges(self) -> Decimal:
        return sum(self.charges, ZERO)

    @property
    def total_des_produits(self) -> Decimal:
        return sum(self.produits, ZERO)


def cellule(tableau_budgetaire: Any, groupe: str, ligne: str, annee: int) -> Decimal | None:
    """Amount of a cell, ``annee`` from 1; None when it is empty or is no amount."""
    saisies = cellules(tableau_budgetaire, groupe, ligne)
    return montant(saisies[annee - 1]) if 1 <= annee <= len(saisies) else None


def totaux(tableau_budgetaire: Any, annees: int) -> Totaux:
    """Every sum of the grid over its first ``annees`` years."""
    montants = {
        groupe: {
            code: [cellule(tableau_budgetaire, groupe, code, annee) or ZERO for annee in range(1, annees + 1)]
            for code, _ in postes
        }
        for groupe, postes in POSTES.items()
    }
    volontaires = {groupe: montants[groupe][code] for groupe, code in VOLONTAIRES.items()}
    return Totaux(
        lignes={
            groupe: {code: sum(ligne, ZERO) for code, ligne in postes.items()}
            for groupe, postes in montants.items()
        },
        charges=_par_annee(montants["charges"], volontaires["charges"]),
        produits=_par_annee(montants["produits"], volontaires["produits"]),
        emplois_volontaires=tuple(volontaires["charges"]),
        contributions_volontaires=tuple(volontaires["produits"]),
    )


def _par_annee(postes: Mapping[str, list[Decimal]], volontaires: list[Decimal]) -> Annuels:
    sommes = (sum(annee, ZERO) for annee in zip(*postes.values(), strict=True))
    return tuple(somme - volontaire for somme, volontaire in zip(sommes, volontaires, strict=True))


def equilibre(ecart: Decimal, *, produits: str = "de produits") -> str:
    """« équilibré », « il manque 1 200 € de produits », « 300 € de produits en trop »."""
    if ecart == 0:
        return "équilibré"
    if ecart < 0:
        return f"il manque {euros(-ecart)} {produits}"
    return f"{euros(ecart)} {produits} en trop"


def solde(produits: Decimal, charges: Decimal, *, nom: str = "de produits") -> str:
    """The balance of a year in words, « – » while nothing is written on either side."""
    return equilibre(produits - charges, produits=nom) if produits or charges else "–"


def desequilibres(sommes: Totaux) -> tuple[tuple[int, str], ...]:
    """Years whose charges and produits differ, and the sentence that says by how much."""
    volontaires = "de contributions volontaires (87)"
    ordinaires = [
        (annee, f"Année {annee} : {equilibre(ecart)}.")
        for annee, ecart in enumerate(sommes.ecarts, start=1)
        if ecart
    ]
    apart = [
        (annee, f"Année {annee} : {equilibre(ecart, produits=volontaires)}.")
        for annee, ecart in enumerate(sommes.ecarts_volontaires, start=1)
        if ecart
    ]
    return tuple(sorted(ordinaires + apart, key=lambda trouve: trouve[0]))


def part(montant: Decimal | None, total: Decimal) -> Decimal | None:
    """Percentage with one decimal; None when there is no total."""
    if montant is None or not total:
        return None
    return arrondi(montant * 100 / total, 1)


def plan_par_annee(plan: Any, annees: int, types: frozenset[str] | None = None) -> Annuels:
    """What the other funders bring each year, of these types or of all."""
    retenues = [ligne for _, ligne in lignes(plan) if types is None or _type(ligne) in types]
    return tuple(
        sum((_positif(ligne.get(f"montant_{annee}")) for ligne in retenues), ZERO)
        for annee in range(1, annees + 1)
    )


def subventions_du_plan(plan: Any, annees: int) -> Annuels:
    """What the plan says of line 74: every funder but the structure itself."""
    types = frozenset(_type(ligne) for _, ligne in lignes(plan)) - {"autofinancement"}
    return plan_par_annee(plan, annees, types)


def _type(ligne: Mapping[str, Any]) -> str:
    valeur = ligne.get("type")
    return valeur if isinstance(valeur, str) else ""


def _positif(valeur: Any) -> Decimal:
    return montant(valeur) or ZERO


def montant_demande(cahier: Cahier, reponses: Reponses) -> Decimal | None:
    """Sum of the yearly amounts, in euros; None while none is given. The investment bonus is apart.

    What is no amount counts for nothing, and a total that no column could hold is none.
    """
    donnes = [
        lu
        for annee in range(1, cahier.nombre_annees + 1)
        if (lu := montant(reponses.get(f"montant_an_{annee}"))) is not None
    ]
    total = sum(donnes, Decimal(0)) if donnes else None
    return total if total is None or total <= MONTANT_MAX else None
