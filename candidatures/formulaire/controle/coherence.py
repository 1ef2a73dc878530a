"""Rules that look at several answers at once (E05 to E13 of the call). No Django import.

Only structure and configured amounts keep a dossier from being filed; the rest is an alert, decided by a person:
the published texts define neither proximity nor ratios precisely.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ami.commun.nombres import euros
from candidatures.formulaire.catalogue.champs import Cahier, Dossier, Reponses
from candidatures.formulaire.controle import budget, eligibilite
from candidatures.formulaire.controle.budget import montant_demande
from candidatures.formulaire.controle.formats import nomme_une_structure
from candidatures.formulaire.controle.manque import Manque
from candidatures.formulaire.controle.validite import lignes, montant, vide
from candidatures.formulaire.reglages.generaux import plafond_public, seuil_de_minimis

ZERO = Decimal(0)


def blocages(dossier: Dossier) -> tuple[Manque, ...]:
    """What keeps the dossier from being filed, beyond each answer by itself."""
    return (*_du_consortium(dossier), *_des_montants(dossier), *_de_l_equilibre(dossier))


def alertes(dossier: Dossier) -> tuple[Manque, ...]:
    """What an agent will look at; never keeps from filing."""
    return (
        *eligibilite.alertes(dossier),
        *_alertes_de_financement(dossier),
        *_alertes_d_equipement(dossier),
        *_alertes_de_minimis(dossier),
    )


def message_de_montant(cahier: Cahier, reponses: Reponses) -> str:
    """Sentence when the total asked is out of the bounds of the track; empty when it is within or unknown."""
    total = montant_demande(cahier, reponses)
    if total is None:
        return ""
    if total < cahier.montant_min_total:
        return f"Demandez au moins {euros(cahier.montant_min_total)} au total : la demande est de {euros(total)}."
    if total > cahier.montant_max_total:
        return (
            f"Demandez au plus {euros(cahier.montant_max_total)} au total : la demande est de {euros(total)}."
        )
    return ""


def _des_montants(dossier: Dossier) -> Iterator[Manque]:
    if message := message_de_montant(dossier.cahier, dossier.reponses):
        yield Manque("budget", "montant_an_1", message)


def _du_consortium(dossier: Dossier) -> Iterator[Manque]:
    """E05: the lead is not its own partner, and the shares are within the budget."""
    if dossier.reponses.get("porte_par_un_consortium") != "oui":
        return
    membres = lignes(dossier.reponses.get("membres"))
    siren = _texte(dossier.reponses.get("siret"))[:9]
    for rang, membre in membres:
        numero = _texte(membre.get("siret"))
        if (
            siren
            and membre.get("a_un_siret") == "oui"
            and nomme_une_structure(numero)
            and numero[:9] == siren
        ):
            yield Manque(
                "consortium",
                "membres",
                f"Ligne {rang + 1} : ce membre est votre structure ; retirez-le de la liste.",
                f"{rang}.siret",
            )
    parts = sum((montant(membre.get("part_budget")) or ZERO for _, membre in membres), ZERO)
    total = _sommes(dossier).total_des_charges
    if total and parts > total:
        yield Manque(
            "consortium",
            "membres",
            f"Les parts des membres font {euros(parts)}, plus que le budget du projet ({euros(total)}).",
        )


def _de_l_equilibre(dossier: Dossier) -> Iterator[Manque]:
    """E10: each year, what is spent is what comes in; and a year in which money is asked is not left blank."""
    trouves = list(budget.desequilibres(_sommes(dossier)))
    trouves += [
        (
            annee,
            f"Année {annee} : {euros(demande)} demandés, mais ni charges ni produits. Complétez ce tableau.",
        )
        for annee, demande in _annees_vierges(dossier)
    ]
    for annee, message in sorted(trouves, key=lambda trouve: trouve[0]):
        yield Manque("budget", "budget", message, f"annee.{annee}")


def _annees_vierges(dossier: Dossier) -> list[tuple[int, Decimal]]:
    """Years of a budget that is begun where money is asked and nothing is written, or zeros."""
    if vide(dossier.reponses.get("budget")):
        return []
    sommes = _sommes(dossier)
    return [
        (annee, demande)
        for annee, demande in _demandes(dossier)
        if demande and not sommes.charges[annee - 1] and not sommes.produits[annee - 1]
    ]


def _demandes(dossier: Dossier) -> list[tuple[int, Decimal]]:
    """What is asked each year, from 1; nothing readable counts for nothing."""
    annees = range(1, dossier.cahier.nombre_annees + 1)
    return [(annee, montant(dossier.reponses.get(f"montant_an_{annee}")) or ZERO) for annee in annees]


def _sommes(dossier: Dossier) -> budget.Totaux:
    return budget.totaux(dossier.reponses.get("budget"), dossier.cahier.nombre_annees)


def _texte(valeur: Any) -> str:
    return valeur if isinstance(valeur, str) else ""


def _alertes_de_financement(dossier: Dossier) -> Iterator[Manque]:
    """What is asked and planned against the budget, and the share of public money when the wave caps it (E11)."""
    if not vide(dossier.reponses.get("budget")):
        yield from _alertes_de_la_ligne_74(dossier)
    plafond, publique = plafond_public(dossier.cahier.reglages), parts(dossier).publique
    if plafond is not None and publique is not None and publique > plafond:
        taux = str(publique).replace(".", ",")
        yield Manque(
            "budget",
            "plan_financement",
            f"L’argent public fait {taux}\u00a0% des produits, au-delà de {plafond}\u00a0%.",
        )


def _alertes_de_la_ligne_74(dossier: Dossier) -> Iterator[Manque]:
    """Year by year, once a budget is begun: an empty cell says zero."""
    sommes, tableau_budgetaire, vierges = (
        _sommes(dossier),
        dossier.reponses.get("budget"),
        dict(_annees_vierges(dossier)),
    )
    plan = budget.subventions_du_plan(dossier.reponses.get("plan_financement"), dossier.cahier.nombre_annees)
    for (annee, demande), autres in zip(_demandes(dossier), plan, strict=True):
        produits = sommes.produits[annee - 1]
        inscrit = budget.cellule(tableau_budgetaire, "produits", budget.SUBVENTIONS, annee) or ZERO
        if demande > produits > 0:
            yield Manque(
                "budget",
                "budget",
                f"Année {annee} : la subvention demandée ({euros(demande)}) dépasse les produits du budget "
                f"({euros(produits)}).",
                f"annee.{annee}",
            )
        elif inscrit != demande + autres and annee not in vierges:
            yield Manque(
                "budget",
                "plan_financement",
                f"Année {annee} : le budget compte {euros(inscrit)} de subventions (ligne 74), la demande et le plan "
                f"de financement en comptent {euros(demande + autres)}.",
            )


def _alertes_d_equipement(dossier: Dossier) -> Iterator[Manque]:
    """E09: the bonus pays equipment and nothing else."""
    prime = _prime(dossier)
    equipements = lignes(dossier.reponses.get("equipements"))
    total = sum((montant(ligne.get("montant")) or ZERO for _, ligne in equipements), ZERO)
    if prime > total:
        yield Manque(
            "budget",
            "equipements",
            f"La prime demandée ({euros(prime)}) dépasse le total des équipements ({euros(total)}).",
        )


def _alertes_de_minimis(dossier: Dossier) -> Iterator[Manque]:
    """E12: declared aids and this one, against the European threshold."""
    recues = montant(dossier.reponses.get("aides_de_minimis"))
    if dossier.reponses.get("activite_economique") != "oui" or recues is None:
        return
    total, seuil = recues + _demande_totale(dossier), seuil_de_minimis(dossier.cahier.reglages)
    if total > seuil:
        yield Manque(
            "structure",
            "aides_de_minimis",
            f"Avec cette demande, les aides de minimis feraient {euros(total)}, au-delà de {euros(seuil)} sur "
            "trois ans : le service vérifiera le régime applicable.",
        )


@dataclass(frozen=True)
class Parts:
    """Percentages of the produits of all years, contributions in kind apart; None while there is no budget."""

    subvention: Decimal | None
    publique: Decimal | None


def parts(dossier: Dossier) -> Parts:
    """Share of this subsidy, and of all public money with it."""
    annees = dossier.cahier.nombre_annees
    produits, demande = _sommes(dossier).total_des_produits, _demande_totale(dossier)
    plan = dossier.reponses.get("plan_financement")
    autres = sum(budget.plan_par_annee(plan, annees, budget.FINANCEURS_PUBLICS), ZERO)
    return Parts(budget.part(demande, produits), budget.part(demande + autres, produits))


def _demande_totale(dossier: Dossier) -> Decimal:
    """With the investment bonus."""
    return (montant_demande(dossier.cahier, dossier.reponses) or ZERO) + _prime(dossier)


def _prime(dossier: Dossier) -> Decimal:
    """What is asked of the bonus, where the track has one."""
    if dossier.cahier.prime_investissement_max is None:
        return ZERO
    return montant(dossier.reponses.get("prime_investissement")) or ZERO
