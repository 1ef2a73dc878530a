"""The input of each question. Fields check nothing: ``candidatures.formulaire.controle.validite`` says what is wrong with an answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import conditional_escape

from candidatures.formulaire.catalogue.champs import Champ, Genre
from candidatures.formulaire.saisie.moules import Moule
from candidatures.formulaire.saisie.valeurs import ecrire

CHOIX_EN_BOUTONS = 8  # beyond, a list is shorter to read than radio buttons
CHOIX_EN_LIGNE, MOT_COURT = 3, 12
LIGNES_D_UN_TEXTE_COURT, LIGNES_D_UN_TEXTE_LONG, TEXTE_COURT = 4, 8, 600
ATTRIBUTS: dict[Genre, dict[str, str]] = {
    "montant": {"inputmode": "decimal", "class": "ami-court"},
    "decimal": {"inputmode": "decimal", "class": "ami-court"},
    "entier": {"inputmode": "numeric", "class": "ami-court"},
    "date": {"inputmode": "numeric", "class": "ami-court"},
    "siren": {"inputmode": "numeric", "class": "ami-court"},
    "siret": {"class": "ami-court"},  # RIDET and TAHITI are typed with their name
    "code_postal": {"inputmode": "numeric", "class": "ami-court"},
    "rna": {"class": "ami-court", "autocapitalize": "characters"},
    "telephone": {"type": "tel", "class": "ami-court"},
    "courriel": {"type": "email"},
    "url": {"type": "url"},
}
AIDES: dict[Genre, str] = {
    "date": "Jour, mois et année, par exemple 15/10/2019.",
    "courriel": "Format attendu : nom@domaine.fr",
    "url": "Par exemple : https://www.exemple.fr",
}


class QuestionField(forms.Field):
    """One input. ``facultatif`` and ``longueur`` are read by the template pack; ``resume`` names it in the summary.

    It knows no dossier: the same one serves all of them, and ``SectionForm.initial`` holds what each shows. ``anciens``:
    answers of one dossier that are offered no more; ``moule``: see ``candidatures.formulaire.saisie.moules``.
    """

    moule: Moule | None = None

    def __init__(
        self, champ: Champ, *, dans_un_bloc: bool = False, resume: str = "", anciens: Iterable[str] = ()
    ) -> None:
        super().__init__(
            label=champ.libelle,
            help_text=conditional_escape(champ.aide or AIDES.get(champ.genre, "")),
            required=False,
            widget=_widget(champ, anciens, dans_un_bloc=dans_un_bloc),
        )
        self.facultatif = not champ.requis
        self.resume = resume
        self.en_ligne = len(champ.choix) <= CHOIX_EN_LIGNE and all(
            len(mot) <= MOT_COURT for _, mot in champ.choix
        )
        if champ.genre == "long":
            self.longueur = champ.longueur


class BlocField(forms.Field):
    """A block or the budget as a whole: its label, its help, the errors of no single input. ``nombre``: of rows."""

    def __init__(self, champ: Champ, nombre: int = 0) -> None:
        aide = conditional_escape(champ.aide)
        super().__init__(label=champ.libelle, help_text=aide, required=False, widget=forms.Widget())
        self.facultatif = not champ.requis
        self.nombre = nombre


def initiale(champ: Champ, valeur: Any) -> Any:
    """What the input of a question shows of an answer."""
    if champ.genre == "case":
        return valeur is True
    if champ.genre == "multiple":
        return valeur if isinstance(valeur, list) else []
    return ecrire(champ.genre, valeur)


def anciens(champ: Champ, valeur: Any) -> list[str]:
    """Answers that are offered no more: sent back, the page keeps them."""
    if not valeur or champ.genre not in {"choix", "multiple"}:
        return []
    donnes = [valeur] if champ.genre == "choix" else initiale(champ, valeur)
    offerts = {code for code, _ in champ.choix}
    return [code for code in map(str, donnes) if code not in offerts]


def _widget(champ: Champ, anciens: Iterable[str], *, dans_un_bloc: bool) -> forms.Widget:
    if champ.genre == "case":
        return forms.CheckboxInput()
    choix = [*champ.choix, *((code, f"{code} (n’est plus proposé)") for code in anciens)]
    if champ.genre == "multiple":
        return forms.CheckboxSelectMultiple(choices=choix)
    if champ.genre == "choix":
        if dans_un_bloc or len(champ.choix) > CHOIX_EN_BOUTONS:
            return forms.Select(choices=[("", "Choisissez dans la liste"), *choix])
        return forms.RadioSelect(choices=choix)
    attributs = dict(ATTRIBUTS.get(champ.genre, {}))
    if champ.saisie:
        attributs["autocomplete"] = champ.saisie
    elif champ.genre != "long":
        attributs["autocomplete"] = "off"
    if champ.genre == "long":
        court = dans_un_bloc or champ.longueur <= TEXTE_COURT
        attributs["rows"] = str(LIGNES_D_UN_TEXTE_COURT if court else LIGNES_D_UN_TEXTE_LONG)
        return forms.Textarea(attrs=attributs)
    return forms.TextInput(attrs=attributs)
