"""Forms that set the form of a wave. They keep only what differs from the catalogue."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.text import slugify

from ami.commun.formulaires import LigneField
from ami.commun.textes import sur_une_ligne
from candidatures.champs import Champ, PieceDemandee, Section
from candidatures.reglages import LONGUEUR_MAX, NOMBRE_MAX, Reglages, ajouts_de, est_indispensable, regle_de

LIGNES_LIBRES = 2
_TEXTES = ("texte", "long")


def _nombre(libelle: str, maximum: int, minimum: int = 1, aide: str = "") -> forms.IntegerField:
    message = f"Indiquez un nombre entier de {minimum} à {maximum}."
    return forms.IntegerField(
        label=libelle,
        help_text=aide,
        required=False,
        min_value=minimum,
        max_value=maximum,
        error_messages={"invalid": message, "min_value": message, "max_value": message},
    )


class _ReglagesForm(forms.Form):
    """One group of inputs for each thing that is set; ``defauts``: its value in the catalogue, by input."""

    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.defauts: dict[str, dict[str, Any]] = {}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.mention = "Rien n’est obligatoire sur cette page."
        self.helper.layout = Layout()

    def _poser(
        self, nom: str, titre: str, entrees: Mapping[str, forms.Field], defauts: dict[str, Any], regle: Any
    ) -> None:
        self.defauts[nom] = defauts
        for cle, entree in entrees.items():
            entree.initial = regle.get(cle, defauts[cle])
            setattr(entree, "facultatif", False)  # noqa: B010 - said once for the page
            self.fields[f"{nom}-{cle}"] = entree
        self.helper.layout.append(Fieldset(titre, *(f"{nom}-{cle}" for cle in entrees)))

    def _regles(self) -> dict[str, dict[str, Any]]:
        """For each thing, what was typed that differs from its default; an emptied label is the default."""
        return {nom: self._ecarts(nom, defauts) for nom, defauts in self.defauts.items()}

    def _ecarts(self, nom: str, defauts: Mapping[str, Any]) -> dict[str, Any]:
        saisies = {cle: self.cleaned_data[f"{nom}-{cle}"] for cle in defauts if f"{nom}-{cle}" in self.fields}
        return {
            cle: valeur
            for cle, valeur in saisies.items()
            if valeur != _tel_que_saisi(defauts[cle]) and (valeur not in (None, "") or cle == "aide")
        }

    def _poser_les_ajouts(self, ajouts: Iterable[Mapping[str, Any]], titre: str, requis: str) -> None:
        """Those that exist, then blank ones; emptying a label removes it."""
        connus = list(ajouts)
        for rang in range(len(connus) + LIGNES_LIBRES):
            ajout = connus[rang] if rang < len(connus) else {}
            entrees = {
                "libelle": LigneField(label="Libellé", longueur=300, required=False),
                "aide": LigneField(label="Aide", longueur=500, required=False),
                requis: forms.BooleanField(label="Obligatoire", required=False),
            }
            for cle, entree in entrees.items():
                entree.initial = ajout.get(cle)
                self.fields[f"ajout-{rang}-{cle}"] = entree
            noms = [f"ajout-{rang}-{cle}" for cle in entrees]
            self.helper.layout.append(Fieldset(f"{titre} {rang + 1}", *noms))

    def _ajouts(self, requis: str) -> list[dict[str, Any]]:
        ajouts: dict[str, dict[str, Any]] = {}
        rang = 0
        while f"ajout-{rang}-libelle" in self.fields:
            libelle = self.cleaned_data[f"ajout-{rang}-libelle"]
            if code := _code(libelle, ajouts):
                aide, exige = (self.cleaned_data[f"ajout-{rang}-{cle}"] for cle in ("aide", requis))
                ajouts[code] = {"code": code, "libelle": libelle, "aide": aide, requis: exige}
            rang += 1
        return list(ajouts.values())


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


class QuestionsReglagesForm(_ReglagesForm):
    """Questions of one section, or its commitments."""

    def __init__(self, section: Section, reglages: Reglages, data: Any = None) -> None:
        super().__init__(data)
        self.famille = "engagements" if section.code == "engagements" else "champs"
        for champ in section.champs:
            regle = regle_de(reglages, self.famille, champ.nom)
            self._poser(champ.nom, champ.libelle, _entrees_de_question(champ), _defauts(champ), regle)
        if self.famille == "engagements":
            self._poser_les_ajouts(ajouts_de(reglages, "engagements_ajoutes"), "Engagement ajouté", "requis")

    def changements(self) -> dict[str, Any]:
        ajouts = {"engagements_ajoutes": self._ajouts("requis")} if self.famille == "engagements" else {}
        return {self.famille: self._regles(), **ajouts}


def _entrees_de_question(champ: Champ) -> dict[str, forms.Field]:
    entrees: dict[str, forms.Field] = {
        "libelle": LigneField(label="Libellé", longueur=300, required=False),
        "aide": LigneField(label="Aide", longueur=500, required=False),
    }
    if champ.genre in _TEXTES:
        entrees["longueur"] = _nombre("Nombre maximal de caractères", LONGUEUR_MAX)
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


class PiecesReglagesForm(_ReglagesForm):
    """Kinds of documents: the catalogue's, then those of the wave."""

    def __init__(self, pieces: Iterable[PieceDemandee], reglages: Reglages, data: Any = None) -> None:
        super().__init__(data)
        for piece in pieces:
            defauts = {
                "libelle": piece.libelle,
                "aide": piece.aide,
                "requise": None if piece.requise_si else piece.requise,
                "nombre": piece.nombre,
                "masque": False,
            }
            regle = regle_de(reglages, "pieces", piece.code)
            self._poser(piece.code, piece.libelle, _entrees_de_piece(piece), defauts, regle)
        self._poser_les_ajouts(ajouts_de(reglages, "pieces_ajoutees"), "Pièce ajoutée", "requise")

    def changements(self) -> dict[str, Any]:
        return {"pieces": self._regles(), "pieces_ajoutees": self._ajouts("requise")}


def _entrees_de_piece(piece: PieceDemandee) -> dict[str, forms.Field]:
    choix = [("True", "Obligatoire"), ("False", "Facultative")]
    if piece.requise_si:
        choix.insert(0, ("", "Selon le dossier, comme l’aide le dit"))
    return {
        "libelle": LigneField(label="Libellé", longueur=300, required=False),
        "aide": LigneField(label="Aide", longueur=500, required=False),
        "requise": forms.TypedChoiceField(
            label="Faut-il la joindre ?",
            choices=choix,
            coerce=lambda choisi: choisi == "True",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect(),
        ),
        "nombre": _nombre("Nombre demandé", NOMBRE_MAX),
        "masque": forms.BooleanField(label="Ne pas demander cette pièce", required=False),
    }


class ReglagesGenerauxForm(_ReglagesForm):
    """What is not about one question."""

    def __init__(self, reglages: Reglages, data: Any = None) -> None:
        super().__init__(data)
        self.fields["annee_debut"] = _nombre(
            "Première année du budget", 2100, 2000, "Les tableaux disent alors « année 1 (2028) »."
        )
        self.fields["plafond_public"] = _nombre(
            "Part maximale d’argent public (%)",
            100,
            aide="Au-delà, le porteur et l’instructeur en sont alertés ; rien n’empêche de déposer.",
        )
        for nom, entree in self.fields.items():
            entree.initial = reglages.get(nom)
        self.helper.layout = Layout(*self.fields)

    def changements(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
