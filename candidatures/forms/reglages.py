"""Forms that set the form of a wave. They keep only what differs from the catalogue."""

import itertools
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.text import slugify

from ami.commun.formulaires import FormulaireRelu, LigneField
from ami.commun.textes import sur_une_ligne
from candidatures.forms.saisies import Depliable, nombre_field
from candidatures.formulaire.catalogue.champs import Champ, PieceDemandee, Section
from candidatures.formulaire.reglages.par_question import (
    TEXTES,
    Reglages,
    ajouts_de,
    en_feuilles,
    est_indispensable,
    longueur_max,
    reglage_de,
)
from candidatures.formulaire.reglages.validite import AIDE_MAX, LIBELLE_MAX, Faute, fautes
from candidatures.services.regler import taille_maximale

LIGNES_LIBRES = 2
VIDES_PARLANTS = ("aide", "demandee_a", "obligatoire_pour")  # emptied, they are not the default again
Entrees = dict[str, forms.Field]


class ReglagesForm(FormulaireRelu):
    """One group of inputs for each thing that is set; ``defauts``: its value in the catalogue, by input."""

    use_required_attribute = False
    sections: tuple[Section, ...] = ()
    pieces: tuple[PieceDemandee, ...] = ()

    famille = ""  # of the rules, one for each thing; none on the page of what is not about one thing
    ajoutes = ""  # name of the list of additions, if any

    def __init__(self, reglages: Reglages, data: Any = None) -> None:
        super().__init__(data)
        self.reglages = en_feuilles(reglages)
        self.defauts: dict[str, dict[str, Any]] = {}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.mention = "Rien n’est obligatoire sur cette page."
        self.helper.layout = Layout()

    def _poser(
        self, nom: str, titre: str, entrees: Mapping[str, forms.Field], defauts: dict[str, Any], reglage: Any
    ) -> None:
        self.defauts[nom] = defauts
        for cle, entree in entrees.items():
            entree.initial = reglage.get(cle, defauts[cle])
            setattr(entree, "facultatif", False)  # noqa: B010 - said once for the page
        self._grouper(nom, titre, entrees, reglee=bool(reglage))

    def _grouper(self, debut: str, titre: str, entrees: Mapping[str, forms.Field], *, reglee: bool) -> None:
        for cle, entree in entrees.items():
            setattr(entree, "resume", f"{titre}, {str(entree.label).lower()}")  # noqa: B010 - in the summary of errors
            self.fields[f"{debut}-{cle}"] = entree
        self.helper.layout.append(Depliable(titre, [f"{debut}-{cle}" for cle in entrees], reglee=reglee))

    def _regles(self) -> dict[str, dict[str, Any]]:
        """For each thing, what was typed that differs from its default; an emptied label is the default."""
        return {nom: self._ecarts(nom, defauts) for nom, defauts in self.defauts.items()}

    def _ecarts(self, nom: str, defauts: Mapping[str, Any]) -> dict[str, Any]:
        saisies = {cle: self.cleaned_data[f"{nom}-{cle}"] for cle in defauts if f"{nom}-{cle}" in self.fields}
        return {
            cle: valeur
            for cle, valeur in saisies.items()
            if valeur != _tel_que_saisi(defauts[cle])
            and (valeur not in (None, "", []) or cle in VIDES_PARLANTS)
        }

    def _poser_les_ajouts(
        self, ajouts: Iterable[Mapping[str, Any]], titre: str, entrees_d_un_ajout: Callable[[], Entrees]
    ) -> None:
        """Those that exist, then blank ones; emptying a label removes it."""
        connus = list(ajouts)
        for rang in range(len(connus) + LIGNES_LIBRES):
            ajout = connus[rang] if rang < len(connus) else {}
            entrees = entrees_d_un_ajout()
            for cle, entree in entrees.items():
                entree.initial = ajout.get(cle)
            self._grouper(f"ajout-{rang}", f"{titre} {rang + 1}", entrees, reglee=bool(ajout))

    def clean(self) -> dict[str, Any]:
        """Nothing typed in a blank group is dropped without a word; emptying the label of an old one removes it.

        Then what the service would refuse is said on its input.
        """
        super().clean()
        for debut, saisies in self._saisies_des_ajouts():
            blanc = self.fields[f"{debut}-libelle"].initial is None
            if blanc and not saisies.get("libelle") and any(saisies.values()):
                self.add_error(f"{debut}-libelle", "Écrivez un libellé, ou videz cet ajout.")
        if not self.errors:
            refus = fautes(
                self.changements(),
                sections=self.sections,
                pieces=self.pieces,
                taille_max=taille_maximale(),
            )
            for faute in list(refus):
                self.add_error(self._entree(faute), faute.phrase)
        return self.cleaned_data

    @abstractmethod
    def changements(self) -> dict[str, Any]:
        """What ``regler_formulaire`` takes."""

    def stockees(self) -> dict[str, Any]:
        return {nom: self.reglages.get(nom) for nom in self._noms()}

    def valeurs(self) -> dict[str, Any]:
        return dict.fromkeys(self._noms()) | en_feuilles(self.changements())

    def _noms(self) -> list[str]:
        """Of every value that this page sets (``en_feuilles``)."""
        if not self.famille:
            return list(self.fields)
        entrees = [nom for nom in self.fields if not nom.startswith("ajout-")]
        cibles = (nom.rpartition("-") for nom in entrees)
        noms = [f"{self.famille}.{cible}.{cle}" for cible, _, cle in cibles]
        return [*noms, self.ajoutes] if self.ajoutes else noms

    def champs_de(self, nom: str) -> list[str]:
        if nom == self.ajoutes:
            return [champ for champ in self.fields if champ.startswith("ajout-")]
        _, _, reste = nom.partition(".")
        cible, _, cle = reste.rpartition(".")
        return [f"{cible}-{cle}" if cible else nom]

    def libelle_de(self, nom: str) -> str:
        return "Ajouts de cette vague" if nom == self.ajoutes else super().libelle_de(nom)

    def en_mots(self, nom: str, valeur: Any) -> str:
        """A value that is not set is the default, and is read as it; of an addition, all that was typed."""
        if nom == self.ajoutes:
            return "\n".join(_ajout_en_mots(ajout) for ajout in valeur or []) or "Rien"
        if self.famille:
            _, cible, cle = nom.split(".")
            (valeur,) = valeur or [self.defauts[cible][cle]]
        return super().en_mots(nom, valeur)

    def _entree(self, faute: Faute) -> str:
        """Name of the input in which it was typed."""
        if not faute.cible:
            return faute.cle
        if faute.famille in ("pieces_ajoutees", "engagements_ajoutes"):
            ecrits = [debut for debut, saisies in self._saisies_des_ajouts() if saisies["libelle"]]
            return f"{ecrits[int(faute.cible)]}-{faute.cle}"
        return f"{faute.cible}-{faute.cle}"

    def _saisies_des_ajouts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """For each group of inputs of an addition, the beginning of their names and what was typed."""
        for rang in itertools.takewhile(
            lambda rang: f"ajout-{rang}-libelle" in self.fields, itertools.count()
        ):
            debut = f"ajout-{rang}"
            noms = [nom for nom in self.fields if nom.startswith(f"{debut}-")]
            yield debut, {nom.removeprefix(f"{debut}-"): self.cleaned_data.get(nom) for nom in noms}

    def _ajouts(self) -> list[dict[str, Any]]:
        """Of each, its name and what was typed; what was left empty is not kept, but for the help."""
        ajouts: dict[str, dict[str, Any]] = {}
        for _, saisies in self._saisies_des_ajouts():
            if code := _code(saisies["libelle"], ajouts):
                gardees = {
                    cle: lu for cle, lu in saisies.items() if lu not in (None, "", []) or cle == "aide"
                }
                ajouts[code] = {"code": code} | gardees
        return list(ajouts.values())


def _ajout_en_mots(ajout: Mapping[str, Any]) -> str:
    autres = [
        f"{cle} : {valeur}" for cle, valeur in ajout.items() if cle not in ("code", "libelle") and valeur
    ]
    return " – ".join([str(ajout.get("libelle", "")), *autres])


def _tel_que_saisi(valeur: Any) -> Any:
    """A default, as the same words come back from the input: unbreakable spaces are not kept there."""
    return sur_une_ligne(valeur) if isinstance(valeur, str) else valeur


def _code(libelle: str, pris: Mapping[str, Any]) -> str:
    """A name made of the words of the label, unlike those already taken; empty without label."""
    if not libelle:
        return ""
    base = f"ajout_{slugify(libelle).replace('-', '_')[:20]}".strip("_")
    codes = (base if n == 1 else f"{base}_{n}" for n in range(1, len(pris) + 2))
    return next(code for code in codes if code not in pris)


class QuestionsReglagesForm(ReglagesForm):
    """Questions of one section, or its commitments."""

    def __init__(self, section: Section, reglages: Reglages, data: Any = None) -> None:
        super().__init__(reglages, data)
        self.sections = (section,)
        self.famille = "engagements" if section.code == "engagements" else "champs"
        self.ajoutes = "engagements_ajoutes" if section.code == "engagements" else ""
        for champ in section.champs:
            reglage = reglage_de(reglages, self.famille, champ.nom)
            self._poser(champ.nom, champ.libelle, _entrees_de_question(champ), _defauts(champ), reglage)
        if self.famille == "engagements":
            self._poser_les_ajouts(
                ajouts_de(reglages, "engagements_ajoutes"), "Engagement ajouté", _entrees_d_engagement
            )

    def changements(self) -> dict[str, Any]:
        ajouts = {"engagements_ajoutes": self._ajouts()} if self.famille == "engagements" else {}
        return {self.famille: self._regles(), **ajouts}


def _entrees_d_engagement() -> Entrees:
    return mots() | {"requis": forms.BooleanField(label="Obligatoire", required=False)}


def mots() -> Entrees:
    return {
        "libelle": LigneField(label="Libellé", longueur=LIBELLE_MAX, required=False),
        "aide": LigneField(label="Aide", longueur=AIDE_MAX, required=False),
    }


def _entrees_de_question(champ: Champ) -> Entrees:
    entrees = mots()
    if champ.genre in TEXTES:
        entrees["longueur"] = nombre_field("Nombre maximal de caractères", longueur_max(champ))
    if not est_indispensable(champ.nom):
        entrees["requis"] = forms.BooleanField(label="Obligatoire pour déposer", required=False)
        entrees["masque"] = forms.BooleanField(label="Ne pas poser cette question", required=False)
    return entrees


def _defauts(champ: Champ) -> dict[str, Any]:
    return {
        "libelle": champ.libelle,
        "aide": champ.aide,
        "longueur": champ.longueur,
        "requis": champ.requis,
        "masque": False,
    }
