"""Forms of the exchanges that follow a filing: they check the shape of what was typed, nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from ami.commun.erreurs import ErreurMetier, Incomplet
from ami.commun.formulaires import Formulaire, TexteField
from candidatures.lectures.complements import Groupe
from candidatures.services.completer import (
    DELAI_MAX,
    ECHEANCE_HORS_BORNES,
    MESSAGE_MAX,
    MOTIF_MAX,
    RIEN_DE_DEMANDE,
)
from candidatures.services.echanger import LONGUEUR_MAX


class TexteDeBrouillonField(TexteField):
    """A text that may be kept too long: only its sending is refused."""

    def validate(self, value: str) -> None:
        forms.CharField.validate(self, value)


class MessageForm(forms.Form):
    use_required_attribute = False

    texte = TexteDeBrouillonField(
        label="Votre message",
        longueur=LONGUEUR_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["texte"], "facultatif", False)  # noqa: B010 - read by the template pack
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("texte")


class ComplementForm(Formulaire):
    """What an agent asks again: questions by section, kinds of documents, a message, a last day."""

    use_required_attribute = False

    message = TexteField(
        label="Ce que vous attendez du porteur",
        longueur=MESSAGE_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Écrivez au porteur ce que vous attendez."},
    )
    echeance = forms.DateField(
        label="Dernier jour pour renvoyer le dossier",
        help_text="Jusqu’à 23 h 59, heure de Paris.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Choisissez le dernier jour du délai.",
            "invalid": "Écrivez une date, par exemple 15/10/2027.",
        },
    )

    def __init__(
        self, groupes: Iterable[Groupe], dernier_jour: date, au_plus_tard: date, data: Any = None
    ) -> None:
        super().__init__(data, initial={"echeance": dernier_jour})
        au_plus_tot = au_plus_tard - DELAI_MAX
        self.fields["echeance"].widget.attrs |= {
            "min": au_plus_tot.isoformat(),
            "max": au_plus_tard.isoformat(),
        }
        bornes = (
            MinValueValidator(au_plus_tot, ECHEANCE_HORS_BORNES),
            MaxValueValidator(au_plus_tard, ECHEANCE_HORS_BORNES),
        )
        self.fields["echeance"].validators += bornes
        self.groupes = list(groupes)
        for groupe in self.groupes:
            field = forms.MultipleChoiceField(
                label=groupe.titre,
                choices=groupe.choix,
                required=False,
                widget=forms.CheckboxSelectMultiple(),
            )
            setattr(field, "facultatif", False)  # noqa: B010 - read by the template pack
            self.fields[f"demandes_{groupe.code}"] = field
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.mention = (
            "Cochez au moins une réponse ou une pièce. Le message et le dernier jour sont obligatoires."
        )
        self.helper.layout = Layout(*(f"demandes_{g.code}" for g in self.groupes), "message", "echeance")

    def clean(self) -> dict[str, Any]:
        """Everything that lacks is said at once; the service says it again under its locks."""
        super().clean()
        if not self.demandes():
            self.add_error(self._premier_groupe, RIEN_DE_DEMANDE)
        return self.cleaned_data

    def demandes(self) -> list[str]:
        """Keys of what was ticked."""
        return [
            cle for groupe in self.groupes for cle in self.cleaned_data.get(f"demandes_{groupe.code}", [])
        ]

    def signaler(self, erreur: ErreurMetier) -> None:
        if isinstance(erreur, Incomplet) and "demandes" in erreur.manques:
            self.add_error(self._premier_groupe, erreur.message)
        else:
            super().signaler(erreur)

    @property
    def _premier_groupe(self) -> str:
        """The boxes beside which to say that none is ticked."""
        return f"demandes_{self.groupes[0].code}"


class AnnulationForm(forms.Form):
    motif = TexteField(
        label="Pourquoi annuler cette demande ?",
        longueur=MOTIF_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("motif")
