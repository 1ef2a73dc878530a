"""What is wrong with settings before they are stored: the check of the service and of its forms. No Django import.

Reading settings ignores what is out of shape (``par_question``, ``generaux``); storing them refuses it. Shapes and bounds
are those of these two modules; what is empty is valid and gives back the default (``fusionner``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ami.commun.caracteres import faute_de_ligne
from ami.territoires.departements import DEPARTEMENTS
from candidatures.formulaire.catalogue.champs import Champ, PieceDemandee, Section
from candidatures.formulaire.catalogue.situations import SITUATIONS, STRUCTURES, codes_de, en_mots, pour
from candidatures.formulaire.reglages import generaux
from candidatures.formulaire.reglages.par_question import (
    CODE,
    FORMATS,
    NOMBRE_MAX,
    TAILLE_MAX,
    TEXTES,
    TOUS,
    est_indispensable,
    est_une_adresse,
    longueur_max,
    obligatoire_pour,
    regler_piece,
)

LIBELLE_MAX, AIDE_MAX, AJOUTS_MAX = 300, 500, 50
ANNEES = (2000, 2100)
INCONNU = "Ce réglage n’existe pas."
Regle = Callable[[Any], str]


@dataclass(frozen=True)
class Faute:
    """``cible``: the question, the document, or the rank of an addition; ``cle``: which of its settings."""

    famille: str
    cible: str
    cle: str
    phrase: str


def fautes(
    changements: object,
    *,
    sections: Iterable[Section],
    pieces: Iterable[PieceDemandee],
    taille_max: int = TAILLE_MAX,
) -> Iterator[Faute]:
    """Everything that is wrong with ``changements`` of the form whose default words are ``sections`` and ``pieces``."""
    if not isinstance(changements, Mapping):
        yield Faute("", "", "", "Des réglages sont un objet.")
        return
    familles = _familles(tuple(sections), tuple(pieces), min(taille_max, TAILLE_MAX))
    for nom, valeur in changements.items():
        if nom in familles:
            yield from familles[nom](valeur)
        elif nom in _GENERAUX:
            if valeur not in (None, []) and (phrase := _GENERAUX[nom](valeur)):
                yield Faute("generaux", "", nom, phrase)
        else:
            yield Faute("", "", str(nom), INCONNU)


def _familles(
    sections: tuple[Section, ...], pieces: tuple[PieceDemandee, ...], taille_max: int
) -> dict[Any, Callable[[Any], Iterator[Faute]]]:
    champs = {c.nom: _regles_du_champ(c) for s in sections if s.code != "engagements" for c in s.champs}
    engagements = {c.nom: _regles_du_champ(c) for s in sections if s.code == "engagements" for c in s.champs}
    connues = {piece.code: piece for piece in pieces}
    regles = _regles_d_une_piece(taille_max)
    des_pieces = {code: regles | {"masque": _booleen} for code in connues}
    ajout = {"code": _code, **_MOTS, "requis": _booleen}
    return {
        "champs": lambda valeur: _par_nom("champs", valeur, champs),
        "engagements": lambda valeur: _par_nom("engagements", valeur, engagements),
        "pieces": lambda valeur: _par_nom("pieces", valeur, des_pieces, connues),
        "engagements_ajoutes": lambda valeur: _ajouts("engagements_ajoutes", valeur, ajout, ()),
        "pieces_ajoutees": lambda valeur: _ajouts(
            "pieces_ajoutees", valeur, {"code": _code} | regles, connues
        ),
    }


def _par_nom(
    famille: str,
    valeur: Any,
    regles: Mapping[Any, Mapping[str, Regle]],
    pieces: Mapping[str, PieceDemandee] | None = None,
) -> Iterator[Faute]:
    if not isinstance(valeur, Mapping):
        yield Faute(famille, "", "", "Ces réglages sont un objet, par question ou par pièce.")
        return
    for cible, reglage in valeur.items():
        if cible not in regles:
            yield Faute(
                famille, str(cible), "", "Cette question ou cette pièce n’est pas dans ce formulaire."
            )
        else:
            yield from _d_un_objet(famille, cible, reglage, regles[cible], (pieces or {}).get(cible))


def _ajouts(famille: str, valeur: Any, regles: Mapping[str, Regle], pris: Iterable[str]) -> Iterator[Faute]:
    if valeur is None:
        return
    if not isinstance(valeur, list) or len(valeur) > AJOUTS_MAX:
        yield Faute(famille, "", "", f"Ces ajouts sont une liste, de {AJOUTS_MAX} au plus.")
        return
    codes = set(pris)
    piece = PieceDemandee("", "") if famille == "pieces_ajoutees" else None
    for rang, ajout in enumerate(valeur):
        du_rang = list(_d_un_objet(famille, str(rang), ajout, regles, piece))
        yield from du_rang
        if du_rang:
            continue
        if not ajout.get("libelle", "").strip():
            yield Faute(famille, str(rang), "libelle", "Écrivez un libellé, ou videz cet ajout.")
        if ajout.get("code") is None or ajout["code"] in codes:
            yield Faute(famille, str(rang), "libelle", "Un autre porte déjà ce nom.")
        codes.add(ajout.get("code"))


def _d_un_objet(
    famille: str, cible: str, reglage: Any, regles: Mapping[str, Regle], piece: PieceDemandee | None
) -> Iterator[Faute]:
    """Faults of one rule, setting by setting; then, for a document, of whom it is asked and required together."""
    if not isinstance(reglage, Mapping):
        yield Faute(famille, cible, "", "Ce réglage est un objet.")
        return
    trouvees = [
        Faute(famille, cible, str(cle), phrase)
        for cle, valeur in reglage.items()
        if (phrase := regles[cle](valeur) if cle in regles else INCONNU)
    ]
    yield from trouvees
    if piece is not None and not trouvees and (oubliees := _jamais_demandees(regler_piece(piece, reglage))):
        phrase = f"Cette pièce n’est pas demandée à {oubliees} : cochez-la aussi dans « Demandée à »."
        yield Faute(famille, cible, "obligatoire_pour", phrase)


def _jamais_demandees(piece: PieceDemandee) -> str:
    """Kinds of structures of which it is required and not asked, when it is asked of structures only: of nobody."""
    demandee_a = codes_de(piece.si)
    if not demandee_a or not set(demandee_a) <= set(STRUCTURES):
        return ""
    exigees = (code for code in obligatoire_pour(piece) if code in STRUCTURES)
    return en_mots(pour(*(code for code in exigees if code not in demandee_a)))


def _regles_du_champ(champ: Champ) -> dict[str, Regle]:
    regles = dict(_MOTS)
    if champ.genre in TEXTES:
        regles["longueur"] = _entier(1, longueur_max(champ))
    if not est_indispensable(champ.nom):
        regles |= {"requis": _booleen, "masque": _booleen}
    return regles


def _regles_d_une_piece(taille_max: int) -> dict[str, Regle]:
    situations = [situation.code for situation in SITUATIONS]
    return _MOTS | {
        "demandee_a": _codes(situations),
        "obligatoire_pour": _codes([TOUS, *situations]),
        "nombre": _entier(1, NOMBRE_MAX),
        "modele": lambda valeur: (
            "" if est_une_adresse(valeur) else "Écrivez une adresse qui commence par https://."
        ),
        "formats": _codes(FORMATS),
        "taille_max": _entier(1, taille_max),
    }


def _entier(minimum: int, maximum: int) -> Regle:
    def regle(valeur: Any) -> str:
        entier = isinstance(valeur, int) and not isinstance(valeur, bool)
        bon = entier and minimum <= valeur <= maximum
        return "" if bon else f"Indiquez un nombre entier de {minimum} à {maximum}."

    return regle


def _codes(connus: Iterable[str]) -> Regle:
    possibles = set(connus)

    def regle(valeur: Any) -> str:
        if not isinstance(valeur, list) or not all(isinstance(code, str) for code in valeur):
            return "Indiquez une liste de codes."
        inconnus = [code for code in valeur if code not in possibles]
        if inconnus:
            return f"Ces codes n’existent pas : {', '.join(inconnus)}."
        return "" if len(set(valeur)) == len(valeur) else "Un code est écrit deux fois."

    return regle


def _departements(valeur: Any) -> str:
    faute = _codes(DEPARTEMENTS)(valeur)
    return faute.replace("n’existent pas", "ne sont pas ceux de départements")


def _booleen(valeur: Any) -> str:
    return "" if isinstance(valeur, bool) else "Répondez par oui ou par non."


def _code(valeur: Any) -> str:
    bon = isinstance(valeur, str) and CODE.fullmatch(valeur)
    return (
        "" if bon else "Un code s’écrit en minuscules sans accents, chiffres et « _ », 31 caractères au plus."
    )


_MOTS: dict[str, Regle] = {
    "libelle": lambda valeur: faute_de_ligne(valeur, LIBELLE_MAX),
    "aide": lambda valeur: faute_de_ligne(valeur, AIDE_MAX),
}
_GENERAUX: dict[Any, Regle] = {
    "annee_debut": _entier(*ANNEES),
    "plafond_public": _entier(1, 100),
    "seuil_de_minimis": _entier(1, generaux.SEUIL_DE_MINIMIS_MAX),
    "anciennete_min_mois": _entier(1, generaux.ANCIENNETE_MAX),
    "departements": _departements,
    "montant_motive": _booleen,
}
