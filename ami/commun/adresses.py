"""E-mail addresses: one spelling for one mailbox, and what is wrong with the others. No Django import.

Accounts, invitations, limits, the form of a dossier and the sender of mails all read an address here (ADR 0025).
"""

import re
import unicodedata
from functools import lru_cache

import idna

from ami.commun.caracteres import REFUS, a_des_caracteres_de_controle

ADRESSE_MAX = 254
LOCALE_MAX = 64  # before the @ (RFC 5321)
INCOMPLETE = "Écrivez une adresse complète : nom@domaine.fr."
TROP_LONGUE = (
    f"Cette adresse est trop longue : {ADRESSE_MAX} caractères au plus, dont {LOCALE_MAX} avant le signe @."
)
ACCENTUEE = (
    "Écrivez une adresse sans accent ni signe particulier avant le signe @ : la plupart des messageries ne savent "
    "pas acheminer les autres. Si c’est bien la vôtre, indiquez-en une autre."
)
DOMAINE = "Vérifiez ce qui suit le signe @ : un nom de domaine comme domaine.fr ou fabrique-numérique.fr."
_LUE_AU_PLUS = 1000  # beyond, no address: not worth a reading
_DEUX_PARTIES = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>()]+")
_ATOME = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCALE = re.compile(rf"{_ATOME}(\.{_ATOME})*")
_POINT_CJC = "\u3002"  # a dot too, for whoever types one
_TIRETS = dict.fromkeys(
    (0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-"
)  # as Word writes them; no address holds any
_RACINE = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")  # no number: « 127.0.0.1 » is no domain


def canonique(adresse: str) -> str:
    """The one spelling of a mailbox: lower case, without invisible signs, the domain as mail servers write it.

    What is no address comes back cleaned the same way.
    """
    return _lire(adresse)[0]


def faute_d_adresse(adresse: object) -> str:
    """What keeps it from being an address we can write to, as it is said to people; empty: nothing."""
    return _lire(adresse)[1] if isinstance(adresse, str) else INCOMPLETE


def affichable(adresse: str) -> str:
    """The same address as its owner writes it: « contact@fabrique-numérique.fr »."""
    lue, faute = _lire(adresse)
    if faute:
        return adresse
    locale, _, domaine = lue.partition("@")
    return f"{locale}@{idna.decode(domaine)}"


@lru_cache(maxsize=4096)
def _lire(adresse: str) -> tuple[str, str]:
    propre = _nettoyer(adresse[:_LUE_AU_PLUS])
    if a_des_caracteres_de_controle(propre):
        return propre, REFUS
    if not _DEUX_PARTIES.fullmatch(propre):
        return propre, INCOMPLETE
    locale, _, domaine = propre.partition("@")
    ascii_ = _en_ascii(domaine)
    lue = f"{locale}@{ascii_ or domaine}"
    if len(adresse) > _LUE_AU_PLUS or len(locale) > LOCALE_MAX or len(lue) > ADRESSE_MAX:
        return lue, TROP_LONGUE
    if not locale.isascii():
        return lue, ACCENTUEE
    if not _LOCALE.fullmatch(locale):
        return lue, INCOMPLETE
    return lue, "" if ascii_ else DOMAINE


def _nettoyer(adresse: str) -> str:
    """Look-alike letters folded, format signs (zero-width, soft hyphen, direction marks) dropped, lower case."""
    pliee = unicodedata.normalize("NFKC", adresse)
    visible = "".join(signe for signe in pliee if unicodedata.category(signe) != "Cf")
    return unicodedata.normalize("NFKC", visible).replace(_POINT_CJC, ".").translate(_TIRETS).strip().lower()


def _en_ascii(domaine: str) -> str:
    """The domain as the network names it (IDNA 2008, read as browsers do); empty when it is none."""
    try:
        nom = idna.encode(idna.uts46_remap(domaine, std3_rules=True)).decode()
    except (idna.IDNAError, UnicodeError):
        return ""
    _, point, racine = nom.rpartition(".")
    return nom if point and _RACINE.fullmatch(racine) else ""
