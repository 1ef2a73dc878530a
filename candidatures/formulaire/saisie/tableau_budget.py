"""The budget as a table of inputs with its sums; budget.js computes the same ones while one types."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django import forms

from ami.commun.nombres import euros
from candidatures.formulaire.catalogue.champs import Champ, Reponses
from candidatures.formulaire.controle.budget import (
    FINANCEURS_PUBLICS,
    POSTES,
    VOLONTAIRES,
    ZERO,
    Annuels,
    Totaux,
    part,
    plan_par_annee,
    solde,
    totaux,
)
from candidatures.formulaire.controle.validite import montant
from candidatures.formulaire.saisie.blocs import nom_de_cellule

TITRES = {"charges": "Charges", "produits": "Produits"}
A_PART = "Contributions volontaires"


@dataclass(frozen=True)
class Poste:
    """A line: the names of its inputs, one a year, and their sum in words."""

    groupe: str
    code: str
    libelle: str
    cellules: tuple[tuple[int, str], ...]
    total: str


@dataclass(frozen=True)
class GroupeDePostes:
    """Lines that are summed together; without ``code``, those that balance apart from the others."""

    code: str
    titre: str
    postes: tuple[Poste, ...]
    totaux: tuple[tuple[int, str], ...] = ()
    total: str = ""


@dataclass(frozen=True)
class Equilibre:
    """The balance of one year in words, and that of its voluntary contributions; ``juste``: nothing is to mend."""

    annee: int
    ordinaire: str
    a_part: str
    ordinaire_juste: bool
    a_part_juste: bool


@dataclass(frozen=True)
class TableauBudgetaire:
    annees: range
    gardees: tuple[str, ...]  # amounts typed for a longer call, kept without being shown
    groupes: tuple[GroupeDePostes, ...]
    soldes: tuple[Equilibre, ...]
    demande: str
    part_demandee: str
    part_publique: str
    publics: str
    avec_prime: bool


def tableau(form: forms.Form, champ: Champ, reponses: Reponses) -> TableauBudgetaire:
    annees = range(1, champ.annees + 1)
    sommes = totaux(reponses.get(champ.nom), champ.annees)
    demande, publics = _apports(form, champ, reponses)
    return TableauBudgetaire(
        annees=annees,
        gardees=tuple(
            nom for nom, f in form.fields.items() if nom.startswith(f"{champ.nom}-") and f.widget.is_hidden
        ),
        groupes=tuple(_groupes(champ, annees, sommes)),
        soldes=tuple(_soldes(annees, sommes)),
        demande=euros(demande),
        part_demandee=_en_mots(demande, sommes),
        part_publique=_en_mots(demande + publics, sommes),
        publics=" ".join(sorted(FINANCEURS_PUBLICS)),
        avec_prime="prime_investissement" in form.fields,
    )


def _soldes(annees: range, sommes: Totaux) -> Iterator[Equilibre]:
    ordinaires = zip(sommes.produits, sommes.charges, strict=True)
    a_part = zip(sommes.contributions_volontaires, sommes.emplois_volontaires, strict=True)
    for annee, ordinaire, volontaire in zip(annees, ordinaires, a_part, strict=True):
        yield Equilibre(
            annee,
            solde(*ordinaire),
            solde(*volontaire, nom="de contributions volontaires (87)"),
            ordinaire[0] == ordinaire[1],
            volontaire[0] == volontaire[1],
        )


def _groupes(champ: Champ, annees: range, sommes: Totaux) -> Iterator[GroupeDePostes]:
    annuels: dict[str, Annuels] = {"charges": sommes.charges, "produits": sommes.produits}
    a_part: list[Poste] = []
    for groupe, postes in POSTES.items():
        lus = [
            Poste(
                groupe,
                code,
                libelle,
                tuple((annee, nom_de_cellule(champ, groupe, code, annee)) for annee in annees),
                euros(sommes.lignes[groupe][code]),
            )
            for code, libelle in postes
        ]
        a_part += [poste for poste in lus if poste.code == VOLONTAIRES[groupe]]
        yield GroupeDePostes(
            groupe,
            TITRES[groupe],
            tuple(poste for poste in lus if poste.code != VOLONTAIRES[groupe]),
            tuple(zip(annees, map(euros, annuels[groupe]), strict=True)),
            euros(sum(annuels[groupe], ZERO)),
        )
    yield GroupeDePostes("", A_PART, tuple(a_part))


def _apports(form: forms.Form, champ: Champ, reponses: Reponses) -> tuple[Decimal, Decimal]:
    """What is asked here with the bonus, and what other public funders bring, over the years of the track."""
    noms = (*(f"montant_an_{annee}" for annee in range(1, champ.annees + 1)), "prime_investissement")
    demandes = (montant(reponses.get(nom)) or ZERO for nom in noms if nom in form.fields)
    publics = plan_par_annee(reponses.get("plan_financement"), champ.annees, FINANCEURS_PUBLICS)
    return sum(demandes, ZERO), sum(publics, ZERO)


def _en_mots(apport: Decimal, sommes: Totaux) -> str:
    """« 37,5 % », or « – » while there are no produits."""
    taux = part(apport, sommes.total_des_produits)
    return "–" if taux is None else f"{taux}\u00a0%".replace(".", ",")
