"""Forms of accounts: those of allauth, with French labels, help and the error ties of our pack."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from ami.commun.formulaires import LigneField
from ami.commun.textes import refuser_caracteres_de_controle

AIDE_MOT_DE_PASSE = "12 caractères au moins. Une phrase facile à retenir convient très bien."
AIDE_COURRIEL = "Format attendu : nom@domaine.fr"


def _habiller(form: forms.Form, **libelles: tuple[str, str]) -> None:
    """Set label and help of the named fields and drop the placeholders: a placeholder is no label."""
    for champ in form.fields.values():
        champ.widget.attrs.pop("placeholder", None)
    for nom, (libelle, aide) in libelles.items():
        form.fields[nom].label, form.fields[nom].help_text = libelle, aide


class ConnexionForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(
            self,
            login=("Adresse électronique", AIDE_COURRIEL),
            password=("Mot de passe", ""),
            remember=("Rester connecté sur cet appareil", ""),
        )


class InscriptionForm(allauth_forms.SignupForm):
    prenom = LigneField(
        label="Prénom",
        longueur=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    nom = LigneField(
        label="Nom",
        longueur=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ["prenom", "nom", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(
            self,
            email=("Adresse électronique", f"{AIDE_COURRIEL}. Nous y enverrons un code de vérification."),
            password1=("Mot de passe", AIDE_MOT_DE_PASSE),
        )
        self.fields["email"].validators.append(refuser_caracteres_de_controle)

    def try_save(self, request: HttpRequest) -> Any:
        """Take as long for an address that has an account as for a new one: its time must tell nothing."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class MotDePasseOublieForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(self, email=("Adresse électronique", AIDE_COURRIEL))


class NouveauMotDePasseForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(
            self,
            password1=("Nouveau mot de passe", AIDE_MOT_DE_PASSE),
            password2=("Nouveau mot de passe, une seconde fois", ""),
        )


class ChangementMotDePasseForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(
            self,
            oldpassword=("Mot de passe actuel", ""),
            password1=("Nouveau mot de passe", AIDE_MOT_DE_PASSE),
            password2=("Nouveau mot de passe, une seconde fois", ""),
        )


class CodeCourrielForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(self, code=("Code reçu par courriel", "Majuscules ou minuscules, avec ou sans tiret."))


class CodeMotDePasseForm(allauth_forms.ConfirmPasswordResetCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(self, code=("Code reçu par courriel", "Majuscules ou minuscules, avec ou sans tiret."))
