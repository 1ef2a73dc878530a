"""Settings of a wave that are about no single question. No Django import.

``{"annee_debut": 2027, "plafond_public": 80, "seuil_de_minimis": 300000, "anciennete_min_mois": 12,
"departements": ["67", "2A"], "montant_motive": true}``. What is absent or out of shape is read as the default: a setting never breaks a form.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ami.territoires.departements import DEPARTEMENTS

SEUIL_DE_MINIMIS = 300_000  # euros over three years (UE 2023/2831)
SEUIL_DE_MINIMIS_MAX = 10_000_000
ANCIENNETE_MAX = 600  # months


def plafond_public(reglages: Mapping[str, Any]) -> int | None:
    """Greatest share of public money, in percent (E11); None: no cap."""
    return _entier(reglages.get("plafond_public"), 100)


def seuil_de_minimis(reglages: Mapping[str, Any]) -> Decimal:
    """Above which declared aids and this one are looked at (E12), in euros."""
    return Decimal(_entier(reglages.get("seuil_de_minimis"), SEUIL_DE_MINIMIS_MAX) or SEUIL_DE_MINIMIS)


def anciennete_minimale(reglages: Mapping[str, Any]) -> int | None:
    """Months that a structure has existed at the closing (E19); None: no minimum."""
    return _entier(reglages.get("anciennete_min_mois"), ANCIENNETE_MAX)


def departements_vises(reglages: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of the départements of the wave (E17); empty: all of them."""
    codes = reglages.get("departements")
    if not isinstance(codes, list):
        return ()
    return tuple(code for code in codes if isinstance(code, str) and code in DEPARTEMENTS)


def admet_un_montant_motive(reglages: Mapping[str, Any]) -> bool:
    """Whether a laureate may be granted less than the minimum of the track, or more than was asked, for a reason."""
    return reglages.get("montant_motive") is True


def _entier(valeur: Any, maximum: int) -> int | None:
    bon = isinstance(valeur, int) and not isinstance(valeur, bool) and 1 <= valeur <= maximum
    return valeur if bon else None
