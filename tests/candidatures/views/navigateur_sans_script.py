"""A browser without JavaScript, as far as forms go: what the inputs of a page send when a button is pressed."""

from html.parser import HTMLParser
from typing import Any

from crispy_forms.utils import render_crispy_form
from django.http import QueryDict

from candidatures.formulaire.saisie import SectionForm

TYPES_COCHES = {"checkbox", "radio"}


class Saisies(HTMLParser):
    """Name and value of each input, in the order of the page; a ``<template>`` is not part of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.envoyees: list[tuple[str, str]] = []
        self._modeles = 0
        self._liste: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._texte: list[str] | None = None
        self._nom = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributs = dict(attrs)
        self._modeles += tag == "template"
        if self._modeles:
            return
        nom, valeur = attributs.get("name") or "", attributs.get("value")
        if tag == "input" and attributs.get("type") not in TYPES_COCHES:
            self.envoyees.append((nom, valeur or ""))
        elif tag == "input" and "checked" in attributs:
            self.envoyees.append((nom, "on" if valeur is None else valeur))
        elif tag == "select":
            self._liste, self._options = nom, []
        elif tag == "option":
            self._options.append((valeur or "", "selected" in attributs))
        elif tag == "textarea":
            self._nom, self._texte = nom, []

    def handle_endtag(self, tag: str) -> None:
        self._modeles -= tag == "template"
        if self._modeles:
            return
        if tag == "select" and self._liste is not None:
            choisies = [valeur for valeur, choisie in self._options if choisie] or [self._options[0][0]]
            self.envoyees += [(self._liste, valeur) for valeur in choisies]
            self._liste = None
        elif tag == "textarea" and self._texte is not None:
            # A browser drops the line end that follows the tag, and sends the others as CR LF.
            texte = "".join(self._texte).removeprefix("\r").removeprefix("\n")
            self.envoyees.append((self._nom, texte.replace("\n", "\r\n")))
            self._texte = None

    def handle_data(self, data: str) -> None:
        if self._texte is not None:
            self._texte.append(data)


def page_de(form: SectionForm) -> str:
    return str(render_crispy_form(form, context={"csrf_token": "jeton"}))


def envoyer(form: SectionForm, **boutons: Any) -> QueryDict:
    """What the page of this form sends when one of its buttons is pressed; ``boutons`` may fill inputs too."""
    donnees = QueryDict(mutable=True)
    for nom, valeur in Saisies(page_de(form)).envoyees:
        donnees.appendlist(nom, valeur)
    for nom, valeur in boutons.items():
        donnees[nom] = valeur
    return donnees
