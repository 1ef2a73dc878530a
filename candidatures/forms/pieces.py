"""What is said of a document when it is sent."""

from django import forms

from ami.commun.formulaires import LigneField


class LegendeForm(forms.Form):
    legende = LigneField(label="Précision (facultatif)", longueur=150, required=False)
