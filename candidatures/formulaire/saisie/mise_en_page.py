"""How a section is laid out: headings, conditions, repeatable blocks, the budget table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from crispy_forms.layout import Layout
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django import forms
from django.forms import BoundField
from django.template.loader import get_template
from django.utils.safestring import SafeString

from candidatures.formulaire.catalogue.champs import Champ, Condition, Reponses, Section, remplie
from candidatures.formulaire.saisie.mots import mots_de
from candidatures.formulaire.saisie.questions import BlocField, QuestionField
from candidatures.formulaire.saisie.tableau_budget import champs_du_tableau, tableau

MODELE = "__i__"  # rank of the row that listes.js copies
ETROITS = frozenset(
    {"montant", "entier", "decimal", "date", "siren", "siret", "rna", "code_postal", "choix", "telephone"}
)


class Encart:
    """A piece of the layout with a template of its own; its children are fields or other pieces."""

    def __init__(self, gabarit: str, *enfants: Any, **contexte: Any) -> None:
        self.gabarit, self.enfants, self.contexte = gabarit, enfants, contexte

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_: Any) -> str:
        contenu = [render_field(e, form, context, template_pack=template_pack) for e in self.enfants]
        complet = self.contexte | {"contenu": SafeString("".join(contenu))} | self.complement(form)
        return get_template(self.gabarit).render(complet)

    def complement(self, form: Any) -> dict[str, Any]:  # noqa: ARG002 - for those that need it
        """What the template needs of the form; marks as rendered the inputs that it shows itself."""
        return {}


def _marquer(form: Any, champ: Champ) -> BoundField:
    form.rendered_fields |= {nom for nom in form.fields if nom.startswith(f"{champ.nom}-")} | {champ.nom}
    bloc: BoundField = form[champ.nom]
    return bloc


class Bloc(Encart):
    """A repeatable block: its rows, an empty one for those without JavaScript, and the model of a row."""

    def __init__(self, champ: Champ, niveau: int) -> None:
        super().__init__("candidatures/formulaire/_liste.html", niveau=niveau, mots=mots_de(champ))
        self.champ = champ

    def complement(self, form: Any) -> dict[str, Any]:
        champ, nombre = self.champ, form.fields[self.champ.nom].nombre
        return {
            "champ": champ,
            "bloc": _marquer(form, champ),
            "lignes": [LigneDeBloc.de(form, champ, rang) for rang in range(nombre)],
            "libre": LigneDeBloc.de(form, champ, nombre) if nombre < champ.lignes_max else None,
            "modele": LigneDeBloc.de(form, champ, MODELE),
        }


@dataclass(frozen=True)
class Case:
    """One input of a row; ``si``: name and answers of the input of the same row it depends on."""

    field: BoundField
    large: bool
    si: tuple[str, str] | None


@dataclass(frozen=True)
class LigneDeBloc:
    rang: int | str
    numero: int | str
    cases: tuple[Case, ...]

    @classmethod
    def de(cls, form: Any, champ: Champ, rang: int | str) -> "LigneDeBloc":
        return cls(
            rang,
            rang + 1 if isinstance(rang, int) else "",
            tuple(
                Case(
                    form[f"{champ.nom}-{rang}-{sous.nom}"],
                    sous.genre not in ETROITS,
                    (f"{champ.nom}-{rang}-{sous.si[0]}", _en_liste(sous.si[1])) if sous.si else None,
                )
                for sous in champ.sous_champs
            ),
        )


class EncartBudget(Encart):
    """The budget: a table of inputs, with its sums."""

    def __init__(self, champ: Champ, niveau: int, reponses: Reponses) -> None:
        super().__init__("candidatures/formulaire/_budget.html", niveau=niveau)
        self.champ, self.reponses = champ, reponses

    def complement(self, form: Any) -> dict[str, Any]:
        bloc = _marquer(form, self.champ)
        return {"champ": self.champ, "bloc": bloc, "tableau": tableau(form, self.champ, self.reponses)}


def mise_en_page(section: Section, champs: Iterable[Champ], reponses: Reponses) -> Layout:
    """Questions under their headings."""
    locales = {champ.nom for champ in section.champs}
    groupes = groupby(champs, key=lambda champ: champ.groupe)
    return Layout(*(_groupe(titre, tuple(groupe), locales, reponses) for titre, groupe in groupes))


def _groupe(titre: str, champs: tuple[Champ, ...], locales: set[str], reponses: Reponses) -> Encart:
    conditions = {champ.si for champ in champs}
    commune = conditions.pop() if len(conditions) == 1 else None
    enfants = []
    for champ in champs:
        question = _question(champ, 3 if titre else 2, reponses)
        seule = champ.si if champ.si != commune else None
        enfants.append(_si(seule, locales, reponses, question) if seule else question)
    groupe = Encart("candidatures/formulaire/_groupe.html", *enfants, titre=titre)
    return _si(commune, locales, reponses, groupe) if commune else groupe


def _question(champ: Champ, niveau: int, reponses: Reponses) -> Any:
    if champ.genre == "liste":
        return Bloc(champ, niveau)
    return EncartBudget(champ, niveau, reponses) if champ.genre == "budget" else champ.nom


def _si(condition: Condition, locales: set[str], reponses: Reponses, enfant: Any) -> Encart:
    """Shown with JavaScript only when the condition holds: as it stands, or as another section left it."""
    return Encart(
        "candidatures/formulaire/_condition.html",
        enfant,
        nom=condition[0],
        valeurs=_en_liste(condition[1]),
        ailleurs=condition[0] not in locales,
        remplie=remplie(condition, reponses),
    )


def _en_liste(valeurs: Iterable[str]) -> str:
    return " ".join(sorted(valeurs))


def champs_de_html(champ: Champ, valeur: Any) -> Iterator[tuple[str, forms.Field]]:
    """Every input of a question by name; those of a block come after the block itself."""
    if champ.genre == "liste":
        yield from _champs_de_liste(champ, valeur)
    elif champ.genre == "budget":
        yield from champs_du_tableau(champ, valeur)
    else:
        yield champ.nom, QuestionField(champ, valeur)


def _champs_de_liste(champ: Champ, valeur: Any) -> Iterator[tuple[str, forms.Field]]:
    lignes = valeur if isinstance(valeur, list) else []
    titre = mots_de(champ).titre
    yield champ.nom, BlocField(champ, len(lignes))
    for rang, ligne in [*enumerate(lignes), (len(lignes), {}), (MODELE, {})]:
        donnees = ligne if isinstance(ligne, Mapping) else {}
        for sous in champ.sous_champs:
            resume = f"{titre} {rang + 1}, {sous.libelle}" if isinstance(rang, int) else ""
            field = QuestionField(sous, donnees.get(sous.nom), dans_un_bloc=True, resume=resume)
            yield f"{champ.nom}-{rang}-{sous.nom}", field
