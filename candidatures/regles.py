"""Rules that look at several answers at once (E05 to E13 of the call). No Django import.

Only structure and configured amounts keep a dossier from being filed; the rest is an alert, decided by a person:
the published texts define neither proximity nor ratios precisely.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ami.commun.nombres import euros
from candidatures import budget
from candidatures.champs import Dossier, Parametres, Reponses
from candidatures.questionnaire import montant_demande
from candidatures.validite import lignes, montant

SEUIL_DE_MINIMIS = Decimal(300_000)  # over three years (UE 2023/2831)
ZERO = Decimal(0)


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


def blocages(dossier: Dossier) -> tuple[Manque, ...]:
    """What keeps the dossier from being filed, beyond each answer by itself."""
    return (*_du_consortium(dossier), *_des_montants(dossier), *_de_l_equilibre(dossier))


def alertes(dossier: Dossier) -> tuple[Manque, ...]:
    """What an agent will look at; never keeps from filing."""
    return (
        *_alertes_d_implantation(dossier),
        *_alertes_de_financement(dossier),
        *_alertes_d_equipement(dossier),
        *_alertes_de_minimis(dossier),
    )


def message_de_montant(parametres: Parametres, reponses: Reponses) -> str:
    """Sentence when the total asked is out of the bounds of the track; empty when it is within or unknown."""
    total = montant_demande(parametres, reponses)
    if total is None:
        return ""
    if total < parametres.montant_min_total:
        return f"Demandez au moins {euros(parametres.montant_min_total)} au total : la demande est de {euros(total)}."
    if total > parametres.montant_max_total:
        return f"Demandez au plus {euros(parametres.montant_max_total)} au total : la demande est de {euros(total)}."
    return ""


def _des_montants(dossier: Dossier) -> Iterator[Manque]:
    if message := message_de_montant(dossier.parametres, dossier.reponses):
        yield Manque("budget", "montant_an_1", message)


def _du_consortium(dossier: Dossier) -> Iterator[Manque]:
    """E05: the lead is not its own partner, and the shares are within the budget."""
    if dossier.reponses.get("porte_par_un_consortium") != "oui":
        return
    membres = lignes(dossier.reponses.get("membres"))
    siren = _texte(dossier.reponses.get("siret"))[:9]
    for rang, membre in membres:
        if siren and membre.get("a_un_siret") == "oui" and _texte(membre.get("siret"))[:9] == siren:
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
    """E10: each year, what is spent is what comes in."""
    for annee, message in budget.desequilibres(_sommes(dossier)):
        yield Manque("budget", "budget", message, f"annee.{annee}")


def _sommes(dossier: Dossier) -> budget.Totaux:
    return budget.totaux(dossier.reponses.get("budget"), dossier.parametres.nombre_annees)


def _texte(valeur: Any) -> str:
    return valeur if isinstance(valeur, str) else ""


def _alertes_d_implantation(dossier: Dossier) -> Iterator[Manque]:
    implantation = dossier.reponses.get("implantation")
    if implantation == "autre":
        yield Manque(
            "territoire",
            "implantation",
            "L’appel s’adresse aux lieux situés dans un quartier prioritaire, à proximité immédiate ou hors des grands "
            "centres urbains : un instructeur vérifiera.",
        )
    if dossier.parametres.numerique and implantation in ("hors_grand_centre", "autre"):
        yield Manque(
            "territoire",
            "implantation",
            "Ce volet s’adresse aux lieux situés dans un quartier prioritaire ou à proximité immédiate.",
        )


def _alertes_de_financement(dossier: Dossier) -> Iterator[Manque]:
    """Line 74 against the plan, and the share of public money when the wave caps it (E11)."""
    annees = dossier.parametres.nombre_annees
    grille, plan = dossier.reponses.get("budget"), dossier.reponses.get("plan_financement")
    for annee, autres in enumerate(budget.subventions_du_plan(plan, annees), start=1):
        demande = montant(dossier.reponses.get(f"montant_an_{annee}")) or ZERO
        inscrit = budget.cellule(grille, "produits", budget.SUBVENTIONS, annee)
        if inscrit is not None and inscrit != demande + autres:
            yield Manque(
                "budget",
                "plan_financement",
                f"Année {annee} : le budget compte {euros(inscrit)} de subventions (ligne 74), la demande et le plan "
                f"de financement en comptent {euros(demande + autres)}.",
            )
    plafond, publique = dossier.parametres.reglages.get("plafond_public"), parts(dossier).publique
    if isinstance(plafond, int) and publique is not None and publique > plafond:
        taux = str(publique).replace(".", ",")
        yield Manque(
            "budget",
            "plan_financement",
            f"L’argent public fait {taux}\u00a0% des produits, au-delà de {plafond}\u00a0%.",
        )


def _alertes_d_equipement(dossier: Dossier) -> Iterator[Manque]:
    """E09: the bonus pays equipment and nothing else."""
    prime = montant(dossier.reponses.get("prime_investissement")) or ZERO
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
    total = recues + _demande_totale(dossier)
    if total > SEUIL_DE_MINIMIS:
        yield Manque(
            "structure",
            "aides_de_minimis",
            f"Avec cette demande, les aides de minimis feraient {euros(total)}, au-delà de {euros(SEUIL_DE_MINIMIS)} sur "
            "trois ans : un instructeur vérifiera le régime applicable.",
        )


@dataclass(frozen=True)
class Parts:
    """Percentages of the produits of all years, contributions in kind apart; None while there is no budget."""

    subvention: Decimal | None
    publique: Decimal | None


def parts(dossier: Dossier) -> Parts:
    """Share of this subsidy, and of all public money with it."""
    annees = dossier.parametres.nombre_annees
    produits, demande = _sommes(dossier).total_des_produits, _demande_totale(dossier)
    plan = dossier.reponses.get("plan_financement")
    autres = sum(budget.plan_par_annee(plan, annees, budget.FINANCEURS_PUBLICS), ZERO)
    return Parts(budget.part(demande, produits), budget.part(demande + autres, produits))


def _demande_totale(dossier: Dossier) -> Decimal:
    """With the investment bonus, where the track has one."""
    prime = ZERO
    if dossier.parametres.prime_investissement_max is not None:
        prime = montant(dossier.reponses.get("prime_investissement")) or ZERO
    return (montant_demande(dossier.parametres, dossier.reponses) or ZERO) + prime
