"""Forms of accounts: those of allauth, with French labels, help and the error ties of our pack."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as allauth_forms
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from ami.commun.formulaires import AdresseField, Formulaire, LigneField
from ami.comptes.models import NOM_MAX, Utilisateur

AIDE_MOT_DE_PASSE = "12 caractères au moins. Une phrase facile à retenir convient très bien."
AIDE_COURRIEL = "Format attendu : nom@domaine.fr"
AIDE_CODE = "Majuscules ou minuscules, avec ou sans tiret."
# What a field says, by name, when it is left empty.
_VIDES = {
    "prenom": "Écrivez votre prénom.",
    "nom": "Écrivez votre nom.",
    "email": "Écrivez votre adresse électronique.",
    "login": "Écrivez votre adresse électronique.",
    "password": "Écrivez votre mot de passe.",
    "oldpassword": "Écrivez votre mot de passe actuel.",
    "password1": "Écrivez votre mot de passe.",
    "password2": "Écrivez votre nouveau mot de passe une seconde fois.",
    "code": "Écrivez le code reçu par courriel.",
}
# What allauth says, by code, and what to do instead.
_PHRASES = {
    "email_password_mismatch": "L’adresse électronique ou le mot de passe est incorrect.",
    "too_many_login_attempts": "Trop de mots de passe faux pour cette adresse : attendez dix minutes, ou choisissez-en "
    "un nouveau par « Mot de passe oublié ? ».",
    "incorrect_code": "Ce code n’est pas le bon : recopiez celui du dernier courriel reçu. "
    "Après trois codes faux, il faudra recommencer.",
}


def _champ_d_adresse() -> AdresseField:
    """In place of allauth's field: one rule for every address of the site."""
    return AdresseField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))


def _habiller(form: forms.Form, **libelles: tuple[str, str]) -> None:
    """Set label, help and messages of the fields and drop the placeholders: a placeholder is no label."""
    for nom, champ in form.fields.items():
        champ.widget.attrs.pop("placeholder", None)
        if nom in _VIDES:
            champ.error_messages["required"] = _VIDES[nom]
    for nom, (libelle, aide) in libelles.items():
        form.fields[nom].label, form.fields[nom].help_text = libelle, aide


def _redire(erreur: ValidationError) -> ValidationError:
    """Say an error of allauth in our words, if we have some."""
    phrase = _PHRASES.get(getattr(erreur, "code", None) or "")
    return ValidationError(phrase, code=erreur.code) if phrase else erreur


class ConnexionForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _champ_d_adresse()
        _habiller(
            self,
            login=("Adresse électronique", AIDE_COURRIEL),
            password=("Mot de passe", ""),
            remember=("Garder ma session ouverte sur cet appareil", ""),
        )

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError as erreur:
            raise _redire(erreur) from erreur


def _champ_de_nom(libelle: str, saisie: str) -> LigneField:
    return LigneField(label=libelle, longueur=NOM_MAX, widget=forms.TextInput(attrs={"autocomplete": saisie}))


class IdentiteForm(Formulaire):
    """The name of a person, as they change it."""

    use_required_attribute = False
    prenom = _champ_de_nom("Prénom", "given-name")
    nom = _champ_de_nom("Nom", "family-name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(self)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("prenom", "nom")


class InscriptionForm(allauth_forms.SignupForm):
    prenom = _champ_de_nom("Prénom", "given-name")
    nom = _champ_de_nom("Nom", "family-name")
    field_order = ["prenom", "nom", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _champ_d_adresse()
        _habiller(
            self,
            email=("Adresse électronique", f"{AIDE_COURRIEL}. Nous y enverrons un code de vérification."),
            password1=("Mot de passe", AIDE_MOT_DE_PASSE),
        )

    def clean_email(self) -> str:
        """An account whose address nobody proved gives way to the person who signs up now."""
        adresse = str(super().clean_email())
        if self.account_already_exists:
            a_remplacer = Utilisateur.objects.jamais_prouves().filter(email=adresse)
            self.account_already_exists: bool = not a_remplacer.exists()
        return adresse

    def try_save(self, request: HttpRequest) -> Any:
        """Take as long for an address that has an account as for a new one: its time must tell nothing."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class MotDePasseOublieForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _champ_d_adresse()
        _habiller(self, email=("Adresse électronique", AIDE_COURRIEL))

    def clean_email(self) -> str:
        """Whoever typed the name of an account never proved is perhaps not the person of this address: it has none yet."""
        adresse = str(super().clean_email())
        jamais = set(Utilisateur.objects.jamais_prouves().filter(email=adresse).values_list("pk", flat=True))
        self.users: list[Any] = [compte for compte in self.users if compte.pk not in jamais]
        return adresse


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


def _code_verifie(verifier: Callable[[], str]) -> str:
    try:
        return verifier()
    except ValidationError as erreur:
        raise _redire(erreur) from erreur


class CodeCourrielForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(self, code=("Code reçu par courriel", AIDE_CODE))

    def clean_code(self) -> str:
        return _code_verifie(super().clean_code)


class CodeMotDePasseForm(allauth_forms.ConfirmPasswordResetCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _habiller(self, code=("Code reçu par courriel", AIDE_CODE))

    def clean_code(self) -> str:
        return _code_verifie(super().clean_code)
