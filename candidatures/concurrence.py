"""Two people, or two tabs, on one section: nobody overwrites what they have not read. No Django import.

A page carries the mark of each answer it shows. On return, an answer equal to its mark was not touched by
this page: what is stored stays. One that was touched while the stored one changed too is a conflict.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ami.journal.chaine import canonique
from candidatures.champs import Section

TAILLE = 12


def marque(valeur: Any) -> str:
    """Return a short digest of one answer; nothing and an empty answer are alike."""
    return hashlib.sha256(canonique(valeur or None).encode()).hexdigest()[:TAILLE]


def marques(section: Section, reponses: Mapping[str, Any]) -> dict[str, str]:
    return {champ.nom: marque(reponses.get(champ.nom)) for champ in section.champs}


def relire_marques(texte: str) -> dict[str, str]:
    """Read the marks a page sends back; none when they are absent or spoiled."""
    try:
        lues = json.loads(texte)
    except ValueError:
        return {}
    return {str(nom): str(valeur) for nom, valeur in lues.items()} if isinstance(lues, dict) else {}


def departager(
    saisies: Mapping[str, Any], actuelles: Mapping[str, Any], lues: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what to store, and the conflicts: stored answers that this page had not read."""
    a_garder, conflits = {}, {}
    for nom, saisie in saisies.items():
        actuelle = actuelles.get(nom)
        intacte = nom in lues and marque(saisie) == lues[nom]
        a_garder[nom] = actuelle if intacte else saisie
        if nom in lues and not intacte and marque(actuelle) not in (lues[nom], marque(saisie)):
            conflits[nom] = actuelle
    return a_garder, conflits
