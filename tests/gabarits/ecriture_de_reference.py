"""Fields and sections written by templates, widget by widget, as Django does it: what the pack writes must be the same.

Slow and plain. The templates are in ``reference``; they change the widgets, so that each page here has its own.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Any

from django.forms import BoundField
from django.template.backends.django import DjangoTemplates
from django.utils.safestring import SafeString

from candidatures.formulaire.catalogue.champs import Champ, Condition, remplie
from candidatures.formulaire.saisie import SectionForm
from candidatures.formulaire.saisie.bloc import ETROITS
from candidatures.formulaire.saisie.mots import mots_de
from candidatures.formulaire.saisie.moules import MODELE
from candidatures.formulaire.saisie.tableau_budget import Poste, tableau


@cache
def _moteur() -> DjangoTemplates:
    return DjangoTemplates(
        {"NAME": "reference", "DIRS": [Path(__file__).parent], "APP_DIRS": False, "OPTIONS": {}}
    )


def _gabarit(gabarit: str, **contexte: Any) -> SafeString:
    return _moteur().get_template(f"reference/{gabarit}.html").render(contexte)


def champ_de_reference(field: BoundField) -> str:
    return _gabarit("field", field=field)


def section_de_reference(form: SectionForm) -> str:
    """The layout of a section, without what crispy writes around it."""
    form.fields = {nom: deepcopy(field) for nom, field in form.fields.items()}
    form._bound_fields_cache.clear()
    locales = {champ.nom for champ in form.section.champs}
    groupes = groupby(form.section.champs, key=lambda champ: champ.groupe)
    return "".join(_groupe(form, titre, tuple(champs), locales) for titre, champs in groupes)


def _groupe(form: SectionForm, titre: str, champs: tuple[Champ, ...], locales: set[str]) -> str:
    conditions = {champ.si for champ in champs}
    commune = conditions.pop() if len(conditions) == 1 else None
    contenu = ""
    for champ in champs:
        question = _question(form, champ, 3 if titre else 2)
        seule = champ.si if champ.si != commune else None
        contenu += _si(form, seule, locales, question) if seule else question
    groupe = _gabarit("_groupe", titre=titre, contenu=SafeString(contenu))
    return _si(form, commune, locales, groupe) if commune else groupe


def _si(form: SectionForm, condition: Condition, locales: set[str], contenu: SafeString) -> SafeString:
    return _gabarit(
        "_condition",
        nom=condition[0],
        valeurs=_en_liste(condition[1]),
        ailleurs=condition[0] not in locales,
        remplie=remplie(condition, form.reponses),
        contenu=contenu,
    )


def _question(form: SectionForm, champ: Champ, niveau: int) -> SafeString:
    if champ.genre == "liste":
        return _bloc(form, champ, niveau)
    if champ.genre == "budget":
        return _budget(form, champ, niveau)
    return _gabarit("field", field=form[champ.nom])


def _bloc(form: SectionForm, champ: Champ, niveau: int) -> SafeString:
    bloc: Any = form[champ.nom]
    nombre = bloc.field.nombre
    return _gabarit(
        "_liste",
        champ=champ,
        niveau=niveau,
        mots=mots_de(champ),
        bloc=bloc,
        lignes=[_ligne(form, champ, rang) for rang in range(nombre)],
        libre=_ligne(form, champ, nombre) if nombre < champ.lignes_max else None,
        modele=_ligne(form, champ, MODELE),
    )


def _ligne(form: SectionForm, champ: Champ, rang: int | str) -> dict[str, Any]:
    cases = [
        {
            "field": form[f"{champ.nom}-{rang}-{sous.nom}"],
            "large": sous.genre not in ETROITS,
            "si": (f"{champ.nom}-{rang}-{sous.si[0]}", _en_liste(sous.si[1])) if sous.si else None,
        }
        for sous in champ.sous_champs
    ]
    return {"rang": rang, "numero": rang + 1 if isinstance(rang, int) else "", "cases": cases}


def _budget(form: SectionForm, champ: Champ, niveau: int) -> SafeString:
    def avec_ses_entrees(poste: Poste) -> Any:
        return replace(poste, cellules=tuple((annee, form[nom]) for annee, nom in poste.cellules))

    lu: Any = tableau(form, champ, form.reponses)
    groupes = [replace(g, postes=tuple(map(avec_ses_entrees, g.postes))) for g in lu.groupes]
    lu = replace(lu, groupes=groupes, gardees=[form[nom] for nom in lu.gardees])
    return _gabarit("_budget", champ=champ, niveau=niveau, bloc=form[champ.nom], tableau=lu)


def _en_liste(valeurs: Iterable[str]) -> str:
    return " ".join(sorted(valeurs))


class Suite(HTMLParser):
    """What a page says, in its order: tags with their attributes in theirs, texts but for the spaces between words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.mots: list[Any] = []
        self._texte = ""
        self._exact = False  # spaces count in a text area
        self.feed(html)
        self.close()
        self._finir_le_texte()

    def _finir_le_texte(self) -> None:
        texte, self._texte = self._texte, ""
        if self._exact:
            self.mots.append(texte)
        elif mots := " ".join(mot for mot in texte.replace("\n", " ").split(" ") if mot):
            self.mots.append(mots)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._finir_le_texte()
        liens = ("aria-describedby", "class")
        self.mots.append((tag, [(nom, (v or "").split() if nom in liens else v) for nom, v in attrs]))
        self._exact = tag == "textarea"

    def handle_endtag(self, tag: str) -> None:
        self._finir_le_texte()
        self._exact = False
        self.mots.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self._texte += data
