"""Forms of the site, and their text fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ami.commun.adresses import affichable, canonique, faute_d_adresse
from ami.commun.caracteres import faute_de_texte
from ami.commun.erreurs import ErreurMetier, Incomplet
from ami.commun.nombres import nombre_tape, sans_euro
from ami.commun.textes import normaliser, sur_une_ligne


class Formulaire(forms.Form):
    """A form that also says what its service refuses."""

    champ_du_refus: str | None = None  # where to say what names no field; None: above the form

    def signaler(self, erreur: ErreurMetier) -> None:
        """Say a refusal next to the first field it names."""
        nommes = erreur.manques if isinstance(erreur, Incomplet) else ()
        champ = next((nom for nom in nommes if nom in self.fields), self.champ_du_refus)
        self.add_error(champ, erreur.message)


class TexteField(forms.CharField):
    """Text without control characters, normalised; too long, it says by how much."""

    def __init__(self, *, longueur: int, **options: Any) -> None:
        super().__init__(**options)
        self.longueur = longueur
        self.widget.attrs["data-longueur"] = str(longueur)

    def to_python(self, value: Any) -> str:
        return normaliser(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if faute := faute_de_texte(value, self.longueur):
            raise ValidationError(f"{faute} Il reste affiché ici.")


class LigneField(TexteField):
    """The same in one line: a name, a label, a number."""

    def to_python(self, value: Any) -> str:
        return sur_une_ligne(super().to_python(value))


class AdresseField(forms.CharField):
    """E-mail address: read under its one spelling, shown as its owner writes it."""

    def __init__(self, *, vide: str = "", **options: Any) -> None:
        options.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)
        if vide:
            self.error_messages["required"] = vide

    def to_python(self, value: Any) -> str:
        return canonique(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (faute := faute_d_adresse(value)):
            raise ValidationError(faute)

    def prepare_value(self, value: Any) -> Any:
        return affichable(value) if isinstance(value, str) else value


class MontantField(forms.DecimalField):
    """Amount in euros, typed the French way: « 50 000,00 »."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            tape = sans_euro(sur_une_ligne(value))
            value = nombre_tape(tape)
            if tape and value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
