"""Forms built from the questionnaire: they check the shape of what was typed, nothing else."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from stdnum.fr import siret as stdnum_siret

from ami.commun.formulaires import LigneField, TexteField
from ami.commun.nombres import euros, montant_saisi
from ami.commun.textes import refuser_caracteres_de_controle
from candidatures.champs import Champ, Section

TELEPHONE = RegexValidator(
    r"^\+?[0-9 .()-]{8,20}$",
    "Écrivez un numéro de téléphone, par exemple 01 23 45 67 89 ou +262 262 12 34 56.",
)
CODE_POSTAL = RegexValidator(r"^[0-9]{5}$", "Un code postal compte 5 chiffres.")


class SiretField(LigneField):
    """A SIRET whose key is right, La Poste's exception included; spaces and dots are ignored."""

    def to_python(self, value: Any) -> str:
        return stdnum_siret.compact("".join(super().to_python(value).split()))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not stdnum_siret.is_valid(value):
            raise ValidationError(
                "Ce numéro SIRET n’existe pas : vérifiez ses 14 chiffres, sur un avis de situation Insee."
            )


class MontantField(forms.DecimalField):
    """Amount in euros, typed the French way: « 50 000,00 »."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate({ord(c): None for c in " \u00a0\u202f€"}).replace(",", ".")
        return super().to_python(value)


def _texte(champ: Champ, **options: Any) -> forms.Field:
    attributs = {"autocomplete": champ.saisie} if champ.saisie else {}
    return LigneField(longueur=champ.longueur, widget=forms.TextInput(attrs=attributs), **options)


def _long(champ: Champ, **options: Any) -> forms.Field:
    return TexteField(longueur=champ.longueur, widget=forms.Textarea(attrs={"rows": 6}), **options)


def _choix(champ: Champ, **options: Any) -> forms.Field:
    court = len(champ.choix) <= 8  # noqa: PLR2004 - beyond, a list is shorter to read than radio buttons
    widget = forms.RadioSelect() if court else forms.Select()
    vide = [] if court else [("", "Choisissez dans la liste")]
    return forms.ChoiceField(choices=[*vide, *champ.choix], widget=widget, **options)


def _multiple(champ: Champ, **options: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=champ.choix, widget=forms.CheckboxSelectMultiple(), **options)


def _case(_champ: Champ, **options: Any) -> forms.Field:
    return forms.BooleanField(**options)


def _montant(champ: Champ, **options: Any) -> forms.Field:
    maximum = champ.maximum
    erreurs = {
        "invalid": "Écrivez un montant en euros, par exemple 50 000.",
        "min_value": "Un montant ne peut pas être négatif.",
    }
    if maximum is not None:
        erreurs["max_value"] = f"Le maximum est de {euros(maximum)} : réduisez ce montant."
    return MontantField(
        min_value=0,
        max_value=maximum,
        max_digits=12,
        decimal_places=2,
        error_messages=erreurs,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **options,
    )


def _siret(champ: Champ, **options: Any) -> forms.Field:
    return SiretField(
        longueur=champ.longueur, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **options
    )


def _telephone(champ: Champ, **options: Any) -> forms.Field:
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": champ.saisie or "off"})
    return LigneField(longueur=champ.longueur, validators=[TELEPHONE], widget=widget, **options)


def _code_postal(champ: Champ, **options: Any) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": champ.saisie or "off"})
    return LigneField(longueur=champ.longueur, validators=[CODE_POSTAL], widget=widget, **options)


def _courriel(_champ: Champ, **options: Any) -> forms.Field:
    return forms.EmailField(
        max_length=254,
        validators=[refuser_caracteres_de_controle],  # a domain may hold direction overrides
        error_messages={"invalid": "Écrivez une adresse complète : nom@domaine.fr."},
        **options,
    )


def _date(_champ: Champ, **options: Any) -> forms.Field:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez une date, par exemple 15/10/2019."},
        **options,
    )


FABRIQUES: dict[str, Callable[..., forms.Field]] = {
    "texte": _texte,
    "long": _long,
    "choix": _choix,
    "multiple": _multiple,
    "case": _case,
    "montant": _montant,
    "siret": _siret,
    "telephone": _telephone,
    "code_postal": _code_postal,
    "courriel": _courriel,
    "date": _date,
}


class SectionForm(forms.Form):
    """One section of a draft. No field is required to save; what filing needs is told by ``completude``."""

    use_required_attribute = False

    def __init__(self, section: Section, reponses: Mapping[str, Any], data: Any = None) -> None:
        montants = {champ.nom for champ in section.champs if champ.genre == "montant"}
        initiales = {
            nom: montant_saisi(valeur) if nom in montants else valeur for nom, valeur in reponses.items()
        }
        super().__init__(data, initial=initiales)
        for champ in section.champs:
            field = FABRIQUES[champ.genre](champ, label=champ.libelle, help_text=champ.aide, required=False)
            setattr(field, "facultatif", not champ.requis)  # noqa: B010 - an attribute of ours, read by the template pack
            self.fields[champ.nom] = field
        self.conflits: list[str] = []
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)

    def valeurs(self) -> dict[str, Any]:
        """Cleaned answers as JSON values; an empty answer is None."""
        return {nom: _json(valeur) for nom, valeur in self.cleaned_data.items()}


def _json(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return str((valeur + 0).quantize(Decimal("0.01")))  # never « -0.00 »
    if isinstance(valeur, date):
        return valeur.isoformat()
    return valeur or None
