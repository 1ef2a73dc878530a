"""Forms of the calendar."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from ami.commun.formulaires import Formulaire, LigneField
from vagues.models import Appel, Volet
from vagues.models.vague import ANNONCE_MAX, LIBELLE_MAX
from vagues.services import CAPACITE_MAX

AIDE_INSTANT = (
    "Heure de Paris. La clôture est le premier instant refusé : le 16 à 00:00 s’affiche « le 15 à 23 h 59 »."
)


class InstantField(forms.DateTimeField):
    """Local time of Paris, typed in a ``datetime-local`` input; a time that a DST change skips is refused."""

    default_error_messages = {
        "required": "Indiquez une date et une heure.",
        "invalid": "Indiquez une date et une heure qui existent, par exemple le 15/10/2019 à 00:00.",
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)


class ProgrammerVagueForm(Formulaire):
    champ_du_refus = "cloture"

    libelle = LigneField(
        label="Libellé",
        longueur=LIBELLE_MAX,
        required=False,
        help_text="Par exemple « Vague d’hiver ». À défaut, le numéro.",
    )
    ouverture = InstantField(label="Ouverture", help_text="Heure de Paris.")
    cloture = InstantField(label="Clôture", help_text=AIDE_INSTANT)
    annonce_prevue = LigneField(
        label="Annonce prévue",
        longueur=ANNONCE_MAX,
        required=False,
        help_text="À titre indicatif, par exemple « mars 2027 ».",
    )
    capacite = forms.IntegerField(
        label="Nombre de lauréats envisagé",
        min_value=1,
        max_value=CAPACITE_MAX,
        required=False,
        help_text="Indicatif.",
        error_messages={
            "invalid": "Indiquez un nombre entier.",
            "min_value": "Indiquez un nombre d’au moins 1.",
            "max_value": "Indiquez un nombre de 1\u202f000 au plus.",
        },
    )
    volets = forms.ModelMultipleChoiceField(
        label="Volets ouverts",
        queryset=Volet.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Cochez au moins un volet."},
    )

    def __init__(self, appel: Appel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        volets: Any = self.fields["volets"]
        volets.queryset = appel.volets.all()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("libelle", "ouverture", "cloture", "annonce_prevue", "capacite", "volets")
