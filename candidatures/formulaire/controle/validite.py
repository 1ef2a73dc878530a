"""What is wrong with an answer, in words that say what to do. No Django import.

An answer is stored as it was typed, and read as right only in its canonical form: « 50000.00 », « 2026-03-01 »,
a SIRET of 14 digits. An empty answer is not wrong: ``candidatures.formulaire.controle.completude`` says what is missing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ami.commun.nombres import deux_lectures, euros
from candidatures.formulaire.catalogue.champs import Champ, Genre
from candidatures.formulaire.catalogue.plan_comptable import POSTES
from candidatures.formulaire.controle import formats

MONTANT_MAX = Decimal("9999999999.99")
_NOMBRE = re.compile(
    r"-?[0-9]{1,12}(\.([0-9]{1,2}|[0-9]{4}))?"
)  # three decimals: as typed, and read in two ways
_ENTIER = re.compile(r"-?[0-9]{1,12}")
_MONTANT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Erreur:
    """``chemin`` tells where in a block: « 0.montant » (row from 0, sub-question), « charges.60.2 » (second year).

    ``lieu`` says the same in words, for a summary read away from the field.
    """

    message: str
    chemin: str = ""
    lieu: str = ""


def vide(valeur: Any) -> bool:
    """Whether nothing was answered: a block whose cells are all empty is empty."""
    if isinstance(valeur, str):
        return not valeur.strip()
    if isinstance(valeur, dict):
        return all(vide(contenue) for contenue in valeur.values())
    if isinstance(valeur, list):
        return all(vide(contenue) for contenue in valeur)
    return valeur is None or valeur is False


def valide(champ: Champ, valeur: Any) -> bool:
    """Whether the answer may be filed; an empty one is valid."""
    return not erreurs(champ, valeur)


def erreurs(champ: Champ, valeur: Any) -> tuple[Erreur, ...]:
    """Everything wrong with the answer, in the order it is read; never raises, whatever was stored."""
    if vide(valeur):
        return ()
    if champ.genre == "liste":
        return tuple(_dans_la_liste(champ, valeur))
    if champ.genre == "budget":
        return tuple(_dans_le_budget(champ, valeur))
    message = _REGLES[champ.genre](champ, valeur)
    return (Erreur(message),) if message else ()


def nombre(valeur: Any) -> Decimal | None:
    """The amount or quantity of a stored answer; None when it is empty or is not a number."""
    if isinstance(valeur, int) and not isinstance(valeur, bool):
        valeur = str(valeur)
    return Decimal(valeur) if isinstance(valeur, str) and _NOMBRE.fullmatch(valeur) else None


def montant(valeur: Any) -> Decimal | None:
    """The amount of a stored answer, in euros and whole cents; None when it could not be filed, whatever the track."""
    lu = nombre(valeur)
    if lu is None or not _MONTANT.fullmatch(str(valeur)) or not 0 <= lu <= MONTANT_MAX:
        return None
    return lu


def lignes(valeur: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """Rows of a repeatable block that hold something, with their rank from 0."""
    if not isinstance(valeur, list):
        return []
    return [(rang, ligne) for rang, ligne in enumerate(valeur) if isinstance(ligne, dict) and not vide(ligne)]


def _dans_la_liste(champ: Champ, valeur: Any) -> Iterator[Erreur]:
    if not isinstance(valeur, list) or not all(isinstance(ligne, dict) for ligne in valeur):
        yield Erreur("Cette réponse est illisible : saisissez-la de nouveau.")
        return
    remplies = lignes(valeur)
    if len(remplies) > champ.lignes_max:
        trop = len(remplies) - champ.lignes_max
        yield Erreur(f"Au plus {champ.lignes_max} lignes : retirez-en {trop}.")
    for rang, ligne in remplies:
        for sous in champ.sous_champs:
            if sous.s_applique(ligne):
                yield from _dans_la_case(sous, rang, ligne.get(sous.nom))


def _dans_la_case(sous: Champ, rang: int, valeur: Any) -> Iterator[Erreur]:
    lieu, chemin = f"ligne {rang + 1}, {sous.libelle}", f"{rang}.{sous.nom}"
    if sous.requis and vide(valeur):
        yield Erreur("Complétez cette case, ou retirez la ligne.", chemin, lieu)
    for erreur in erreurs(sous, valeur):
        yield Erreur(erreur.message, chemin, lieu)


def _dans_le_budget(champ: Champ, valeur: Any) -> Iterator[Erreur]:
    """Cells of the lines and years that are asked; what was typed for a longer track is left alone."""
    if not isinstance(valeur, dict):
        yield Erreur("Ce tableau est illisible : saisissez-le de nouveau.")
        return
    for groupe, postes in POSTES.items():
        for ligne, libelle in postes:
            for annee, cellule in enumerate(cellules(valeur, groupe, ligne)[: champ.annees], start=1):
                if not vide(cellule) and (message := _montant(champ, cellule)):
                    lieu = f"{libelle.lower()}, année {annee}"
                    yield Erreur(message, f"{groupe}.{ligne}.{annee}", lieu)


def cellules(tableau_budgetaire: Any, groupe: str, ligne: str) -> list[Any]:
    """What was typed in a line of the budget, year after year."""
    postes = tableau_budgetaire.get(groupe) if isinstance(tableau_budgetaire, dict) else None
    saisies = postes.get(ligne) if isinstance(postes, dict) else None
    return saisies if isinstance(saisies, list) else []


def _choix(champ: Champ, valeur: Any) -> str:
    connus = {code for code, _ in champ.choix}
    return "" if isinstance(valeur, str) and valeur in connus else "Choisissez une réponse dans la liste."


def _multiple(champ: Champ, valeur: Any) -> str:
    if not isinstance(valeur, list) or any(_choix(champ, code) for code in valeur):
        return "Choisissez des réponses dans la liste."
    return ""


def _case(_champ: Champ, valeur: Any) -> str:
    return "" if valeur is True else "Cochez ou décochez cette case."


def _montant(champ: Champ, valeur: Any) -> str:
    montant = nombre(valeur)
    if montant is None or not _MONTANT.fullmatch(str(valeur)):
        return _deux_lectures(valeur, 2) or "Écrivez un montant en euros, par exemple 50\u202f000."
    if montant < 0:
        return "Un montant ne peut pas être négatif."
    maximum = MONTANT_MAX if champ.maximum is None else champ.maximum
    return f"Le maximum est de {euros(maximum)} : réduisez ce montant." if montant > maximum else ""


def _decimal(champ: Champ, valeur: Any) -> str:
    quantite = nombre(valeur)
    if quantite is None:
        return _deux_lectures(valeur, 4) or "Écrivez un nombre, par exemple 2,5."
    return _borne(champ, quantite)


def _entier(champ: Champ, valeur: Any) -> str:
    quantite = nombre(valeur)
    if quantite is None or not _ENTIER.fullmatch(str(valeur)):
        return _deux_lectures(valeur, 0) or "Écrivez un nombre entier, par exemple 12."
    return _borne(champ, quantite)


def _deux_lectures(valeur: Any, decimales_max: int) -> str:
    return deux_lectures(valeur, decimales_max) if isinstance(valeur, str) else ""


def _borne(champ: Champ, quantite: Decimal) -> str:
    minimum = Decimal(0) if champ.minimum is None else champ.minimum
    if quantite < minimum:
        return f"Écrivez un nombre d’au moins {minimum:f}."
    if champ.maximum is not None and quantite > champ.maximum:
        return f"Écrivez un nombre d’au plus {champ.maximum:f}."
    return ""


_REGLES: dict[Genre, Callable[[Champ, Any], str]] = {
    "texte": formats.ligne,
    "long": formats.texte,
    "choix": _choix,
    "multiple": _multiple,
    "montant": _montant,
    "entier": _entier,
    "decimal": _decimal,
    "case": _case,
    "siren": formats.siren,
    "siret": formats.siret,
    "rna": formats.rna,
    "courriel": formats.courriel,
    "telephone": formats.telephone,
    "date": formats.jour,
    "code_postal": formats.code_postal,
    "url": formats.url,
}
