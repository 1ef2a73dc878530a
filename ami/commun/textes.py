"""What a text typed by a person may contain."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from ami.commun.adresses import canonique, faute_d_adresse
from ami.commun.caracteres import REFUS, a_des_caracteres_de_controle, faute_de_ligne, faute_de_texte
from ami.commun.erreurs import ErreurMetier
from ami.commun.nombres import nombre_tape, sans_euro

# What nobody sees and nobody typed: soft hyphen, zero-width marks, byte order mark, direction marks of a directory.
# The joiners stay, which some scripts and emoji need.
_INVISIBLES = (
    *(0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF9, 0xFFFC),
)
_LIGNES = "\x0b\x0c\x85\u2028\u2029"  # ends of lines of slides, of pages, of other systems
_HORS_DE_WINDOWS = frozenset({0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D})
_BUREAUTIQUE = {
    **dict.fromkeys(_INVISIBLES),
    **dict.fromkeys(map(ord, _LIGNES), "\n"),
    **dict.fromkeys((0x02, 0x05, 0x08)),  # where Word anchors a note, a comment, a drawing
    # Quotes, dashes, « œ » and « € » of Windows, taken for those of another system on their way
    **{
        signe: bytes([signe]).decode("cp1252") for signe in range(0x80, 0xA0) if signe not in _HORS_DE_WINDOWS
    },
    0x1E: "-",  # Word's non-breaking hyphen
    0x1F: None,  # and its optional one
    # Bullets and arrows of the symbol fonts, as a copy from a PDF gives them
    **dict.fromkeys((0xF076, 0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC), "•"),
    0xF02D: "-",
    0xF0E8: "→",
}


def refuser_caracteres_de_controle(texte: str) -> None:
    """Validator: control characters and direction overrides cannot be stored nor read."""
    if a_des_caracteres_de_controle(texte):
        raise ValidationError(REFUS)


def normaliser(texte: str) -> str:
    """NFC, with line ends of Unix and without what office software hides: the same words give the same hash."""
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lignes.translate(_BUREAUTIQUE)).strip()


def sur_une_ligne(texte: str) -> str:
    """The same, in one line: a name cannot forge a second line in a receipt."""
    return " ".join(normaliser(texte).split())


def nombre_sur_une_ligne(texte: str) -> str:
    """The same, for a number: two cells of a spreadsheet, « 120 » then « 500 », do not become « 120 500 »."""
    ligne = sur_une_ligne(texte)
    cases = [case for case in re.split(r"\s*[\t\n]\s*", normaliser(texte)) if case]
    return " | ".join(cases) if len(cases) > 1 and nombre_tape(sans_euro(ligne)) else ligne


def replier(texte: str) -> str:
    """What a template wrote over several lines, in one: its breaks and indents are a space, what must not break stays so."""
    return re.sub(r"[^\S\u00a0\u202f]+", " ", texte).strip()


def exiger_texte(texte: str, longueur: int) -> None:
    """For services: raise ``ErreurMetier`` with the sentence that a form would show."""
    if faute := faute_de_texte(texte, longueur):
        raise ErreurMetier(faute)


def exiger_ligne(texte: str, longueur: int) -> None:
    """The same, for a text in one line."""
    if faute := faute_de_ligne(texte, longueur):
        raise ErreurMetier(faute)


def exiger_adresse(adresse: str) -> str:
    """The same, for an e-mail address: return its one spelling."""
    if faute := faute_d_adresse(adresse):
        raise ErreurMetier(faute)
    return canonique(adresse)
