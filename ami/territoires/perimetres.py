"""Which départements a perimeter holds. No Django import."""

from collections.abc import Collection

from ami.territoires.departements import DEPARTEMENTS


def departements_de(*, regions: Collection[str], departements: Collection[str]) -> list[str]:
    """Codes of the départements that are named, or lie in one of the régions, by INSEE codes."""
    return [d.code for d in DEPARTEMENTS.values() if d.code in departements or d.region in regions]
