"""The whole form for one track of one wave. No Django import."""

from collections.abc import Iterable
from functools import lru_cache

from candidatures.formulaire.catalogue.champs import Champ, Parametres, PieceDemandee, Section
from candidatures.formulaire.catalogue.consortium import CONSORTIUM
from candidatures.formulaire.catalogue.economie import economie
from candidatures.formulaire.catalogue.engagements import engagements
from candidatures.formulaire.catalogue.lieu import LIEU
from candidatures.formulaire.catalogue.pieces import PIECES
from candidatures.formulaire.catalogue.projet import GOUVERNANCE, NUMERIQUE, PROJET, suite_du_projet
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.catalogue.territoire import ANCRAGE, TERRITOIRE
from candidatures.formulaire.reglages.par_question import regler_pieces, regler_sections

SECTION_DES_PIECES = Section("pieces", "Pièces jointes", ())


@lru_cache(maxsize=128)  # a few tracks in a few waves
def sections(parametres: Parametres) -> tuple[Section, ...]:
    """The whole form, in the order it is read, for one track of one wave."""
    return regler_sections(_catalogue(parametres), parametres.reglages)


@lru_cache(maxsize=128)
def pieces_demandees(parametres: Parametres) -> tuple[PieceDemandee, ...]:
    """Every kind of document of the track, whether or not it applies to a dossier."""
    return regler_pieces(PIECES, parametres.reglages)


def avec_leurs_suites(cles: Iterable[str], parametres: Parametres) -> frozenset[str]:
    """These questions, then those, and the documents (``piece:<code>``), that an answer to them may make apply."""
    toutes = frozenset(cles)
    while suites := {suite for suite, source in _dependances(parametres) if source in toutes} - toutes:
        toutes |= suites
    return toutes


@lru_cache(maxsize=128)
def _dependances(parametres: Parametres) -> frozenset[tuple[str, str]]:
    """What depends on an answer, and the question it is given to."""
    champs = ((champ.nom, champ.si[0]) for s in sections(parametres) for champ in s.champs if champ.si)
    pieces = (
        (f"piece:{piece.code}", nom)
        for piece in pieces_demandees(parametres)
        for nom, _ in (*piece.si, *piece.requise_si)
    )
    return frozenset((*champs, *pieces))


def _catalogue(parametres: Parametres) -> tuple[Section, ...]:
    return (
        STRUCTURE,
        CONSORTIUM,
        LIEU,
        TERRITOIRE,
        _projet(parametres),
        ANCRAGE,
        GOUVERNANCE,
        economie(parametres),
        SECTION_DES_PIECES,
        engagements(parametres),
    )


def _projet(parametres: Parametres) -> Section:
    numerique = NUMERIQUE if parametres.numerique else ()
    return Section(
        "projet",
        "Le projet de Fabrique",
        (*PROJET, *numerique, *suite_du_projet(parametres.nombre_annees), *_changements(parametres)),
    )


def _changements(parametres: Parametres) -> tuple[Champ, ...]:
    """One question for each reason of the former refusal, when the dossier takes up another."""
    return tuple(
        Champ(
            f"change_{code}",
            f"Ce que nous avons changé : {libelle}",
            "long",
            requis=False,
            longueur=1500,
            groupe="Depuis le dossier précédent",
        )
        for code, libelle in parametres.motifs
    )
