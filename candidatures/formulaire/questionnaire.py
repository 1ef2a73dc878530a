"""The whole form for one track of one wave. No Django import."""

from collections.abc import Iterable
from functools import lru_cache

from candidatures.formulaire.catalogue.champs import Cahier, Champ, PieceDemandee, Section
from candidatures.formulaire.catalogue.consortium import CONSORTIUM
from candidatures.formulaire.catalogue.economie import economie
from candidatures.formulaire.catalogue.engagements import engagements
from candidatures.formulaire.catalogue.lieu import LIEU
from candidatures.formulaire.catalogue.pieces import PIECE, PIECES
from candidatures.formulaire.catalogue.projet import GOUVERNANCE, NUMERIQUE, PROJET, suite_du_projet
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.catalogue.territoire import ANCRAGE, TERRITOIRE
from candidatures.formulaire.reglages.par_question import regler_pieces, regler_sections

# Where the answers that feed each criterion are; a grid may have others, read over the whole dossier.
SECTIONS_DES_CRITERES = {
    "ambition": "projet",
    "ancrage": "ancrage",
    "gouvernance": "gouvernance",
    "modele": "budget",
}
SECTION_DES_PIECES = Section("pieces", "Pièces jointes", ())


@lru_cache(maxsize=128)  # a few tracks in a few waves
def sections(cahier: Cahier) -> tuple[Section, ...]:
    """The whole form, in the order it is read, for one track of one wave."""
    return regler_sections(_catalogue(cahier), cahier.reglages)


@lru_cache(maxsize=128)
def pieces_demandees(cahier: Cahier) -> tuple[PieceDemandee, ...]:
    """Every kind of document of the track, whether or not it applies to a dossier."""
    return regler_pieces(PIECES, cahier.reglages)


def avec_leurs_suites(cles: Iterable[str], cahier: Cahier) -> frozenset[str]:
    """These questions, then those, and the documents (``piece:<code>``), that an answer to them may make apply."""
    toutes = frozenset(cles)
    while suites := {suite for suite, source in _dependances(cahier) if source in toutes} - toutes:
        toutes |= suites
    return toutes


@lru_cache(maxsize=128)
def _dependances(cahier: Cahier) -> frozenset[tuple[str, str]]:
    """What depends on an answer, and the question it is given to."""
    champs = ((champ.nom, champ.si[0]) for s in sections(cahier) for champ in s.champs if champ.si)
    pieces = (
        (f"{PIECE}{piece.code}", nom)
        for piece in pieces_demandees(cahier)
        for nom, _ in (*piece.si, *piece.requise_si)
    )
    return frozenset((*champs, *pieces))


def _catalogue(cahier: Cahier) -> tuple[Section, ...]:
    return (
        STRUCTURE,
        CONSORTIUM,
        LIEU,
        TERRITOIRE,
        _projet(cahier),
        ANCRAGE,
        GOUVERNANCE,
        economie(cahier),
        SECTION_DES_PIECES,
        engagements(cahier),
    )


def _projet(cahier: Cahier) -> Section:
    numerique = NUMERIQUE if cahier.numerique else ()
    return Section(
        "projet",
        "Le projet de Fabrique",
        (*PROJET, *numerique, *suite_du_projet(cahier.nombre_annees), *_changements(cahier)),
        "Les évaluateurs y jugent l’ambition : ce que le projet apporte au territoire et aux autres tiers-lieux.",
    )


def _changements(cahier: Cahier) -> tuple[Champ, ...]:
    """One question for each reason of the former refusal, when the dossier takes up another."""
    return tuple(
        Champ(
            f"change_{code}",
            f"Ce que nous avons changé : {libelle}",
            "long",
            requis=False,
            longueur=1500,
            groupe="Depuis le dossier précédent",
        )
        for code, libelle in cahier.motifs
    )
