"""Tracks, documents and whole dossiers for the tests of the form."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Cahier, Dossier, PieceLue
from candidatures.formulaire.controle.completude import (
    manques,
)
from candidatures.formulaire.questionnaire import sections
from tests.scenarios import PIECES_DES_REPONSES_COMPLETES, reponses_completes
from tests.textes import CARACTERES

FT = Cahier(
    montant_min_total=Decimal(75_000),
    montant_max_total=Decimal(150_000),
    montant_max_annuel=Decimal(50_000),
    nombre_annees=3,
)
FNT = replace(FT, numerique=True, prime_investissement_max=Decimal(100_000))
UN_AN = replace(FT, nombre_annees=1, montant_min_total=Decimal(0), montant_max_total=Decimal(50_000))
PROJET = {"situation": "projet", "ouverture_prevue": "2028-01-01", "etape": "idee", "avancement": "Études.", "absence_offre": "Rien."}  # fmt: skip
MEMBRE = {"nom": "SCIC", "a_un_siret": "non", "role": "associe", "competences": "Menuiserie"}
CONSORTIUM = {
    "porte_par_un_consortium": "oui", "membres": [MEMBRE], "accord": "signe", "territoire_commun": "Le quartier.",
    "accord_membres": True,
}  # fmt: skip
CHAMPS = {champ.nom: champ for section in sections(FNT) for champ in section.champs}


def pieces(*codes: str) -> tuple[PieceLue, ...]:
    return tuple(
        PieceLue(rang, code, f"{code}.pdf", 1200, "0" * 64, "", "sain") for rang, code in enumerate(codes)
    )


def complet(cahier: Cahier = FT, **changements: Any) -> Dossier:
    return Dossier(cahier, reponses_completes(**changements), pieces(*PIECES_DES_REPONSES_COMPLETES))


def absents(cahier: Cahier = FT, **changements: Any) -> list[str]:
    return [manque.champ for manque in manques(complet(cahier, **changements))]


def noms(cahier: Cahier, code: str) -> list[str]:
    return [champ.nom for section in sections(cahier) if section.code == code for champ in section.champs]


valeurs = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(CARACTERES, max_size=5),
    st.lists(st.dictionaries(st.just("nom"), st.text(CARACTERES, max_size=3), max_size=1), max_size=2),
)
reponses_libres = st.dictionaries(st.sampled_from(sorted(CHAMPS)), valeurs)
