"""Forms of grids, assignment and readings: they check the shape of what was typed, nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.template.defaultfilters import linebreaksbr

from ami.commun.erreurs import ErreurMetier, Incomplet
from ami.commun.formulaires import Formulaire, FormulaireRelu, TexteField
from ami.comptes.models import Role, Utilisateur
from evaluation.models import Critere, Grille, Note
from evaluation.notes import ABSTENTION, LONGUEUR_JUSTIFICATION, NoteSaisie, en_champs
from evaluation.services.affecter import lecteurs
from evaluation.services.evaluer import LONGUEUR_DEPORT

CONSIGNE = (
    "Vous pouvez enregistrer une grille incomplète et y revenir. Pour remettre l’évaluation, chaque critère "
    "demande une note, ou « Je ne me prononce pas », et une justification."
)


@dataclass(frozen=True)
class NoteLue:
    """What was said of one criterion, in words."""

    critere: str
    note: str
    justification: str


class GrilleForm(FormulaireRelu):
    """The whole grid of a wave: for each criterion, a note or an abstention, and a justification."""

    use_required_attribute = False

    def __init__(
        self,
        criteres: Iterable[Critere],
        echelle: list[str],
        notes: Mapping[int, Note],
        data: Any = None,
    ) -> None:
        self.criteres = list(criteres)
        self.notes = {pk: note.saisie for pk, note in notes.items()}
        super().__init__(data, initial=en_champs(self.notes))
        choix = [(str(valeur), f"{valeur} – {sens}") for valeur, sens in enumerate(echelle)]
        choix.append((ABSTENTION, "Je ne me prononce pas"))
        for rang, critere in enumerate(self.criteres, start=1):
            self.fields[f"note_{critere.pk}"] = _note(rang, critere, choix)
            self.fields[f"justification_{critere.pk}"] = _justification(rang)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.mention = CONSIGNE
        self.helper.layout = Layout(
            *(
                Fieldset(
                    f"{rang}. {c.libelle} (poids {c.poids_en_mots})", f"note_{c.pk}", f"justification_{c.pk}"
                )
                for rang, c in enumerate(self.criteres, start=1)
            )
        )

    def saisies(self) -> dict[int, NoteSaisie]:
        """What was typed, by criterion id."""
        return {critere.pk: self._saisie(critere.pk) for critere in self.criteres}

    def stockees(self) -> dict[str, Any]:
        absentes = dict.fromkeys(self.fields)
        return absentes | en_champs(self.notes)

    def valeurs(self) -> dict[str, Any]:
        return en_champs(self.saisies())

    def valeurs_de(self, noms: Iterable[str]) -> dict[str, Any]:
        """What was typed in these inputs alone, but for what cannot be stored."""
        self.is_valid()
        bons = [nom for nom in noms if nom in self.cleaned_data]
        return {nom: self._note(nom) if nom.startswith("note_") else self.cleaned_data[nom] for nom in bons}

    def en_clair(self) -> list[NoteLue]:
        """The grid as read-only text: what is kept or, after a refused POST, what was typed."""
        libelles: dict[str, str] = dict(self.fields[f"note_{self.criteres[0].pk}"].choices)  # type: ignore[attr-defined]
        return [
            NoteLue(
                critere.libelle,
                libelles.get(_texte(self[f"note_{critere.pk}"].value()), "Pas de note"),
                self[f"justification_{critere.pk}"].value() or "",
            )
            for critere in self.criteres
        ]

    def _note(self, nom: str) -> int | str | None:
        note: str = self.cleaned_data[nom]
        return note if note == ABSTENTION else int(note) if note else None

    def _saisie(self, pk: int) -> NoteSaisie:
        note = self._note(f"note_{pk}")
        return NoteSaisie(
            valeur=note if isinstance(note, int) else None,
            ne_se_prononce_pas=note == ABSTENTION,
            justification=self.cleaned_data[f"justification_{pk}"],
        )

    def libelle_de(self, nom: str) -> str:
        quoi, _, pk = nom.partition("_")
        critere = next(critere for critere in self.criteres if critere.pk == int(pk))
        return f"{critere.libelle} : {quoi}"

    def signaler(self, erreur: ErreurMetier) -> None:
        """Say, on each criterion that the error names, which of its two parts is missing."""
        if not isinstance(erreur, Incomplet):
            super().signaler(erreur)
            return
        for critere in self.criteres:
            if critere.code not in erreur.manques:
                continue
            saisie = self._saisie(critere.pk)
            if not saisie.est_donnee:
                self.add_error(f"note_{critere.pk}", "Choisissez une note, ou « Je ne me prononce pas ».")
            if not saisie.justification.strip():
                self.add_error(f"justification_{critere.pk}", "Justifiez ce choix en une phrase au moins.")


def _note(rang: int, critere: Critere, choix: list[tuple[str, str]]) -> forms.ChoiceField:
    """The questions of the criterion are its help text, so that a screen reader says them before the scale."""
    note = forms.ChoiceField(
        label=f"Critère {rang} : note",
        choices=choix,
        widget=forms.RadioSelect(),
        required=False,
        help_text=linebreaksbr(critere.aide, autoescape=True),
    )
    note.facultatif = False  # type: ignore[attr-defined]  # read by the template pack
    return note


def _justification(rang: int) -> TexteField:
    justification = TexteField(
        label=f"Critère {rang} : justification",
        longueur=LONGUEUR_JUSTIFICATION,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Écrivez-la comme si le porteur allait la lire : il peut en demander communication.",
    )
    justification.facultatif = False  # type: ignore[attr-defined]  # read by the template pack
    return justification


def _texte(valeur: Any) -> str:
    """A note as the form sends it: 0 is one."""
    return "" if valeur is None else str(valeur)


class DeportForm(Formulaire):
    motif = TexteField(
        label="Pourquoi vous déportez-vous ?",
        longueur=LONGUEUR_DEPORT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez en une phrase pourquoi vous vous déportez."},
    )


class ChoixGrilleForm(FormulaireRelu):
    grille = forms.ModelChoiceField(
        label="Grille d’évaluation",
        queryset=Grille.objects.order_by("code"),
        empty_label="Choisissez dans la liste",
    )

    def stockees(self) -> dict[str, Any]:
        return {"grille": self.initial.get("grille")}

    def valeurs(self) -> dict[str, Any]:
        return {"grille": self.cleaned_data["grille"].pk}


class AffectationForm(FormulaireRelu):
    """Dossiers chosen in the table, and to whom they go."""

    evaluateur = forms.ModelChoiceField(
        label="Évaluateur",
        queryset=Utilisateur.objects.none(),
        empty_label="Choisissez dans la liste",
        error_messages={"required": "Choisissez un évaluateur."},
    )
    candidatures = forms.TypedMultipleChoiceField(
        label="Dossiers",
        error_messages={"required": "Cochez au moins un dossier."},
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, dossiers: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossiers = [dossier for dossier in dossiers if dossier.est_en_lice]
        evaluateur: Any = self.fields["evaluateur"]
        evaluateur.queryset = Utilisateur.objects.filter(
            is_active=True, attributions__role=Role.EVALUATEUR
        ).distinct()
        candidatures: Any = self.fields["candidatures"]
        candidatures.choices = [(str(dossier.pk), dossier.numero) for dossier in self.dossiers]

    def stockees(self) -> dict[str, Any]:
        """Who reads each dossier."""
        return {str(dossier.pk): lecteurs(dossier.evaluations.all()) for dossier in self.dossiers}

    def valeurs(self) -> dict[str, Any]:
        """An assignment adds, and replaces nothing."""
        return self.stockees()
