"""A field of a form as HTML of the DSFR: label, help, input, errors. The crispy pack writes all of them with it.

Written here and not by templates: with one for each part of each field, they took most of the time of a page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.forms.widgets import Input
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

from ami.commun.nombres import entier

FACULTATIF = ' <span class="ami-facultatif">(facultatif)</span>'


def champ(field: BoundField) -> SafeString:
    """One question. Django itself points ``aria-describedby`` to the ids of the help and of the errors."""
    widget = field.field.widget
    if widget.is_hidden:
        return saisie(field)
    ecrire = next((ecrire for sorte, ecrire in _SORTES if isinstance(widget, sorte)), _champ_simple)
    return SafeString(ecrire(field))


def saisie(field: BoundField, classe: str = "", decrit_par: str = "") -> SafeString:
    """The input alone; ``classe`` and ``decrit_par`` are added to what its widget says."""
    widget = field.field.widget
    ajouts = {"class": classe and _classes(widget, classe), "aria-describedby": decrit_par}
    attributs: Any = field.build_widget_attrs({nom: mots for nom, mots in ajouts.items() if mots})
    if "id" not in widget.attrs and field.auto_id:
        attributs["id"] = field.auto_id
    ecrire = next((ecrire for sorte, ecrire in _SAISIES if isinstance(widget, sorte)), None)
    if ecrire is None:  # it has parts of its own
        return SafeString(field.as_widget(attrs=attributs))
    return SafeString(ecrire(widget.get_context(field.html_name, field.value(), attributs)["widget"]))


def libelle(field: BoundField) -> str:
    """Words of a label. A form says by ``facultatif`` what is optional; without it, what is not required is."""
    facultatif = getattr(field.field, "facultatif", None)
    if facultatif is None:
        facultatif = not field.field.required and not isinstance(field.field.widget, forms.CheckboxInput)
    return f"{conditional_escape(field.label)}{FACULTATIF if facultatif else ''}"


def aide(field: BoundField) -> str:
    """The help of a field, which is HTML as it is for Django."""
    if not field.help_text:
        return ""
    return f'<div class="fr-hint-text ami-aide" id="{field.auto_id}_helptext">{field.help_text}</div>'


def erreurs(field: BoundField) -> SafeString:
    messages = "".join(
        '<p class="fr-message fr-message--error"><span class="fr-sr-only">Erreur\u00a0:</span> '
        f"{conditional_escape(str(erreur))}</p>"
        for erreur in field.errors
    )
    groupe = f'<div class="fr-messages-group" id="{field.auto_id}_error">{messages}</div>'
    return SafeString(groupe if messages else "")


def choix(option: BoundWidget) -> SafeString:
    """One radio button or one box of a group, which says by itself what describes it.

    ARIA allows ``aria-invalid`` on a radio group, not on one radio button.
    """
    tus = {"class", "aria-describedby", "aria-invalid" if option.data["type"] == "radio" else ""}
    attributs = {nom: valeur for nom, valeur in option.data["attrs"].items() if nom not in tus}
    valeur = "" if option.data["value"] is None else option.data["value"]
    return SafeString(_input(option.data | {"attrs": attributs, "value": valeur}))


def _champ_simple(field: BoundField) -> str:
    """Texts, numbers, dates, e-mails, telephones, and long texts."""
    maximum = getattr(field.field, "longueur", None) or getattr(field.field, "max_length", None)
    if maximum and isinstance(field.field.widget, forms.Textarea):
        return _enveloppe("fr-input-group", field, _texte_long(field, maximum))
    return _enveloppe("fr-input-group", field, saisie(field, "fr-input"))


def _texte_long(field: BoundField, maximum: int) -> str:
    """It says how much may be written; formulaire.js then says how much is left."""
    compteur = f"{field.auto_id}_compteur"
    return (
        f'<p class="fr-hint-text ami-aide" id="{compteur}" data-compteur-de="{field.id_for_label}" '
        f'data-maximum="{maximum}">{entier(maximum)} caractères au maximum.</p>'
        f"{saisie(field, 'fr-input', ' '.join(filter(None, (compteur, field.aria_describedby))))}"
    )


def _champ_fichier(field: BoundField) -> str:
    return _enveloppe("fr-upload-group", field, saisie(field, "fr-upload"))


def _champ_liste(field: BoundField) -> str:
    return _enveloppe("fr-select-group", field, saisie(field, "fr-select"))


def _enveloppe(classe: str, field: BoundField, contenu: str) -> str:
    return f'<div class="{_en_erreur(classe, field)}">{_label(field)}{aide(field)}{contenu}{erreurs(field)}</div>'


def _champ_case(field: BoundField) -> str:
    classe = _en_erreur("fr-checkbox-group", field, " ami-case")
    return f'<div class="{classe}">{saisie(field)}{_label(field)}{aide(field)}{erreurs(field)}</div>'


def _champ_mot_de_passe(field: BoundField) -> str:
    """The box that shows the password has no name: it is never sent. Without JavaScript our CSS hides it."""
    groupe = _en_erreur("fr-input-group", field)
    return (
        f'<div class="fr-password {groupe}">{_label(field)}{aide(field)}'
        f'<div class="fr-input-wrap">{saisie(field, "fr-password__input fr-input")}</div>{erreurs(field)}'
        '<div class="fr-password__checkbox fr-checkbox-group fr-checkbox-group--sm">'
        f'<input type="checkbox" id="{field.auto_id}_montrer" '
        f'aria-label="Afficher le mot de passe\u00a0: {conditional_escape(field.label)}">'
        f'<label class="fr-password__checkbox fr-label" for="{field.auto_id}_montrer">Afficher</label></div></div>'
    )


def _champ_choix(field: BoundField) -> str:
    """Radio buttons, or boxes to tick; a link may lead to the group."""
    radios = not isinstance(field.field.widget, forms.CheckboxSelectMultiple)
    role = ' role="radiogroup"' if radios else ""
    faux = ' aria-invalid="true"' if radios and field.errors else ""
    decrit = f' aria-describedby="{field.aria_describedby}"' if field.aria_describedby else ""
    aide_ = f'<div class="fr-fieldset__element">{aide(field)}</div>' if field.help_text else ""
    groupe = "fr-radio-group" if radios else "fr-checkbox-group"
    en_ligne = " fr-fieldset__element--inline" if getattr(field.field, "en_ligne", False) else ""
    options = "".join(
        f'<div class="fr-fieldset__element{en_ligne}"><div class="{groupe}">{choix(option)}'
        f'<label class="fr-label" for="{option.id_for_label}">{conditional_escape(option.choice_label)}</label></div></div>'
        for option in field.subwidgets
    )
    return (
        f'<fieldset class="{_en_erreur("fr-fieldset", field)}" id="{field.auto_id}" tabindex="-1" '
        f'aria-labelledby="{field.auto_id}_legende"{role}{faux}{decrit}>'
        f'<legend class="fr-fieldset__legend fr-fieldset__legend--regular" id="{field.auto_id}_legende">'
        f"{libelle(field)}</legend>{aide_}{options}{erreurs(field)}</fieldset>"
    )


def _label(field: BoundField) -> str:
    return f'<label class="fr-label" for="{field.id_for_label}">{libelle(field)}</label>'


def _en_erreur(classe: str, field: BoundField, autres: str = "") -> str:
    return f"{classe}{autres} {classe}--error" if field.errors else f"{classe}{autres}"


def _classes(widget: forms.Widget, classe: str) -> str:
    """Its own, the name of its kind, then those of the DSFR: what style sheets and scripts know it by."""
    mots = [*widget.attrs.get("class", "").split(), widget.__class__.__name__.lower(), *classe.split()]
    return " ".join(dict.fromkeys(mots))


def _input(donnees: Mapping[str, Any]) -> str:
    debut = {"type": donnees["type"], "name": donnees["name"]}
    valeur = {} if donnees["value"] is None else {"value": donnees["value"]}
    return f"<input{_attributs({**debut, **valeur, **donnees['attrs']})}>"


def _textarea(donnees: Mapping[str, Any]) -> str:
    """A browser drops the line end that follows the tag: without it, it would drop one of the text."""
    attributs = _attributs({"name": donnees["name"], **donnees["attrs"]})
    return f"<textarea{attributs}>\n{escape(donnees['value'] or '')}</textarea>"


def _select(donnees: Mapping[str, Any]) -> str:
    groupes = "".join(_groupe(nom, options) for nom, options, _ in donnees["optgroups"])
    return f"<select{_attributs({'name': donnees['name'], **donnees['attrs']})}>{groupes}</select>"


def _groupe(nom: str | None, options: list[dict[str, Any]]) -> str:
    contenu = "".join(
        f"<option{_attributs({'value': option['value'], **option['attrs']})}>{conditional_escape(option['label'])}</option>"
        for option in options
    )
    return f'<optgroup label="{escape(nom)}">{contenu}</optgroup>' if nom else contenu


def _attributs(attributs: Mapping[str, Any]) -> str:
    return "".join(
        f" {escape(nom)}" if valeur is True else f' {escape(nom)}="{escape(valeur)}"'
        for nom, valeur in attributs.items()
        if valeur is not False
    )


Sortes = tuple[tuple[Any, Callable[[BoundField], str]], ...]
_SORTES: Sortes = (
    (forms.RadioSelect, _champ_choix),  # boxes to tick are some too
    (forms.CheckboxInput, _champ_case),
    (forms.PasswordInput, _champ_mot_de_passe),
    (forms.FileInput, _champ_fichier),
    (forms.Select, _champ_liste),
)
_SAISIES: tuple[tuple[Any, Callable[[Mapping[str, Any]], str] | None], ...] = (
    (forms.ClearableFileInput | forms.MultipleHiddenInput, None),
    (Input, _input),
    (forms.Textarea, _textarea),
    (forms.Select, _select),
)
