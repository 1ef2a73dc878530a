"""Forms of the selection: they check the shape of what was typed, nothing else."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from ami.commun.erreurs import Incomplet
from ami.commun.formulaires import Formulaire, FormulaireRelu, MontantField, TexteField
from ami.commun.nombres import euros, montant_saisi
from evaluation.models import Critere
from evaluation.selection.models import Decision
from evaluation.selection.services.deliberer import MOTIF_MAX, champs_de, en_champs
from evaluation.selection.services.motiver import MOTIF_D_UN_CRITERE_MAX
from evaluation.selection.states import Sens

_MONTANT_TROP_GRAND = "Ce montant est trop grand."


class DecisionForm(FormulaireRelu):
    use_required_attribute = False

    sens = forms.ChoiceField(
        label="Décision",
        choices=Sens.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choisissez une décision."},
    )
    montant = MontantField(
        label="Montant accordé (€)",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="Pour un lauréat seulement.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": "Écrivez un montant en euros, par exemple 120 000.",
            "min_value": "Un montant ne peut pas être négatif.",
            "max_digits": _MONTANT_TROP_GRAND,
            "max_whole_digits": _MONTANT_TROP_GRAND,
            "max_decimal_places": "Écrivez au plus deux chiffres après la virgule.",
        },
    )
    motif = TexteField(
        label="Motif",
        longueur=MOTIF_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Le porteur le lira après la publication.",
        error_messages={"required": "Motivez la décision : le porteur la lira."},
    )

    sans_evaluation = TexteField(
        label="Pourquoi décider sans évaluation",
        longueur=MOTIF_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Personne n’a remis d’évaluation de ce dossier. Le porteur ne lira pas ce texte ; le journal le garde.",
    )
    hors_bornes = TexteField(
        label="Pourquoi ce montant",
        longueur=MOTIF_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="S’il dépasse la demande, ou n’atteint pas le minimum du volet. Le journal garde ce texte.",
    )

    def __init__(
        self,
        criteres: Iterable[Critere],
        sous_le_seuil: Collection[int],
        data: Any = None,
        *,
        prise: Decision | None = None,
        lue: bool = True,
        montant_motive: bool = False,
        refus: Callable[[Mapping[str, Any]], Iterable[Incomplet]],
    ) -> None:
        """``lue``: somebody has handed a reading in; ``montant_motive``: an unusual amount is admitted with a reason.

        ``refus``: what the service would refuse of such a decision.
        """
        self.refus = refus
        self.prise = champs_de(prise)
        affiches = self.prise | {"montant": montant_saisi(self.prise.get("montant"))}
        super().__init__(data, initial=affiches)
        self.criteres = list(criteres)
        for critere in self.criteres:
            self.fields[f"motif_{critere.pk}"] = _motif_du_critere(critere, exige=critere.pk in sous_le_seuil)
        if lue:
            del self.fields["sans_evaluation"]
        if not montant_motive:
            del self.fields["hors_bornes"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        par_critere = [f"motif_{critere.pk}" for critere in self.criteres]
        self.helper.layout = Layout(
            *(
                nom
                for nom in ("sens", "sans_evaluation", "montant", "hors_bornes", "motif")
                if nom in self.fields
            ),
            Fieldset("Motif de chaque critère", *par_critere) if par_critere else None,
        )

    def clean(self) -> None:
        """A page that is refused says all that is wrong with it, what the service would refuse included."""
        if not self.errors or "sens" in self.errors:
            return
        lues = self.cleaned_data
        saisie = en_champs(lues["sens"], lues.get("montant"), lues.get("motif", ""), {}, self.precisions())
        for refus in self.refus(saisie):
            if not self.errors.keys() & set(refus.manques):
                self.signaler(refus)

    def stockees(self) -> dict[str, Any]:
        return dict.fromkeys(self.fields) | self.prise

    def valeurs(self) -> dict[str, Any]:
        lues = self.cleaned_data
        return en_champs(lues["sens"], lues["montant"], lues["motif"], self.motifs(), self.precisions())

    def en_mots(self, nom: str, valeur: Any) -> str:
        return euros(valeur) if nom == "montant" and valeur else super().en_mots(nom, valeur)

    def precisions(self) -> dict[str, str]:
        """Why it is decided without reading, why this amount; what the page did not ask is empty."""
        return {nom: self.cleaned_data.get(nom, "") for nom in ("sans_evaluation", "hors_bornes")}

    def motifs(self) -> dict[int, str]:
        """What was typed, by criterion id."""
        return {critere.pk: self.cleaned_data[f"motif_{critere.pk}"] for critere in self.criteres}


def _motif_du_critere(critere: Critere, *, exige: bool) -> TexteField:
    aide = "Le porteur le lira après la publication."
    if exige:
        aide = f"Moyenne sous le seuil : un refus doit motiver ce critère avant la publication. {aide}"
    return TexteField(
        label=str(critere),
        longueur=MOTIF_D_UN_CRITERE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=aide,
    )


class PublicationForm(Formulaire):
    """The gesture of the second signature, over what the page showed."""

    use_required_attribute = False

    confirmation = forms.BooleanField(
        label="J’ai relu ces résultats et je publie la vague.",
        error_messages={"required": "Cochez cette case pour publier la vague."},
    )
    empreinte = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, empreinte: str, data: Any = None) -> None:
        super().__init__(data, initial={"empreinte": empreinte})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("empreinte", "confirmation")
