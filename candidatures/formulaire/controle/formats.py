"""What is wrong with a text, a number of the registers, an address, a date: words that say what to do. No Django import.

Each rule takes the question and a stored answer that is not empty, and returns its sentence, or nothing.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any

import phonenumbers
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from ami.commun.adresses import faute_d_adresse
from ami.commun.caracteres import REFUS, a_des_caracteres_de_controle
from ami.commun.nombres import entier
from ami.territoires import numeros
from candidatures.formulaire.catalogue.champs import Champ

ANNEES = range(1900, 2101)
_SIRET = re.compile(r"[0-9]{14}")
# W, the registry that keeps the association (« 751 », « 2A1 », « 9R1 ») and its rank there.
RNA = r"W[0-9][0-9A-Z][0-9]{7}"
UN_RNA = (
    "Ceci est un numéro RNA\u00a0: écrivez ici le SIRET, 14 chiffres, sur un avis de situation Insee. Le RNA d’une association "
    "porteuse a sa propre question, «\u00a0Numéro RNA\u00a0»."
)
_RNA_TAPE = re.compile(rf"(RNA[ :n°]*)?{RNA}", re.IGNORECASE)
_TROIS_NOMBRES = re.compile(r"[0-9]+[/.\- ][0-9]+[/.\- ][0-9]+")
_URL = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]{2,}([/?#]\S*)?", re.IGNORECASE)
# Overseas numbers are often typed without their prefix: each plan is tried.
_PLANS = ("FR", "GP", "MQ", "GF", "RE", "YT", "PF", "NC", "PM", "WF", "BL", "MF")
_CHIFFRES_D_UN_NUMERO_NATIONAL = 9
_SEPARATEURS = {ord(signe): " " for signe in ".-/\u2010\u2011\u2013\u2014\u00b7"}
_INTITULE = re.compile(r"(?:t[ée]l(?:[ée]phone)?|portable|mobile|fixe)?[\s.:]*", re.IGNORECASE)
_ZERO_FACULTATIF = re.compile(r"^((?:\+|00)[0-9 ]*?)\(\s*0\s*\)")  # « +33 (0) 6… »: abroad or at home


def jour_saisi(valeur: Any) -> date | None:
    """The date of a stored answer, of this century or the last; None otherwise."""
    if not isinstance(valeur, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", valeur):
        return None
    try:
        lu = date.fromisoformat(valeur)
    except ValueError:
        return None
    return lu if lu.year in ANNEES else None


def ligne(champ: Champ, valeur: Any) -> str:
    if isinstance(valeur, str) and "\n" in valeur:
        return "Écrivez cette réponse sur une seule ligne."
    return texte(champ, valeur)


def texte(champ: Champ, valeur: Any) -> str:
    if not isinstance(valeur, str):
        return "Cette réponse est illisible : saisissez-la de nouveau."
    if a_des_caracteres_de_controle(valeur):
        return REFUS
    if champ.forme and not re.fullmatch(champ.forme[0], valeur):
        return champ.forme[1]
    trop = len(valeur) - champ.longueur
    if trop > 0:
        return (
            f"Ce texte dépasse la limite de {entier(champ.longueur)} caractères : retirez-en {entier(trop)}."
        )
    return ""


def siren(_champ: Champ, valeur: Any) -> str:
    """Canonical: 9 digits."""
    if isinstance(valeur, str) and re.fullmatch(r"[0-9]{9}", valeur) and stdnum_siren.is_valid(valeur):
        return ""
    return _chiffres_attendus(valeur, 9, "SIREN") or (
        "Ce numéro SIREN n’existe pas : vérifiez ses 9 chiffres, les premiers du SIRET."
    )


def est_un_siret(valeur: Any) -> bool:
    """Canonical: 14 digits. La Poste's exception included."""
    return isinstance(valeur, str) and bool(_SIRET.fullmatch(valeur)) and stdnum_siret.is_valid(valeur)


def nomme_une_structure(valeur: Any) -> bool:
    """A SIRET, or the number of a territory where Insee keeps none: its first nine signs are those of the structure."""
    return est_un_siret(valeur) or numeros.est_un_numero(valeur)


def siret(_champ: Champ, valeur: Any) -> str:
    if nomme_une_structure(valeur):
        return ""
    if isinstance(valeur, str) and re.match(r"ridet|tahiti", valeur, re.IGNORECASE):
        return "Écrivez le numéro entier, avec l’établissement, par exemple RIDET 1234567.001 ou TAHITI A12345.001."
    if isinstance(valeur, str) and _RNA_TAPE.fullmatch(re.sub(r"[\s.\-]", "", valeur)):
        return UN_RNA
    return _chiffres_attendus(valeur, 14, "SIRET") or (
        "Ce numéro SIRET n’existe pas : vérifiez ses 14 chiffres, sur un avis de situation Insee."
    )


def _chiffres_attendus(valeur: Any, nombre: int, nom: str) -> str:
    """What to say of a number that has not the right length, or holds something else; empty when its key is wrong."""
    compact = "".join(valeur.split()) if isinstance(valeur, str) else ""
    if not re.fullmatch(r"[0-9]+", compact):
        return f"Un numéro {nom} compte {nombre} chiffres, et rien d’autre."
    if len(compact) != nombre:
        return f"Un numéro {nom} compte {nombre} chiffres : celui-ci en a {len(compact)}."
    return ""


def rna(_champ: Champ, valeur: Any) -> str:
    if isinstance(valeur, str) and re.fullmatch(RNA, valeur):
        return ""
    return "Un numéro RNA commence par W, suivi de 9 signes, par exemple W751234567 ou W2A1234567."


def courriel(_champ: Champ, valeur: Any) -> str:
    return faute_d_adresse(valeur)


def url(champ: Champ, valeur: Any) -> str:
    message = ligne(champ, valeur)
    if not message and not _URL.fullmatch(valeur):
        return "Écrivez une adresse complète, par exemple https://www.exemple.fr."
    return message


def jour(_champ: Champ, valeur: Any) -> str:
    if jour_saisi(valeur):
        return ""
    if isinstance(valeur, str) and _TROIS_NOMBRES.fullmatch(valeur):
        return "Cette date n’est pas possible : vérifiez le jour, le mois, et l’année sur 4 chiffres."
    return "Écrivez une date, par exemple 15/10/2019."


def code_postal(_champ: Champ, valeur: Any) -> str:
    bon = isinstance(valeur, str) and re.fullmatch(r"[0-9]{5}", valeur)
    return "" if bon else "Un code postal compte 5 chiffres."


def telephone(champ: Champ, valeur: Any) -> str:
    if isinstance(valeur, str) and telephone_canonique(valeur) is None:
        return "Écrivez un seul numéro de téléphone, sans mot autour, par exemple 01 23 45 67 89 ou +262 262 12 34 56."
    return ligne(champ, valeur)


@lru_cache(maxsize=1024)
def telephone_canonique(texte: str) -> str | None:
    """« 06.12.34.56.78 » and « Tél. : +33 (0)6… » as they are dialled; None for what is not one number.

    A number of one of the French plans, or of any country with its prefix. A prefix or nine national digits are
    enough: plans change more often than this list of them.
    """
    chiffres = _a_composer(texte)
    if chiffres is None:
        return None
    for plan in _PLANS:
        try:
            lu = phonenumbers.parse(chiffres, plan)
        except phonenumbers.NumberParseException:
            continue
        avec_indicatif = chiffres.startswith("+")
        precis = avec_indicatif or len(str(lu.national_number)) >= _CHIFFRES_D_UN_NUMERO_NATIONAL
        if phonenumbers.is_valid_number(lu) or (precis and phonenumbers.is_possible_number(lu)):
            return _ecrire_le_numero(lu, avec_indicatif=avec_indicatif)
    return None


def _ecrire_le_numero(numero: phonenumbers.PhoneNumber, *, avec_indicatif: bool) -> str:
    formes = phonenumbers.PhoneNumberFormat
    if avec_indicatif:
        return phonenumbers.format_number(numero, formes.INTERNATIONAL)
    texte = phonenumbers.format_number(numero, formes.NATIONAL)
    chiffres = re.sub(r"[^0-9]", "", texte)
    if len(chiffres) == _CHIFFRES_D_UN_NUMERO_NATIONAL + 1:  # by pairs, from wherever it is dialled
        return phonenumbers.format_number(phonenumbers.parse(chiffres, "FR"), formes.NATIONAL)
    return texte


def _a_composer(texte: str) -> str | None:
    """Digits, perhaps after a « + »; None when something else than punctuation is around them.

    A zero between brackets is not dialled from abroad, but where the number exists with it alone: Italy, San Marino…
    """
    nu = " ".join(texte[_debut_du_numero(texte) :].translate(_SEPARATEURS).split()).replace("(+", "+")
    avec_le_zero, sans_le_zero = _chiffres(nu), _chiffres(_ZERO_FACULTATIF.sub(r"\1", nu))
    return avec_le_zero if _existe(avec_le_zero) and not _existe(sans_le_zero) else sans_le_zero


def _chiffres(nu: str) -> str | None:
    compact = re.sub(r"[ ()]", "", nu)
    if compact.startswith("00"):
        compact = f"+{compact[2:]}"
    return compact if re.fullmatch(r"\+?[0-9]+", compact) else None


def _existe(chiffres: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(chiffres or "", "FR"))
    except phonenumbers.NumberParseException:
        return False


def _debut_du_numero(texte: str) -> int:
    intitule = _INTITULE.match(texte)
    return intitule.end() if intitule else 0
