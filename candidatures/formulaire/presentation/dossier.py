"""A dossier as people read it: labels, words and tables instead of codes. No Django import.

What is read is filed with the answers (``candidatures.version_deposee.contenu``), so that a filing is read for ever as
it was, whatever becomes of the questionnaire.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from ami.commun.adresses import affichable
from ami.commun.dates import PARIS, jour
from ami.commun.nombres import FINE_INSECABLE, euros, taille_lisible
from ami.territoires import numeros
from candidatures.formulaire.catalogue.champs import Champ, Dossier, PieceLue, Section
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.controle import budget
from candidatures.formulaire.controle.formats import jour_saisi
from candidatures.formulaire.controle.validite import lignes, nombre, vide
from candidatures.formulaire.questionnaire import pieces_demandees, sections

NON_RENSEIGNE = "Non renseigné"
# The label of a question says on which condition it is asked; once it is, the condition holds.
_CONDITION = re.compile(r" \((si|s’il) [^()]*\)$")
Rangee = tuple[str, ...]


@dataclass(frozen=True)
class Tableau:
    """``lignes``: rows of text, whose first cell is the header of the row."""

    legende: str
    entetes: Rangee
    lignes: tuple[Rangee, ...]


@dataclass(frozen=True)
class Ligne:
    champ: str
    libelle: str
    valeur: str
    tableau: Tableau | None = None


@dataclass(frozen=True)
class SectionLue:
    code: str
    titre: str
    lignes: tuple[Ligne, ...]

    @property
    def remplies(self) -> tuple[Ligne, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.tableau or ligne.valeur != NON_RENSEIGNE)

    @property
    def vides(self) -> tuple[Ligne, ...]:
        """Questions asked and not answered."""
        return tuple(ligne for ligne in self.lignes if not ligne.tableau and ligne.valeur == NON_RENSEIGNE)


def presenter(dossier: Dossier) -> tuple[SectionLue, ...]:
    """Every question that applies, with its answer in words; documents are lines of their section."""
    return tuple(
        SectionLue(
            section.code,
            section.titre,
            _pieces(dossier) if section.code == "pieces" else _reponses(section, dossier),
        )
        for section in sections(dossier.cahier)
    )


def en_clair(champ: Champ, valeur: Any) -> str:
    """The text people read for one answer; what is wrong is read as it was typed."""
    if vide(valeur):
        return NON_RENSEIGNE
    if champ.genre == "case":
        return "Oui"
    if champ.genre == "liste":
        return "\n".join(
            " · ".join(cellule for cellule in rangee if cellule) for rangee in _rangees(champ, valeur)
        )
    if champ.genre == "budget":
        sommes = budget.totaux(valeur, champ.annees)
        return f"Charges {euros(sommes.total_des_charges)}, produits {euros(sommes.total_des_produits)}"
    if champ.genre == "multiple" and isinstance(valeur, list):
        return ", ".join(_libelle(champ, code) for code in valeur)
    return _en_mots(champ, valeur)


def _en_mots(champ: Champ, valeur: Any) -> str:
    montant = nombre(valeur)
    if champ.genre == "montant" and montant is not None:
        return euros(montant)
    if champ.genre in ("entier", "decimal") and montant is not None:
        return _quantite(montant)
    if champ.genre == "siret" and numeros.est_un_numero(valeur):
        return numeros.en_mots(valeur)
    if champ.genre == "date" and (lu := jour_saisi(valeur)):
        return jour(datetime.combine(lu, time(12), PARIS))
    if champ.genre == "courriel" and isinstance(valeur, str):
        return affichable(valeur)
    return _libelle(champ, valeur)


def _libelle(champ: Champ, code: Any) -> str:
    return dict(champ.choix).get(code, code) if isinstance(code, str) else str(code)


def _quantite(quantite: Decimal) -> str:
    """« 2,5 », « 1 200 »: no zero that says nothing."""
    texte = f"{quantite:,f}"
    if "." in texte:
        texte = texte.rstrip("0").rstrip(".")
    return texte.replace(",", FINE_INSECABLE).replace(".", ",")


def _reponses(section: Section, dossier: Dossier) -> tuple[Ligne, ...]:
    return tuple(
        _ligne(champ, dossier.reponses.get(champ.nom))
        for champ in section.champs
        if champ.s_applique(dossier.reponses)
    )


def _ligne(champ: Champ, valeur: Any) -> Ligne:
    tableau = None
    if not vide(valeur) and champ.genre == "liste":
        tableau = _tableau_de_liste(champ, valeur)
    elif not vide(valeur) and champ.genre == "budget":
        tableau = _tableau_de_budget(champ, valeur)
    return Ligne(champ.nom, _intitule(champ), "" if tableau else en_clair(champ, valeur), tableau)


def _intitule(champ: Champ) -> str:
    return _CONDITION.sub("", champ.libelle)


def _rangees(champ: Champ, valeur: Any) -> list[Rangee]:
    return [
        tuple(
            "" if vide(ligne.get(sous.nom)) or not sous.s_applique(ligne) else en_clair(sous, ligne[sous.nom])
            for sous in champ.sous_champs
        )
        for _, ligne in lignes(valeur)
    ]


def _tableau_de_liste(champ: Champ, valeur: Any) -> Tableau | None:
    rangees = tuple(_rangees(champ, valeur))
    return (
        Tableau(_intitule(champ), tuple(_intitule(sous) for sous in champ.sous_champs), rangees)
        if rangees
        else None
    )


def _tableau_de_budget(champ: Champ, valeur: Any) -> Tableau:
    """Lines with an amount, then the totals; contributions in kind come after, on their own."""
    annees = range(1, champ.annees + 1)
    sommes = budget.totaux(valeur, champ.annees)
    rangees: list[Rangee] = []
    for groupe, titre, totaux in (
        ("charges", "Total des charges", sommes.charges),
        ("produits", "Total des produits", sommes.produits),
    ):
        rangees += [
            _rangee(f"{code} {libelle}", [budget.cellule(valeur, groupe, code, annee) for annee in annees])
            for code, libelle in budget.POSTES[groupe]
            if code != budget.VOLONTAIRES[groupe] and sommes.lignes[groupe][code]
        ]
        rangees.append(_rangee(titre, totaux))
    rangees.append(_rangee("Produits moins charges", sommes.ecarts))
    if any((*sommes.emplois_volontaires, *sommes.contributions_volontaires)):
        rangees.append(_rangee(_poste("charges"), sommes.emplois_volontaires))
        rangees.append(_rangee(_poste("produits"), sommes.contributions_volontaires))
    entetes = ("Poste", *(libelle for _, libelle in champ.choix), "Total")
    return Tableau(_intitule(champ), entetes, tuple(rangees))


def _poste(groupe: str) -> str:
    code = budget.VOLONTAIRES[groupe]
    return f"{code} {dict(budget.POSTES[groupe])[code]}"


def _rangee(titre: str, montants: Iterable[Decimal | None]) -> Rangee:
    donnes = list(montants)
    total = sum((montant for montant in donnes if montant is not None), Decimal(0))
    return (titre, *("" if montant is None else euros(montant) for montant in donnes), euros(total))


def _pieces(dossier: Dossier) -> tuple[Ligne, ...]:
    """One line a document, under the name of its kind."""
    return tuple(
        Ligne(f"{PIECE}{piece.code}", libelle, _piece(piece))
        for piece, libelle in pieces_dans_l_ordre(dossier)
    )


def pieces_dans_l_ordre(dossier: Dossier) -> list[tuple[PieceLue, str]]:
    """Documents in the order of the form, with the name of their kind; kinds withdrawn since come last, by code."""
    libelles = {piece.code: piece.libelle for piece in pieces_demandees(dossier.cahier)}
    rangs = {code: rang for rang, code in enumerate(libelles)}
    triees = sorted(
        dossier.pieces, key=lambda piece: (rangs.get(piece.code, len(rangs)), piece.code, piece.id)
    )
    return [(piece, libelles.get(piece.code, piece.code)) for piece in triees]


def _piece(piece: PieceLue) -> str:
    legende = f"{piece.legende} : " if piece.legende else ""
    return f"{legende}{piece.nom} – {taille_lisible(piece.taille)} – SHA-256 {piece.empreinte}"
