"""Settings of a form that are about no single question."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from candidatures.forms.reglages import Entrees, ReglagesForm
from candidatures.forms.saisies import DepartementsField, nombre_field
from candidatures.formulaire.reglages.generaux import (
    ANCIENNETE_MAX,
    SEUIL_DE_MINIMIS_MAX,
    admet_un_montant_motive,
    departements_vises,
)
from candidatures.formulaire.reglages.par_question import Reglages
from candidatures.formulaire.reglages.validite import ANNEES


def _nombres() -> Entrees:
    return {
        "annee_debut": nombre_field(
            "Première année du budget", ANNEES[1], ANNEES[0], "Les tableaux disent alors « année 1 (2028) »."
        ),
        "plafond_public": nombre_field(
            "Part maximale d’argent public (%)",
            100,
            aide="Au-delà, le porteur et l’instructeur en sont alertés ; rien n’empêche de déposer.",
        ),
        "seuil_de_minimis": nombre_field(
            "Seuil des aides de minimis sur trois ans (€)",
            SEUIL_DE_MINIMIS_MAX,
            aide="300\u00a0000 € si rien n’est écrit. Au-delà, une alerte le dit.",
        ),
        "anciennete_min_mois": nombre_field(
            "Ancienneté minimale de la structure à la clôture (mois)",
            ANCIENNETE_MAX,
            aide="En deçà, une alerte le dit. Rien n’est vérifié si rien n’est écrit.",
        ),
    }


def _autres() -> Entrees:
    return {
        "departements": DepartementsField(
            label="Départements de la vague",
            help_text="Leurs codes, séparés par des virgules : 67, 2A, 974. Ailleurs, une alerte le dit.",
            longueur=1000,
            required=False,
        ),
        "montant_motive": forms.BooleanField(
            label="Un montant hors des bornes peut être accordé avec un motif",
            help_text="Moins que le minimum du volet, ou plus que la demande. Sinon, il est refusé.",
            required=False,
        ),
    }


class ReglagesGenerauxForm(ReglagesForm):
    """What is not about one question."""

    def __init__(self, reglages: Reglages, data: Any = None) -> None:
        super().__init__(reglages, data)
        self.fields.update(_nombres() | _autres())
        for nom, entree in self.fields.items():
            entree.initial = reglages.get(nom)
            setattr(entree, "facultatif", False)  # noqa: B010 - said once for the page
        self.fields["montant_motive"].initial = admet_un_montant_motive(reglages)
        self.fields["departements"].initial = ", ".join(departements_vises(reglages))
        self.helper.layout = Layout(*self.fields)

    def changements(self) -> dict[str, Any]:
        return {**self.cleaned_data, "montant_motive": self.cleaned_data["montant_motive"] or None}
