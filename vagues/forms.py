"""Forms of the calendar, and of what is done to a wave."""

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from ami.commun.dates import heure, jour
from ami.commun.formulaires import EntierField, Formulaire, FormulaireRelu, LigneField
from ami.commun.instants import FormulaireAvecInstants, InstantField
from vagues.models import Appel, Volet
from vagues.models.vague import ANNONCE_MAX, LIBELLE_MAX, MOTIF_MAX
from vagues.services import CAPACITE_MAX
from vagues.services.corriger import en_textes

AIDE_INSTANT = (
    "Heure de Paris. La clôture est le premier instant refusé : le 16 à 00:00 s’affiche « le 15 à 23 h 59 »."
)


class ProgrammerVagueForm(FormulaireAvecInstants):
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
    capacite = EntierField(
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
        self.helper.layout = Layout(*self.fields)


class CorrigerVagueForm(FormulaireRelu, ProgrammerVagueForm):
    """The same, filled with what is announced; tracks by their code."""

    def __init__(self, appel: Appel, *args: Any, **kwargs: Any) -> None:
        super().__init__(appel, *args, **kwargs)
        volets: Any = self.fields["volets"]
        volets.to_field_name = "code"
        volets.help_text = "Un volet que l’on décoche perd les réglages de son formulaire."

    def annonce(self) -> dict[str, Any]:
        """What was typed, by field, as ``corriger_vague`` reads it."""
        return {**self.cleaned_data, "volets": [volet.code for volet in self.cleaned_data["volets"]]}

    def stockees(self) -> dict[str, str]:
        return en_textes(self.initial)

    def valeurs(self) -> dict[str, str]:
        return en_textes(self.annonce())

    def en_mots(self, nom: str, valeur: Any) -> str:
        if nom in ("ouverture", "cloture"):
            instant = datetime.fromisoformat(valeur)
            return f"{jour(instant)} à {heure(instant)}"
        if nom == "volets":
            volets: Any = self.fields["volets"]
            return (
                ", ".join(str(volet) for volet in volets.queryset if volet.code in valeur.split()) or "Rien"
            )
        return super().en_mots(nom, valeur)


class ConfirmationForm(Formulaire):
    """A box to tick, which says what is done and not undone."""

    use_required_attribute = False

    confirmation = forms.BooleanField(error_messages={"required": "Cochez cette case pour confirmer."})

    def __init__(self, confirmation: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmation"].label = confirmation
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)


class ConfirmerClotureForm(ConfirmationForm):
    """The second of two people: the page sends back the mark of the request that it shows."""

    demande = forms.CharField(required=False, widget=forms.HiddenInput())


class MotifForm(ConfirmationForm):
    """The same with a reason, kept in the journal; ``public``: people read it too."""

    motif = LigneField(longueur=MOTIF_MAX, error_messages={"required": "Indiquez le motif."})

    field_order = ("motif", "confirmation")

    def __init__(
        self, confirmation: str, question: str, *args: Any, public: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(confirmation, *args, **kwargs)
        self.fields["motif"].label = question
        self.fields["motif"].help_text = (
            f"{MOTIF_MAX} caractères au plus. Ce motif est public : page d’accueil, pages et courriels des porteurs."
            if public
            else f"{MOTIF_MAX} caractères au plus. Le motif est gardé au journal."
        )
