"""An instant typed as the hour of Paris: two nights a year, that hour is missing or comes twice."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from ami.commun.dates import PARIS, heure, heure_nue, instants_possibles, jour
from ami.commun.formulaires import Formulaire

ETE, HIVER = "ete", "hiver"
SAISON = "_saison"


class InstantField(forms.DateTimeField):
    """Local time of Paris, typed in a ``datetime-local`` input. In the hour that comes twice, the first, of summer time."""

    default_error_messages = {
        "required": "Indiquez une date et une heure.",
        "invalid": "Indiquez une date et une heure qui existent, par exemple le 15/10/2019 à 00:00.",
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        lue = heure_lue(value)
        if lue is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if lue.tzinfo:
            return lue
        possibles = instants_possibles(lue)
        if not possibles:
            raise ValidationError(
                f"Le {jour(lue.replace(tzinfo=PARIS))}, {heure_nue(lue)} n’existe pas : cette nuit-là, on passe à l’heure "
                "d’été et les montres avancent d’une heure. Choisissez une autre heure.",
                code="inexistante",
            )
        return possibles[0]


class FormulaireAvecInstants(Formulaire):
    """Asks which one, by its name, beside an instant whose hour comes twice: « 2 h 30, heure d’été » or « … d’hiver »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ordre: list[str] = []
        for nom, field in list(self.fields.items()):
            ordre.append(nom)
            lue, saison = self._montree(nom) if isinstance(field, InstantField) else (None, None)
            if lue is not None and lue.tzinfo is None and len(instants_possibles(lue)) == 2:  # noqa: PLR2004 - summer and winter
                self.fields[nom + SAISON] = _choix_de_la_saison(str(field.label), lue, saison)
                ordre.append(nom + SAISON)
        self.order_fields(ordre)

    def _montree(self, nom: str) -> tuple[datetime | None, str | None]:
        """The hour that the input shows, typed or stored, and the season of a stored one."""
        if self.is_bound:
            return heure_lue(self.data.get(self.add_prefix(nom))), None
        stocke = self.get_initial_for_field(self.fields[nom], nom)
        if not isinstance(stocke, datetime):
            return None, None
        local = stocke.astimezone(PARIS)
        return local.replace(tzinfo=None, fold=0), HIVER if local.fold else ETE

    def clean(self) -> dict[str, Any]:
        super().clean()
        for nom in [nom for nom in self.fields if nom.endswith(SAISON)]:
            saison, instant = self.cleaned_data.pop(nom, None), nom.removesuffix(SAISON)
            if saison == HIVER and instant in self.cleaned_data:
                lue = self.cleaned_data[instant].astimezone(PARIS).replace(tzinfo=None, fold=0)
                self.cleaned_data[instant] = instants_possibles(lue)[1]
        return self.cleaned_data


def heure_lue(value: Any) -> datetime | None:
    """What was typed, with its offset if there is one; None when it is no date and hour that can be stored."""
    try:
        lue = parse_datetime(str(value).strip())
        if lue is not None:
            (lue if lue.tzinfo else lue.replace(tzinfo=PARIS)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return lue


def _choix_de_la_saison(libelle: str, lue: datetime, saison: str | None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{libelle} : laquelle des deux heures ?",
        choices=[
            (saison, heure(lue.replace(tzinfo=PARIS, fold=fold))) for fold, saison in enumerate((ETE, HIVER))
        ],
        widget=forms.RadioSelect(),
        initial=saison,
        help_text=(
            f"Le {jour(lue.replace(tzinfo=PARIS))}, {heure_nue(lue)} vient deux fois : d’abord à l’heure d’été, puis, les "
            "montres ayant reculé d’une heure, à l’heure d’hiver."
        ),
        error_messages={
            "required": "Choisissez l’heure d’été ou l’heure d’hiver : elles sont à une heure l’une de l’autre."
        },
    )
