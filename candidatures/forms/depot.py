"""Forms about withdrawing or deleting a dossier: they check the shape of what was typed, nothing else."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from ami.commun.formulaires import Formulaire, TexteField
from candidatures.services.retirer import MOTIF_MAX


class RetraitForm(Formulaire):
    use_required_attribute = False

    motif = TexteField(
        label="Motif",
        longueur=MOTIF_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il aide le service à comprendre pourquoi des dossiers sont retirés.",
    )
    confirmation = forms.BooleanField(
        label="Je retire ce dossier de la vague, définitivement.",
        error_messages={"required": "Cochez cette case pour confirmer le retrait."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("motif", "confirmation")


class SuppressionForm(Formulaire):
    use_required_attribute = False

    confirmation = forms.BooleanField(
        label="Je supprime ce brouillon, définitivement.",
        error_messages={"required": "Cochez cette case pour confirmer la suppression."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("confirmation")


class RetraitDOfficeForm(RetraitForm):
    motif = TexteField(
        label="Motif de la décision",
        longueur=MOTIF_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il est écrit aux responsables du dossier. Par exemple : dossier déposé au nom d’une structure sans son accord.",
        error_messages={"required": "Indiquez le motif de la décision."},
    )
