"""Which départements a postcode may be of. No Django import.

Sources: La Poste by way of the official list of communes (COG 2026): every postcode that serves communes of another
département than its own is listed here.
"""

from ami.territoires.departements import DEPARTEMENTS

_AILLEURS = {
    "01200": "74", "01410": "39", "01590": "39", "05110": "04", "05130": "04", "05160": "04", "05700": "26",
    "06260": "04", "13780": "83", "21340": "71", "33220": "24", "37160": "86", "42620": "03", "43450": "15",
    "48250": "07", "52100": "51", "94390": "91", "97133": "977", "97150": "978",
}  # fmt: skip
_OUTRE_MER = ("97", "98")
_CORSE = ("2A", "2B")


def departements_du(code_postal: str) -> frozenset[str]:
    """Codes of the départements and collectivités a postcode of five digits may serve; empty: unknown."""
    debut = code_postal[: 3 if code_postal.startswith(_OUTRE_MER) else 2]
    propres = _CORSE if debut == "20" else (debut,)
    ailleurs = _AILLEURS.get(code_postal)
    return frozenset(code for code in (*propres, ailleurs) if code in DEPARTEMENTS)
