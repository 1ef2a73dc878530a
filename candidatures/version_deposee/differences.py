"""What changed between two filings, as people read them. No Django import.

Two filings are compared by what they say of themselves (``presentation``), never by the questionnaire of
today: a question keeps its name when its words or its section change.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from candidatures.formulaire.presentation.dossier import NON_RENSEIGNE, Ligne, Tableau
from candidatures.version_deposee.contenu import Contenu, PieceDeposee

VIDE = NON_RENSEIGNE
# Beyond, finding the changed words costs more than reading the two texts.
MOTS_MAX = 1500
Sort = Literal["egal", "retire", "ajoute"]


@dataclass(frozen=True)
class Fragment:
    """A run of words of a text: kept, taken away or added."""

    sort: Sort
    texte: str


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same; ``avant`` or ``apres`` is « Non renseigné » when there was nothing."""

    section: str
    libelle: str
    avant: str
    apres: str

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """The changed words, when the two texts have enough in common to be read as one; else nothing."""
        return _fragments(self.avant, self.apres)


def differences(avant: Contenu, apres: Contenu) -> tuple[Difference, ...]:
    """Differences between two filings, in the order of the later form; files at the end."""
    anciennes, nouvelles = _lignes(avant), _lignes(apres)
    trouvees: list[Difference] = []
    for champ in (*nouvelles, *(champ for champ in anciennes if champ not in nouvelles)):
        trouvees += _comparer(anciennes.get(champ), nouvelles.get(champ))
    return (*trouvees, *_pieces(avant.pieces, apres.pieces))


def _lignes(contenu: Contenu) -> dict[str, tuple[str, Ligne]]:
    """Each answer with the title of its section, by name of question. Documents are compared apart."""
    return {
        ligne.champ: (section.titre, ligne)
        for section in contenu.presentation
        if section.code != "pieces"
        for ligne in section.lignes
    }


def _comparer(ancienne: tuple[str, Ligne] | None, nouvelle: tuple[str, Ligne] | None) -> list[Difference]:
    titre, reference = nouvelle or ancienne or ("", None)
    if reference is None:
        return []
    avant, apres = ancienne and ancienne[1], nouvelle and nouvelle[1]
    tableaux = [ligne.tableau if ligne else None for ligne in (avant, apres)]
    if any(tableaux):
        return _comparer_tableaux(titre, reference.libelle, *tableaux)
    textes = [(ligne.valeur if ligne else "") or VIDE for ligne in (avant, apres)]
    return [] if textes[0] == textes[1] else [Difference(titre, reference.libelle, *textes)]


def _comparer_tableaux(
    titre: str, libelle: str, avant: Tableau | None, apres: Tableau | None
) -> list[Difference]:
    return [
        Difference(
            titre, f"{libelle} – {nom}" if nom else libelle, *_cellules(avant, apres, ancienne, nouvelle)
        )
        for nom, ancienne, nouvelle in _apparier(avant.lignes if avant else (), apres.lignes if apres else ())
    ]


Rangee = Sequence[str]


def _apparier(
    avant: Sequence[Rangee], apres: Sequence[Rangee]
) -> Iterable[tuple[str, Rangee | None, Rangee | None]]:
    """Rows that differ, two by two: by their header when it names them, by their place otherwise."""
    if _nommees(avant) and _nommees(apres):
        anciennes = {rangee[0]: rangee for rangee in avant}
        nouvelles = {rangee[0]: rangee for rangee in apres}
        noms = (*nouvelles, *(nom for nom in anciennes if nom not in nouvelles))
        couples = [(nom, anciennes.get(nom), nouvelles.get(nom)) for nom in noms]
        return [couple for couple in couples if couple[1] != couple[2]]
    return _apparier_par_place([tuple(r) for r in avant], [tuple(r) for r in apres])


def _apparier_par_place(
    avant: list[tuple[str, ...]], apres: list[tuple[str, ...]]
) -> list[tuple[str, Rangee | None, Rangee | None]]:
    couples: list[tuple[str, Rangee | None, Rangee | None]] = []
    for sort, i, j, k, n in SequenceMatcher(None, avant, apres, autojunk=False).get_opcodes():
        if sort == "equal":
            continue
        for pas in range(max(j - i, n - k)):
            ancienne = avant[i + pas] if i + pas < j else None
            nouvelle = apres[k + pas] if k + pas < n else None
            couples.append(((nouvelle or ancienne or ("",))[0], ancienne, nouvelle))
    return couples


def _nommees(rangees: Sequence[Rangee]) -> bool:
    noms = [rangee[0] for rangee in rangees if rangee]
    return all(noms) and len(noms) == len(set(noms)) == len(rangees)


def _cellules(
    avant: Tableau | None, apres: Tableau | None, ancienne: Rangee | None, nouvelle: Rangee | None
) -> tuple[str, str]:
    """Both rows in words: the cells that differ when there are two rows, all of them otherwise."""
    anciennes = _nommer(avant, ancienne)
    nouvelles = _nommer(apres, nouvelle)
    if ancienne is not None and nouvelle is not None:
        changees = {c for c in (*anciennes, *nouvelles) if anciennes.get(c) != nouvelles.get(c)}
    else:
        changees = {*anciennes, *nouvelles}
    return _en_mots(anciennes, changees), _en_mots(nouvelles, changees)


def _nommer(tableau: Tableau | None, rangee: Rangee | None) -> dict[str, str]:
    if tableau is None or rangee is None:
        return {}
    return dict(zip(tableau.entetes, rangee, strict=False))


def _en_mots(cellules: Mapping[str, str], gardees: set[str]) -> str:
    dites = [f"{entete} : {texte or VIDE}" for entete, texte in cellules.items() if entete in gardees]
    return "\n".join(dites) or VIDE


def _pieces(avant: Iterable[PieceDeposee], apres: Iterable[PieceDeposee]) -> list[Difference]:
    """A document is the same when its kind and its content are: renaming it changes nothing."""
    anciennes = {(piece.code, piece.empreinte): piece for piece in avant}
    nouvelles = {(piece.code, piece.empreinte): piece for piece in apres}
    retirees = [p for cle, p in anciennes.items() if cle not in nouvelles]
    ajoutees = [p for cle, p in nouvelles.items() if cle not in anciennes]
    codes = dict.fromkeys(piece.code for piece in (*ajoutees, *retirees))
    return [_piece_changee(code, retirees, ajoutees) for code in codes]


def _piece_changee(
    code: str, retirees: Iterable[PieceDeposee], ajoutees: Iterable[PieceDeposee]
) -> Difference:
    avant = [piece for piece in retirees if piece.code == code]
    apres = [piece for piece in ajoutees if piece.code == code]
    return Difference("Pièces jointes", (apres or avant)[0].libelle, _noms(avant), _noms(apres))


def _noms(pieces: Iterable[PieceDeposee]) -> str:
    return "\n".join(piece.nom for piece in pieces) or "Aucun fichier"


def _fragments(avant: str, apres: str) -> tuple[Fragment, ...]:
    anciens, nouveaux = re.findall(r"\s+|\w+|[^\w\s]", avant), re.findall(r"\s+|\w+|[^\w\s]", apres)
    if VIDE in (avant, apres) or max(len(anciens), len(nouveaux)) > MOTS_MAX:
        return ()
    paires = SequenceMatcher(None, anciens, nouveaux, autojunk=False)
    if paires.ratio() < 0.5:  # noqa: PLR2004 - less than half in common: two texts, not one corrected
        return ()
    fragments: list[Fragment] = []
    for sort, i, j, k, n in paires.get_opcodes():
        if sort == "equal":
            fragments.append(Fragment("egal", "".join(anciens[i:j])))
            continue
        if j > i:
            fragments.append(Fragment("retire", "".join(anciens[i:j])))
        if n > k:
            fragments.append(Fragment("ajoute", "".join(nouveaux[k:n])))
    return tuple(fragments)
