"""One part of an odt or ods, judged by what it says."""

from .archive import Attributs, parcourir
from .liens import interroge, mene_dehors, peut_etre_suivi
from .refus import Raison, Refus

ELEMENTS = {
    "encryption-data": Raison.CHIFFRE,
    **dict.fromkeys(
        ("event-listener", "libraries", "module", "library", "script", "execute-macro"), Raison.MACROS
    ),
    **dict.fromkeys(
        (
            *("dde-source", "dde-link", "dde-connection", "dde-connection-decl"),
            *("table-source", "section-source", "cell-range-source", "connection-resource"),
            *("database-source-sql", "database-source-table", "database-source-query"),
            "submission",  # of a form: what is typed goes to a site
        ),
        Raison.LIEN_EXTERNE,
    ),
    "svg": Raison.DESSIN_ACTIF,  # judged apart, where it is the whole part
    **dict.fromkeys(("object-ole", "plugin", "applet", "floating-frame"), Raison.OBJET_INCORPORE),
}
FORMULES = ("formula", "expression", "condition")
IMAGES = ("src", "image-data")  # of an instance of a form, of a button: fetched as soon as the document opens


def juger(xml: bytes) -> None:
    """Judge a part. Raises ``Refus``."""
    parcourir(xml, _juger)


def _juger(nom: str, attributs: Attributs) -> None:
    if nom in ELEMENTS:
        raise Refus(ELEMENTS[nom])
    lien = attributs.get("href", "").strip()
    permis = peut_etre_suivi(lien) if nom == "a" else not (mene_dehors(lien) or lien.startswith(("../", "/")))
    if not permis:
        raise Refus(Raison.LIEN_EXTERNE)
    if any(mene_dehors(attributs.get(cle, "")) for cle in IMAGES):
        raise Refus(Raison.LIEN_EXTERNE)
    if any(interroge(attributs.get(cle, "")) for cle in FORMULES):
        raise Refus(Raison.LIEN_EXTERNE)
