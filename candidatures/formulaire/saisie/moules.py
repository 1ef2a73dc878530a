"""The HTML of an input without error, cut where its value goes: written once, it serves every dossier."""

import secrets
from collections.abc import Callable, Iterable
from copy import copy
from functools import partial
from itertools import chain, zip_longest
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget
from django.utils.html import escape

MODELE = "__i__"  # rank of the row that listes.js copies
_JETON = secrets.token_hex(16)  # in place of a value: nobody can have typed it
Ecriture = Callable[[BoundField], str]


class Moule:
    """``combler`` says what is written of a value in the gap after each segment but the last."""

    def __init__(self, segments: Iterable[str], combler: Callable[[Any], Iterable[str]]) -> None:
        self._segments, self._combler = tuple(segments), combler

    def remplir(self, valeur: Any, rang: object = MODELE) -> str:
        """With this value, as ``BoundField.value`` gives it; in the row of this rank, when it is in a block."""
        segments: Iterable[str] = self._segments
        if rang != MODELE:
            segments = [segment.replace(MODELE, str(rang)) for segment in segments]
        return "".join(chain.from_iterable(zip_longest(segments, self._combler(valeur), fillvalue="")))


def moule(field: forms.Field, nom: str, ecriture: Ecriture) -> Moule:
    """The mould of what ``ecriture`` writes of this field under this name."""
    widget: Any = field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _d_une_case(field, nom, ecriture)
    if isinstance(widget, ChoiceWidget):
        return _de_choix(field, nom, ecriture)
    html = _ecrire(field, nom, _JETON, ecriture)
    if isinstance(widget, forms.Textarea):
        return Moule(html.split(_JETON), lambda valeur: [escape(valeur)])
    attribut = f' value="{_JETON}"'
    return Moule(html.split(attribut), lambda valeur: [f' value="{escape(valeur)}"' if valeur else ""])


def _d_une_case(field: forms.Field, nom: str, ecriture: Ecriture) -> Moule:
    vide, cochee = (_ecrire(field, nom, valeur, ecriture) for valeur in (False, True))
    marque = " checked"
    place = next(i for i in range(len(vide)) if vide[:i] + marque + vide[i:] == cochee)
    return Moule((vide[:place], vide[place:]), lambda valeur: [marque if valeur else ""])


def _de_choix(field: forms.Field, nom: str, ecriture: Ecriture) -> Moule:
    """Every choice is marked at once, by the token: one gap for each."""
    widget: Any = copy(field.widget)
    [marque] = widget.checked_attribute
    widget.checked_attribute = {marque: _JETON}
    widget.create_option = partial(_marquer, type(widget), widget)
    html = _ecrire(_avec(field, widget), nom, None, ecriture)
    codes = [str(code) for code, _ in widget.choices]

    def combler(valeur: Any) -> list[str]:
        donnes = {str(code) for code in (valeur if isinstance(valeur, list) else [valeur])}
        return [f" {marque}" if code in donnes else "" for code in codes]

    return Moule(html.split(f' {marque}="{_JETON}"'), combler)


def _marquer(
    sorte: Any, widget: Any, nom: str, code: Any, mots: Any, _marque: object, *reste: Any, **o: Any
) -> Any:
    return sorte.create_option(widget, nom, code, mots, True, *reste, **o)


def _avec(field: forms.Field, widget: forms.Widget) -> forms.Field:
    autre = copy(field)
    autre.widget = widget
    return autre


def _ecrire(field: forms.Field, nom: str, valeur: Any, ecriture: Ecriture) -> str:
    form = forms.Form(initial={nom: valeur}, use_required_attribute=False)
    form.fields[nom] = field
    return ecriture(form[nom])
