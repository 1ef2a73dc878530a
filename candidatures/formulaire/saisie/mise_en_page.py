"""How a section is laid out: headings, conditions, questions. Crispy renders it; what it writes is written here, without templates."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

from crispy_forms.layout import Layout
from crispy_forms.utils import TEMPLATE_PACK
from django.utils.html import escape
from django.utils.safestring import SafeString

from candidatures.formulaire.catalogue.champs import Champ, Condition, Section, remplie
from candidatures.formulaire.saisie.bloc import Bloc, donnees_de_condition
from candidatures.formulaire.saisie.encart_budget import EncartBudget
from candidatures.formulaire.saisie.entrees import ecrire


class Question:
    """One question outside the blocks."""

    def __init__(self, champ: Champ) -> None:
        self.nom = champ.nom

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_: Any) -> SafeString:  # noqa: ARG002
        form.rendered_fields.add(self.nom)
        return SafeString(ecrire(form, self.nom))


class Groupe:
    """Questions read together; ``titre`` is empty when they have none."""

    def __init__(self, titre: str, enfants: Iterable[Any]) -> None:
        titre = f'<h2 class="fr-h5 fr-mb-3w">{escape(titre)}</h2>' if titre else ""
        self.debut, self.enfants = f'<div class="ami-groupe">{titre}', tuple(enfants)

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_: Any) -> SafeString:
        contenu = "".join(enfant.render(form, context, template_pack) for enfant in self.enfants)
        return SafeString(f"{self.debut}{contenu}</div>")


class SousCondition:
    """Questions that apply in one case: all are shown, and formulaire.js hides those that do not apply.

    ``ailleurs``: the case depends on another section, as it was left.
    """

    def __init__(self, condition: Condition, enfant: Any, *, ailleurs: bool) -> None:
        self.condition, self.enfant, self.ailleurs = condition, enfant, ailleurs

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **_: Any) -> SafeString:
        contenu = self.enfant.render(form, context, template_pack)
        if self.ailleurs:
            oui = "oui" if remplie(self.condition, form.reponses) else "non"
            return SafeString(f'<div data-si-ailleurs="{oui}">{contenu}</div>')
        return SafeString(f"<div{donnees_de_condition(*self.condition)}>{contenu}</div>")


@lru_cache(maxsize=256)  # the sections of a few tracks in a few waves
def mise_en_page(section: Section) -> Layout:
    """Questions under their headings."""
    locales = {champ.nom for champ in section.champs}
    groupes = groupby(section.champs, key=lambda champ: champ.groupe)
    return Layout(*(_groupe(titre, tuple(groupe), locales) for titre, groupe in groupes))


def _groupe(titre: str, champs: tuple[Champ, ...], locales: set[str]) -> Any:
    conditions = {champ.si for champ in champs}
    commune = conditions.pop() if len(conditions) == 1 else None
    enfants = []
    for champ in champs:
        question = _question(champ, 3 if titre else 2)
        seule = champ.si if champ.si != commune else None
        enfants.append(_si(seule, locales, question) if seule else question)
    groupe = Groupe(titre, enfants)
    return _si(commune, locales, groupe) if commune else groupe


def _question(champ: Champ, niveau: int) -> Any:
    if champ.genre == "liste":
        return Bloc(champ, niveau)
    return EncartBudget(champ, niveau) if champ.genre == "budget" else Question(champ)


def _si(condition: Condition, locales: set[str], enfant: Any) -> SousCondition:
    return SousCondition(condition, enfant, ailleurs=condition[0] not in locales)
