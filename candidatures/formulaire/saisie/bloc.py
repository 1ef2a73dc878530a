"""A repeatable block: its rows, an empty one for those without JavaScript, and the model of a row."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.utils import TEMPLATE_PACK
from django.utils.html import escape
from django.utils.safestring import SafeString

from ami.commun.dsfr import aide, erreurs, libelle
from candidatures.formulaire.catalogue.champs import Champ
from candidatures.formulaire.saisie.entrees import ecrire
from candidatures.formulaire.saisie.mots import mots_de
from candidatures.formulaire.saisie.moules import MODELE

ETROITS = frozenset(
    {"montant", "entier", "decimal", "date", "siren", "siret", "rna", "code_postal", "choix", "telephone"}
)
_LIBRE = ' <span class="ami-facultatif">– à laisser vide s’il n’y en a pas</span>'


def donnees_de_condition(nom: str, valeurs: Iterable[str]) -> str:
    """What formulaire.js reads: the input it looks at, and the answers that fulfil the condition."""
    return f' data-si="{nom}" data-si-valeurs="{escape(" ".join(sorted(valeurs)))}"'


def titre_du_bloc(bloc: Any, niveau: int) -> str:
    """Heading, help and errors of a block or of the budget; the summary leads to the heading."""
    return (
        f'<h{niveau} class="fr-h6 fr-mb-1w" id="{bloc.auto_id}_titre"><span id="{bloc.auto_id}" tabindex="-1">'
        f"{libelle(bloc)}</span></h{niveau}>{aide(bloc)}{erreurs(bloc)}"
    )


def marquer(form: Any, champ: Champ) -> Any:
    """The block as a field; the inputs that it shows are told to be rendered."""
    form.rendered_fields |= {nom for nom in form.fields if nom.startswith(f"{champ.nom}-")} | {champ.nom}
    return form[champ.nom]


class Bloc:
    """Its buttons send the page, and listes.js spares them the trip."""

    def __init__(self, champ: Champ, niveau: int) -> None:
        self.champ, self.niveau, self.mots = champ, niveau, mots_de(champ)
        self.cases = tuple((sous.nom, self._case(sous)) for sous in champ.sous_champs)

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_: Any) -> SafeString:  # noqa: ARG002
        champ, mots, bloc = self.champ, self.mots, marquer(form, self.champ)
        nombre: int = bloc.field.nombre
        lignes = "".join(self._ligne(form, rang, nombre) for rang in range(nombre))
        if nombre < champ.lignes_max:
            lignes += self._ligne(form, nombre, nombre)
        decrit = f' aria-describedby="{bloc.aria_describedby}"' if bloc.aria_describedby else ""
        return SafeString(
            f'<div class="ami-bloc{" ami-bloc--erreur" if bloc.errors else ""}" role="group" '
            f'aria-labelledby="{bloc.auto_id}_titre"{decrit} data-bloc="{champ.nom}" '
            f'data-nom-de-ligne="{escape(mots.le)}"{" data-requis" if champ.requis else ""} '
            f'data-lignes-max="{champ.lignes_max}">{titre_du_bloc(bloc, self.niveau)}'
            f'<input type="hidden" name="{champ.nom}-lignes" value="{nombre}">'
            f"<div data-lignes>{lignes}</div>"
            f"<template data-modele>{self._ligne(form, MODELE, nombre)}</template>"
            '<div class="ami-bloc__pied"><button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit" '
            f'name="ajouter" value="{champ.nom}">Ajouter {escape(mots.un)}</button> <span data-retrait></span></div>'
            '<p class="fr-sr-only" role="status" data-annonce></p></div>'
        )

    def _ligne(self, form: Any, rang: Any, nombre: int) -> str:
        """One row, with its buttons; the one that is still empty has none."""
        nom, libre = f"{self.champ.nom}-{rang}", rang == nombre
        cases = "".join(
            f"{debut.replace(MODELE, str(rang))}{ecrire(form, f'{nom}-{sous}', rang)}</div>"
            for sous, debut in self.cases
        )
        return (
            f'<fieldset class="ami-ligne" id="id_{nom}" tabindex="-1" data-ligne="{rang}"'
            f'{" data-libre" if libre else ""}><legend class="ami-ligne__titre">{escape(self.mots.titre)} '
            f"{_numero(rang)}{_LIBRE if libre else ''}</legend>"
            f'<div class="ami-ligne__cases">{cases}</div>'
            f"{'' if libre else self._gestes(nom, rang, nombre)}</fieldset>"
        )

    def _case(self, sous: Champ) -> str:
        """Where the case of a sub-question begins; ``si`` looks at the same row."""
        large = "" if sous.genre in ETROITS else " ami-ligne__case--large"
        si = donnees_de_condition(f"{self.champ.nom}-{MODELE}-{sous.si[0]}", sous.si[1]) if sous.si else ""
        return f'<div class="ami-ligne__case{large}"{si}>'

    def _gestes(self, nom: str, rang: Any, nombre: int) -> str:
        """The first row goes no higher, the last no lower."""
        le, numero = escape(self.mots.le), _numero(rang)
        precise = f'<span class="fr-sr-only">{le} {numero}</span>'
        boutons = (
            ("monter", f"Monter {precise}", rang == 0),
            ("descendre", f"Descendre {precise}", rang == nombre - 1),
            ("retirer", f"Retirer {le} {numero}", False),
        )
        return f'<div class="ami-ligne__gestes">{"".join(_bouton(nom, *bouton) for bouton in boutons)}</div>'


def _bouton(nom: str, geste: str, mots: str, cache: bool) -> str:  # noqa: FBT001
    return (
        f'<button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit" name="{geste}" value="{nom}"'
        f"{' hidden' if cache else ''}><span>{mots}</span></button> "
    )


def _numero(rang: Any) -> str:
    return f"<span data-numero>{rang + 1 if isinstance(rang, int) else ''}</span>"
