"""Inputs of the settings of a wave."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms

from ami.commun.formulaires import EntierField, LigneField


class Depliable(Fieldset):  # type: ignore[misc]
    """Inputs of one thing, folded; unfolded when one of them is wrong. ``reglee``: the wave changes it."""

    template = "%s/layout/depliable.html"

    def __init__(self, titre: str, noms: Iterable[str], *, reglee: bool) -> None:
        super().__init__(titre, *noms)
        self.reglee = reglee

    def render(self, form: forms.Form, context: Any, *args: Any, **options: Any) -> Any:
        self.en_erreur = any(nom in form.errors for nom in self.fields)
        return super().render(form, context, *args, **options)


class DepartementsField(LigneField):
    """Codes of départements, separated by commas or spaces: a list, without duplicates."""

    def clean(self, value: Any) -> Any:
        return list(dict.fromkeys(super().clean(value).upper().replace(",", " ").replace(";", " ").split()))


class CochesField(forms.MultipleChoiceField):
    """Boxes to tick, side by side; none need be."""

    en_ligne = True

    def __init__(self, libelle: str, aide: str, choix: list[tuple[str, str]]) -> None:
        super().__init__(
            label=libelle,
            help_text=aide,
            choices=choix,
            required=False,
            widget=forms.CheckboxSelectMultiple(),
        )

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))


def nombre_field(libelle: str, maximum: int, minimum: int = 1, aide: str = "") -> EntierField:
    message = f"Indiquez un nombre entier de {minimum} à {maximum}."
    return EntierField(
        label=libelle,
        help_text=aide,
        required=False,
        min_value=minimum,
        max_value=maximum,
        error_messages={"invalid": message, "min_value": message, "max_value": message},
    )
