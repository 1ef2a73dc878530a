"""Forms about the people of a dossier: they check the shape of what was typed, nothing else."""

import re
import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from ami.commun.formulaires import AdresseField, Formulaire, LigneField, TexteField
from candidatures.models import RoleAcces
from candidatures.services.reprendre import MOTIF_MAX, PREUVE_MAX

ROLES_INVITES = [
    (RoleAcces.REDACTEUR.value, "Rédacteur : lit et écrit le dossier"),
    (RoleAcces.LECTEUR.value, "Lecteur : lit le dossier, sans rien changer"),
]
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


class InvitationForm(Formulaire):
    use_required_attribute = False
    champ_du_refus = "adresse"

    adresse = AdresseField(
        label="Adresse électronique de la personne",
        help_text="Format attendu : nom@domaine.fr. Elle se connectera avec cette adresse.",
        vide="Écrivez l’adresse de la personne à inviter.",
    )
    role = forms.ChoiceField(
        label="Rôle",
        choices=ROLES_INVITES,
        widget=forms.RadioSelect(),
        initial=RoleAcces.REDACTEUR.value,
        error_messages={"required": "Choisissez un rôle.", "invalid_choice": "Choisissez un rôle."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("adresse", "role")


class DossierDesigneField(LigneField):
    """A dossier named by its number, or by the address of one of its pages: ``uuid.UUID`` or upper-case number."""

    def clean(self, value: Any) -> Any:
        texte = super().clean(value)
        trouve = _UUID.search(texte)
        return uuid.UUID(trouve[0]) if trouve else texte.upper()


class RepriseForm(Formulaire):
    use_required_attribute = False

    dossier = DossierDesigneField(
        label="Dossier",
        longueur=300,
        help_text="Son numéro, par exemple FDT-13-0042, ou l’adresse de sa page si c’est un brouillon.",
        error_messages={"required": "Indiquez le numéro du dossier ou l’adresse de sa page."},
    )
    adresse = AdresseField(
        label="Adresse électronique du nouveau signataire",
        help_text="Celle d’un compte dont l’adresse est vérifiée, et qui n’est pas celui d’un agent.",
        vide="Écrivez l’adresse du nouveau signataire.",
    )
    motif = TexteField(
        label="Motif de la reprise",
        longueur=MOTIF_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La personne remplacée le lira.",
        error_messages={"required": "Indiquez le motif de la reprise."},
    )
    preuve = LigneField(
        label="Référence de la preuve vue",
        longueur=PREUVE_MAX,
        help_text="Par exemple : extrait du procès-verbal du 3 mars 2027, reçu par courriel le 5.",
        error_messages={"required": "Indiquez la référence de la preuve que vous avez vue."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("dossier", "adresse", "motif", "preuve")
