"""One section of a draft as a page."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.utils import ErrorDict
from django.forms.widgets import Script

from candidatures.formulaire.catalogue.champs import Champ, Reponses, Section
from candidatures.formulaire.controle.validite import erreurs
from candidatures.formulaire.saisie.blocs import Geste, est_sur_la_page, lire_budget, lire_geste, lire_lignes
from candidatures.formulaire.saisie.entrees import poser
from candidatures.formulaire.saisie.mise_en_page import mise_en_page
from candidatures.formulaire.saisie.valeurs import lire_question


class SectionForm(forms.Form):
    """Inputs of one section; it refuses nothing, and says what is wrong with what is stored or was sent.

    ``reponses``: every answer of the dossier, since conditions look at other sections. ``data``: what a page sent;
    with ``seulement``, these questions alone are read, and the form is not to be shown.
    """

    use_required_attribute = False

    def __init__(
        self,
        section: Section,
        reponses: Reponses,
        data: Any = None,
        *,
        seulement: Collection[str] | None = None,
    ) -> None:
        super().__init__()
        self.section = section
        self.questions = {
            champ.nom: champ for champ in section.champs if seulement is None or champ.nom in seulement
        }
        self._donnees, self._ancre = data, ""
        self._valeurs = self._lire()
        self.reponses: dict[str, Any] = {**reponses, **self._valeurs}
        if seulement is None:
            self._preparer_la_page()

    def _preparer_la_page(self) -> None:
        for champ in self.questions.values():
            poser(self, champ, self.reponses.get(champ.nom))
        self._errors = ErrorDict(renderer=self.renderer)
        for nom, messages in self.erreurs.items():
            self._errors[nom] = self.error_class(messages, renderer=self.renderer)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = mise_en_page(self.section)

    @property
    def media(self) -> forms.Media:
        genres = {champ.genre for champ in self.questions.values()}
        scripts = [nom for nom, genre in (("listes", "liste"), ("budget", "budget")) if genre in genres]
        return forms.Media(js=[Script(f"ami/{nom}.js", type="module") for nom in scripts])  # type: ignore[misc]

    def valeurs(self) -> dict[str, Any]:
        """Answers sent, as JSON values, once the button pressed is obeyed; an empty answer is None."""
        return dict(self._valeurs)

    def geste(self) -> Geste | None:
        """The button of a block that sent the page, if it is one."""
        return lire_geste(self.questions, self._donnees) if self._donnees is not None else None

    def ancre(self) -> str:
        """Where to come back to after ``geste``: an id of the page, empty without a button."""
        return self._ancre

    @cached_property
    def erreurs(self) -> Mapping[str, list[str]]:
        """What is wrong with the answers that apply, by name of input."""
        trouvees: dict[str, list[str]] = {}
        for champ in self.questions.values():
            if not champ.s_applique(self.reponses):
                continue
            for erreur in erreurs(champ, self.reponses.get(champ.nom)):
                nom = "-".join((champ.nom, *filter(None, erreur.chemin.split("."))))
                trouvees.setdefault(nom if nom in self.fields else champ.nom, []).append(erreur.message)
        return trouvees

    def _lire(self) -> dict[str, Any]:
        if self._donnees is None:
            return {}
        presentes = (c for c in self.questions.values() if est_sur_la_page(c, self._donnees))
        return {champ.nom: self._lire_une(champ) for champ in presentes}

    def _lire_une(self, champ: Champ) -> Any:
        if champ.genre == "budget":
            return lire_budget(champ, self._donnees)
        if champ.genre != "liste":
            return lire_question(champ, self._donnees, champ.nom)
        geste = self.geste()
        lignes, ancre = lire_lignes(
            champ, self._donnees, geste if geste and geste.champ == champ.nom else None
        )
        self._ancre = self._ancre or ancre
        return lignes
