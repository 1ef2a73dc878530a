"""What texts and spreadsheets may point to, whatever their family."""

import re

# Links that wait for a click. Without a scheme, a link stays beside the document; a letter alone is a disk.
_PERMIS = re.compile(
    r"(?:https?|ftp|mailto|tel|file:/{3}[a-z]|[a-z]):|(?![a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE
)
_DEHORS = re.compile(r"[a-z][a-z0-9+.-]+:|[/\\]{2}", re.IGNORECASE)
_BLANCS = re.compile(r"[\x00-\x20]+")
# Functions that ask another program or a site; « program|'subject'!item » and « 'address'#sheet », which do too.
_FORMULES = re.compile(
    r"\b(?:DDE|WEBSERVICE|RTD|_xlfn\.IMAGE)\s*\(|\|(?:'(?:[^']|'')*'|\w+)!"
    r"|'(?:[a-z][a-z0-9+.-]+:|[/\\]{2})[^'\"]*'\s*[#!]",
    re.IGNORECASE,
)
# The link of a formula: the address that comes first.
_LIEN = re.compile(r"\bHYPERLINK\s*\(\s*\"([^\"]*)", re.IGNORECASE)


def peut_etre_suivi(adresse: str) -> bool:
    """Tell whether a link may be followed by whoever clicks on it: no script, no program of the reader."""
    return bool(_PERMIS.match(_BLANCS.sub("", adresse)))


def mene_dehors(adresse: str) -> bool:
    """Tell whether what is fetched there is outside of the document and of its folder."""
    return bool(_DEHORS.match(_BLANCS.sub("", adresse)))


def interroge(formule: str) -> bool:
    """Tell whether a formula asks something of another program or of a site, or links to what may not be followed."""
    return bool(_FORMULES.search(formule)) or not all(map(peut_etre_suivi, _LIEN.findall(formule)))
