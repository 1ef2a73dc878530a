"""Inputs of the settings of a wave."""

from typing import Any

from django import forms

from ami.commun.formulaires import LigneField
from ami.territoires.departements import DEPARTEMENTS
from candidatures.formulaire.reglages.par_question import est_une_adresse


class AdresseField(LigneField):
    """The https address of a page or of a document."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not est_une_adresse(value):
            raise forms.ValidationError("Écrivez une adresse qui commence par https://.")


class DepartementsField(LigneField):
    """Codes of départements, separated by commas or spaces: a list, without duplicates."""

    def clean(self, value: Any) -> Any:
        codes = list(dict.fromkeys(super().clean(value).upper().replace(",", " ").replace(";", " ").split()))
        if inconnus := [code for code in codes if code not in DEPARTEMENTS]:
            raise forms.ValidationError(
                f"Ces codes ne sont pas ceux de départements : {', '.join(inconnus)}."
            )
        return codes


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


def nombre_field(libelle: str, maximum: int, minimum: int = 1, aide: str = "") -> forms.IntegerField:
    message = f"Indiquez un nombre entier de {minimum} à {maximum}."
    return forms.IntegerField(
        label=libelle,
        help_text=aide,
        required=False,
        min_value=minimum,
        max_value=maximum,
        error_messages={"invalid": message, "min_value": message, "max_value": message},
    )
