"""The budget on the page: lines by years. Sums are those of the server; budget.js follows what is typed."""

from typing import Any

from crispy_forms.utils import TEMPLATE_PACK
from django.utils.html import escape
from django.utils.safestring import SafeString

from ami.commun.dsfr import erreurs
from candidatures.formulaire.catalogue.champs import Champ
from candidatures.formulaire.saisie.bloc import marquer, titre_du_bloc
from candidatures.formulaire.saisie.entrees import ecrire_l_entree
from candidatures.formulaire.saisie.tableau_budget import (
    Equilibre,
    GroupeDePostes,
    Poste,
    TableauBudgetaire,
    tableau,
)


class EncartBudget:
    """A table of inputs, with its sums and its balance."""

    def __init__(self, champ: Champ, niveau: int) -> None:
        self.champ, self.niveau = champ, niveau

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_: Any) -> SafeString:  # noqa: ARG002
        champ, bloc, lu = self.champ, marquer(form, self.champ), tableau(form, self.champ, form.reponses)
        return SafeString(
            f'<div class="ami-budget{" ami-bloc--erreur" if bloc.errors else ""}" data-budget="{champ.nom}" '
            f'data-publics="{escape(lu.publics)}">{titre_du_bloc(bloc, self.niveau)}'
            f"{''.join(ecrire_l_entree(form, nom) for nom in lu.gardees)}"
            '<div class="ami-budget__cadre"><table role="table">'
            "<caption>Charges et produits par année, en euros. Une case vide compte pour zéro.</caption>"
            f"{_entete(champ, lu)}{''.join(_groupe(form, champ, g) for g in lu.groupes)}</table></div>"
            f"{_bilan(bloc, lu)}"
            '<p class="fr-sr-only" role="status" data-annonce></p></div>'
        )


def _entete(champ: Champ, lu: TableauBudgetaire) -> str:
    annees = "".join(
        f'<th role="columnheader" scope="col" id="{champ.nom}-annee-{annee}">Année {annee}</th>'
        for annee in lu.annees
    )
    return (
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Poste</th>'
        f'{annees}<th role="columnheader" scope="col" class="fr-cell--right">Total</th></tr></thead>'
    )


def _groupe(form: Any, champ: Champ, groupe: GroupeDePostes) -> str:
    postes = "".join(_poste(form, champ, poste) for poste in groupe.postes)
    return (
        f'<tbody role="rowgroup" data-groupe="{groupe.code}"><tr role="row" class="ami-budget__groupe">'
        f'<th role="rowheader" scope="rowgroup" colspan="{champ.annees + 2}">{escape(groupe.titre)}</th></tr>'
        f"{postes}{_somme(groupe) if groupe.code else ''}</tbody>"
    )


def _poste(form: Any, champ: Champ, poste: Poste) -> str:
    nom = f"{poste.groupe}-{poste.code}"
    cellules = "".join(_cellule(form, annee, cellule) for annee, cellule in poste.cellules)
    return (
        f'<tr role="row" data-poste="{nom}"><th role="rowheader" scope="row" id="{champ.nom}-{nom}">'
        f"{poste.code} – {escape(poste.libelle)}</th>{cellules}{_total('Total', 'data-total', poste.total)}</tr>"
    )


def _cellule(form: Any, annee: int, nom: str) -> str:
    debut = f"{_annee(f'Année {annee}')}{ecrire_l_entree(form, nom)}"
    if nom in form.errors:
        return f'<td role="cell" class="ami-budget__faute">{debut}{erreurs(form[nom])}</td>'
    return f'<td role="cell">{debut}</td>'


def _somme(groupe: GroupeDePostes) -> str:
    annees = "".join(
        _total(f"Année {annee}", f'data-annee="{annee}"', total) for annee, total in groupe.totaux
    )
    return (
        f'<tr role="row" class="ami-budget__somme" data-somme="{groupe.code}">'
        f'<th role="rowheader" scope="row">Total des {escape(groupe.titre.lower())}</th>'
        f"{annees}{_total('Total', 'data-total', groupe.total)}</tr>"
    )


def _total(entete: str, donnee: str, total: str) -> str:
    return f'<td role="cell" class="ami-budget__total">{_annee(entete)}{_calcul(donnee, total)}</td>'


def _annee(mots: str) -> str:
    """The head of the column, for those who see a card instead of a table."""
    return f'<span class="ami-budget__annee" aria-hidden="true">{mots}</span> '


def _calcul(donnee: str, mots: str, *, juste: bool = True) -> str:
    classe = "" if juste else ' class="ami-a-corriger"'
    return f'<output aria-live="off" {donnee}{classe}>{escape(mots)}</output>'


def _bilan(bloc: Any, lu: TableauBudgetaire) -> str:
    prime = ", prime comprise" if lu.avec_prime else ""
    demandee = _calcul('data-part="demandee"', lu.part_demandee)
    publique = _calcul('data-part="publique"', lu.part_publique)
    return (
        f'<dl class="ami-budget__bilan">{"".join(_equilibre(bloc, solde) for solde in lu.soldes)}'
        f"<div><dt>Subvention demandée{prime}</dt><dd>{_calcul('data-demande', lu.demande)}</dd></div>"
        f"<div><dt>Sa part dans les produits</dt><dd>{demandee}</dd></div>"
        f"<div><dt>Part de tous les financements publics dans les produits</dt><dd>{publique}</dd></div></dl>"
    )


def _equilibre(bloc: Any, solde: Equilibre) -> str:
    ordinaire = _calcul(f'data-solde="{solde.annee}"', solde.ordinaire, juste=solde.ordinaire_juste)
    a_part = _calcul(f'data-solde-a-part="{solde.annee}"', solde.a_part, juste=solde.a_part_juste)
    return (
        f'<div id="{bloc.auto_id}-annee-{solde.annee}" tabindex="-1"><dt>Équilibre, année {solde.annee}</dt>'
        f'<dd>{ordinaire} <span class="ami-aide">Contributions volontaires\u00a0: {a_part}</span></dd></div>'
    )
