"""Forms of the site, and their text fields."""

import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ami.commun.adresses import affichable, canonique, faute_d_adresse
from ami.commun.caracteres import faute_de_texte
from ami.commun.concurrence import marques, relire_marques
from ami.commun.erreurs import Conflit, ErreurMetier, Incomplet
from ami.commun.nombres import deux_lectures, nombre_tape, sans_euro
from ami.commun.textes import nombre_sur_une_ligne, normaliser, sur_une_ligne


class Formulaire(forms.Form):
    """A form that also says what its service refuses."""

    champ_du_refus: str | None = None  # where to say what names no field; None: above the form

    def signaler(self, erreur: ErreurMetier) -> None:
        """Say a refusal next to the first field it names, and what was found with it."""
        nommes = erreur.manques if isinstance(erreur, Incomplet) else ()
        champ = next((nom for nom in nommes if nom in self.fields), self.champ_du_refus)
        self.add_error(champ, erreur.message)
        for autre in erreur.autres if isinstance(erreur, Incomplet) else ():
            self.signaler(autre)


@dataclass(frozen=True)
class DeuxValeurs:
    """One value of a page, and the one that somebody else stored meanwhile, in words."""

    nom: str
    libelle: str
    la_mienne: str
    l_autre: str


class FormulaireRelu(Formulaire):
    """A form over values that others may change while its page is open: it carries the marks of what it showed.

    ``_lecture.html``, inside the ``form`` element, writes them, and both values of each conflict with the buttons to choose.
    """

    conflits: tuple[DeuxValeurs, ...] = ()
    qui_a_ecrit = ""
    marques_vues: Mapping[str, str] = MappingProxyType({})

    @abstractmethod
    def stockees(self) -> Mapping[str, Any]:
        """What is stored, by name, as the service compares it."""

    @abstractmethod
    def valeurs(self) -> Mapping[str, Any]:
        """What was typed, by the same names."""

    def champs_de(self, nom: str) -> Sequence[str]:
        """Inputs in which this value is typed."""
        return (nom,)

    def en_mots(self, nom: str, valeur: Any) -> str:
        """A value as people read it."""
        if isinstance(valeur, list):
            return ", ".join(self.en_mots(nom, element) for element in valeur) or "Rien"
        if isinstance(valeur, bool) or (valeur is None and self._est_une_case(self.champs_de(nom)[0])):
            return "Oui" if valeur else "Non"
        choix = {
            str(cle): libelle for cle, libelle in getattr(self.fields[self.champs_de(nom)[0]], "choices", ())
        }
        return str(choix.get(str(valeur), valeur)) if valeur not in (None, "") else "Rien"

    def libelle_de(self, nom: str) -> str:
        champ = self.fields[self.champs_de(nom)[0]]
        return str(getattr(champ, "resume", champ.label))

    @property
    def lues(self) -> str:
        """Marks of what the page shows; refused, it had read what it had read, but for what a conflict shows now."""
        if not self.is_bound:
            return json.dumps(marques(self.stockees()))
        envoyees = relire_marques(self.data.get("lues", ""))
        if not self.conflits:
            return json.dumps(envoyees)
        opposees = {deux.nom for deux in self.conflits}
        montrees = {nom: marque for nom, marque in marques(self.stockees()).items() if nom not in opposees}
        return json.dumps(envoyees | montrees)

    @property
    def vues(self) -> str:
        """Marks of the stored values that a conflict shows beside what was typed."""
        return json.dumps(dict(self.marques_vues))

    def signaler(self, erreur: ErreurMetier) -> None:
        if isinstance(erreur, Conflit):
            self._opposer(erreur)
        else:
            super().signaler(erreur)

    def _opposer(self, erreur: Conflit) -> None:
        """Both values of each conflict, what others stored of the rest, and what was typed where nobody else did."""
        saisies = self.valeurs()
        self.conflits = tuple(
            DeuxValeurs(
                nom, self.libelle_de(nom), self.en_mots(nom, saisies.get(nom)), self.en_mots(nom, actuelle)
            )
            for nom, actuelle in erreur.actuelles.items()
        )
        self.marques_vues, self.qui_a_ecrit = marques(erreur.actuelles), erreur.par
        donnees: Any = self.data
        self.data = donnees.copy()
        for nom in erreur.intactes:
            for champ in self.fields.keys() & set(self.champs_de(nom)):
                self._montrer_la_stockee(champ)

    def _montrer_la_stockee(self, champ: str) -> None:
        valeur: Any = self.get_initial_for_field(self.fields[champ], champ)
        donnees: Any = self.data
        if self._est_une_case(champ):
            donnees.setlist(champ, ["on"] if valeur else [])
        else:
            entree = self.fields[champ]
            montree = entree.widget.format_value(entree.prepare_value(valeur))  # as the page writes it
            donnees.setlist(champ, montree if isinstance(montree, list) else [montree or ""])

    def _est_une_case(self, champ: str) -> bool:
        return isinstance(self.fields[champ].widget, forms.CheckboxInput)


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


class _NombreTape(forms.Field):
    """A number typed the French way, « 50 000,5 »: what reads in two ways (« 12.000 ») is asked again."""

    decimales_max = 0

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            tape = sans_euro(nombre_sur_une_ligne(value))
            if faute := deux_lectures(tape, self.decimales_max):
                raise ValidationError(faute, code="invalid")
            value = nombre_tape(tape)
            if tape and value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class EntierField(_NombreTape, forms.IntegerField):
    """Whole number: a browser lends its own way of typing to no ``type="number"``, where « 300.000 » is three hundred."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **options)


class MontantField(_NombreTape, forms.DecimalField):
    """Amount in euros: « 50 000,00 »."""

    decimales_max = 2
