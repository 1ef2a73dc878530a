"""The inputs of each question of a version of the form, made once and kept in the process: they know no dossier."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from django import forms

from ami.commun.dsfr import champ as ecrire_champ
from ami.commun.dsfr import saisie as ecrire_saisie
from candidatures.formulaire.catalogue.champs import Champ
from candidatures.formulaire.controle.budget import POSTES
from candidatures.formulaire.saisie.blocs import nom_de_cellule, nombre_d_annees
from candidatures.formulaire.saisie.mots import mots_de
from candidatures.formulaire.saisie.moules import MODELE, Moule, moule
from candidatures.formulaire.saisie.questions import BlocField, QuestionField, anciens, initiale


@dataclass(frozen=True)
class Entree:
    """One input by its name; ``chemin``: where its value is in the answer to the question."""

    nom: str
    champ: Champ
    field: forms.Field
    chemin: tuple[Any, ...] = ()

    def lire(self, valeur: Any) -> Any:
        """What was typed in it, right or wrong."""
        for cle in self.chemin:
            valeur = _dedans(valeur, cle)
        return valeur


def poser(form: forms.Form, champ: Champ, valeur: Any) -> None:
    """Give a form every input of a question, with what each shows of the answer."""
    for entree in entrees(champ, _taille(champ, valeur)):
        form.fields[entree.nom] = field = entree.field
        if isinstance(field, QuestionField):
            lue = entree.lire(valeur)
            form.initial[entree.nom] = initiale(entree.champ, lue)
            if hors_liste := anciens(entree.champ, lue):
                form.fields[entree.nom] = QuestionField(
                    entree.champ, dans_un_bloc=bool(entree.chemin), resume=field.resume, anciens=hors_liste
                )


def ecrire(form: forms.Form, nom: str, rang: object = MODELE) -> str:
    """A question with its input; ``rang``: of its row, in a block."""
    coulee = _couler(form, nom, rang)
    return ecrire_champ(form[nom]) if coulee is None else coulee


def ecrire_l_entree(form: forms.Form, nom: str) -> str:
    """The input alone, of a cell."""
    coulee = _couler(form, nom)
    return ecrire_saisie(form[nom]) if coulee is None else coulee


def _couler(form: forms.Form, nom: str, rang: object = MODELE) -> str | None:
    """None for an input in error, or that shows what is offered no more: there is no mould of it."""
    field: Any = form.fields[nom]
    if field.moule is None or nom in form.errors:
        return None
    coulee: str = field.moule.remplir(form.initial[nom], rang)
    return coulee


def _dedans(valeur: Any, cle: Any) -> Any:
    if isinstance(valeur, Mapping):
        return valeur.get(cle)
    return valeur[cle] if isinstance(valeur, list) and isinstance(cle, int) and cle < len(valeur) else None


def _taille(champ: Champ, valeur: Any) -> int:
    """Rows of a block, years of a budget."""
    if champ.genre == "liste":
        return len(valeur) if isinstance(valeur, list) else 0
    return nombre_d_annees(champ, valeur) if champ.genre == "budget" else 0


def entrees(champ: Champ, taille: int) -> Iterable[Entree]:
    """Every input of a question; those of a block come after the block itself."""
    if champ.genre == "liste":
        rangs = (*range(taille), taille, MODELE)
        bloc = Entree(champ.nom, champ, BlocField(champ, taille))
        return chain((bloc,), *(_d_une_ligne(champ, rang) for rang in rangs))
    return _du_budget(champ, taille) if champ.genre == "budget" else _d_une_question(champ)


@lru_cache(maxsize=2048)  # every question of a few tracks in a few waves
def _d_une_question(champ: Champ) -> tuple[Entree]:
    field = QuestionField(champ)
    field.moule = moule(field, champ.nom, ecrire_champ)
    return (Entree(champ.nom, champ, field),)


@lru_cache(maxsize=2048)
def _d_une_ligne(champ: Champ, rang: int | str) -> tuple[Entree, ...]:
    return tuple(_de_la_ligne(champ, rang))


def _de_la_ligne(champ: Champ, rang: int | str) -> Iterator[Entree]:
    titre = mots_de(champ).titre
    for sous in champ.sous_champs:
        resume = f"{titre} {rang + 1}, {sous.libelle}" if isinstance(rang, int) else ""
        field = QuestionField(sous, dans_un_bloc=True, resume=resume)
        field.moule = _moule_de_ligne(champ, sous)
        yield Entree(f"{champ.nom}-{rang}-{sous.nom}", sous, field, (rang, sous.nom))


@lru_cache(maxsize=1024)
def _moule_de_ligne(champ: Champ, sous: Champ) -> Moule:
    """The same for every row."""
    return moule(QuestionField(sous, dans_un_bloc=True), f"{champ.nom}-{MODELE}-{sous.nom}", ecrire_champ)


@lru_cache(maxsize=32)
def _du_budget(champ: Champ, annees: int) -> tuple[Entree, ...]:
    return tuple(_des_cellules(champ, annees))


def _des_cellules(champ: Champ, annees: int) -> Iterator[Entree]:
    """One input a cell, named by the heads of its line and of its column; hidden, the years of a longer call."""
    yield Entree(champ.nom, champ, BlocField(champ))
    for groupe, postes in POSTES.items():
        for code, libelle in postes:
            for annee in range(1, annees + 1):
                cellule = Champ(code, f"{code} – {libelle}, année {annee}", "montant")
                field = QuestionField(cellule)
                if annee > champ.annees:
                    field.widget = forms.HiddenInput()
                else:
                    entetes = f"{champ.nom}-{groupe}-{code} {champ.nom}-annee-{annee}"
                    field.widget.attrs |= {"class": "fr-input", "aria-labelledby": entetes}
                nom = nom_de_cellule(champ, groupe, code, annee)
                field.moule = moule(field, nom, ecrire_saisie)
                yield Entree(nom, cellule, field, (groupe, code, annee - 1))
