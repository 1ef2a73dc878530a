"""Settings at random: right ones, and the same with wrong parts."""

from typing import Any

from hypothesis import strategies as st

from candidatures.formulaire.catalogue.pieces import PIECES
from candidatures.formulaire.catalogue.situations import SITUATIONS
from candidatures.formulaire.reglages.par_question import FORMATS
from tests.textes import CARACTERES

_JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(CARACTERES, max_size=8)
    ),
    lambda enfants: st.one_of(
        st.lists(enfants, max_size=2), st.dictionaries(st.text(CARACTERES, max_size=6), enfants, max_size=2)
    ),
    max_leaves=4,
)
_MOTS = st.text(alphabet="abcé ’", min_size=1, max_size=20).filter(str.strip)
_CODES_DES_SITUATIONS = [
    situation.code for situation in SITUATIONS if situation.code in ("existant", "projet")
]
_QUESTION = {"libelle": _MOTS, "aide": _MOTS, "longueur": st.integers(1, 100_000), "requis": st.booleans()}
_PIECE = {
    "libelle": _MOTS,
    "aide": _MOTS,
    "demandee_a": st.just([]),
    "obligatoire_pour": st.lists(st.sampled_from(["tous", *_CODES_DES_SITUATIONS]), unique=True),
    "nombre": st.integers(1, 20),
    "modele": st.just("https://exemple.test/modele.ods"),
    "formats": st.lists(st.sampled_from(FORMATS), unique=True),
    "taille_max": st.integers(1, 20),
}


def mappings(*, justes: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Changes given to ``regler_formulaire``; unless ``justes``, any part of them may be any JSON value."""
    partie = (lambda juste: juste) if justes else (lambda juste: st.one_of(juste, _JSON))
    questions = st.sampled_from(["resume", "culture"])
    question = partie(_objet(_QUESTION, partie))
    piece = _objet(_PIECE, partie)
    ajouts = st.lists(
        st.builds(
            lambda code, libelle, reste: {**reste, "code": code, "libelle": libelle},
            partie(st.sampled_from(["a", "b_2", "plan"])),
            partie(_MOTS),
            piece,
        ),
        max_size=3,
        unique_by=(lambda ajout: ajout["code"]) if justes else repr,
    )
    familles: dict[str, st.SearchStrategy[Any]] = {
        "annee_debut": st.integers(2000, 2100),
        "plafond_public": st.one_of(st.none(), st.integers(1, 100)),
        "departements": st.lists(st.sampled_from(["67", "2A", "974"]), unique=True),
        "champs": st.dictionaries(
            questions if justes else st.one_of(questions, st.text(CARACTERES, max_size=6)), question
        ),
        "pieces": st.dictionaries(st.sampled_from([p.code for p in PIECES]), partie(piece), max_size=3),
        "pieces_ajoutees": ajouts,
    }
    connues = st.fixed_dictionaries({}, optional={nom: partie(valeur) for nom, valeur in familles.items()})
    if justes:
        return connues
    return st.builds(
        lambda a, b: {**a, **b}, connues, st.dictionaries(st.text(CARACTERES, max_size=6), _JSON, max_size=1)
    )


def _objet(regles: dict[str, st.SearchStrategy[Any]], partie: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={cle: partie(valeur) for cle, valeur in regles.items()})
