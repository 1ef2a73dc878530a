"""What the company register says of one establishment. No Django import.

Source: API Recherche d’entreprises. Its fields come and go: an unknown key is ignored, a missing one is empty.
Directors and elected members are personal data without use here: they are not read.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

_RNA = re.compile(r"W[0-9A-Z]{9}")
_CHIFFRES = re.compile(r"[0-9]+")
_CODE_COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_NON_DIFFUSE = ("NON-DIFFUSIBLE", "NON DIFFUSIBLE", "[ND]")
_LONGUEUR = 200


@dataclass(frozen=True, kw_only=True)
class Fiche:
    """One establishment. Empty text: the register does not say. ``forme_juridique`` is a code of Insee, four
    digits; ``date_creation`` is that of the company, ISO; ``actif``: neither it nor its company has closed.
    """

    siret: str
    siren: str
    raison_sociale: str = ""
    sigle: str = ""
    forme_juridique: str = ""
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    code_commune: str = ""
    departement: str = ""
    adresse_siege: str = ""
    naf: str = ""
    actif: bool = True
    rna: str = ""
    est_association: bool = False
    est_ess: bool = False
    est_collectivite: bool = False
    date_creation: str = ""

    @classmethod
    def relire(cls, donnees: Mapping[str, Any]) -> Self:
        """Build it again from what was stored, perhaps by another version of this class."""
        return cls(**{champ.name: donnees[champ.name] for champ in fields(cls) if champ.name in donnees})


def fiche_de(siret: str, reponse: Any) -> Fiche | None:
    """Find ``siret`` in an answer of the register; None when it is not there: the search is fuzzy.

    Raises ``ValueError`` when this is no answer of the register.
    """
    resultats = reponse.get("results") if isinstance(reponse, dict) else None
    if not isinstance(resultats, list):
        raise ValueError("Not an answer of the register: no list of results.")  # noqa: TRY004 - bad data, not a bad call
    for unite in filter(_est_objet, resultats):
        if etablissement := _etablissement(unite, siret):
            return _assembler(siret, unite, etablissement)
    return None


def _est_objet(valeur: Any) -> bool:
    return isinstance(valeur, dict)


def _objet(valeur: Any) -> Mapping[str, Any]:
    return valeur if isinstance(valeur, dict) else {}


def _etablissement(unite: Mapping[str, Any], siret: str) -> Mapping[str, Any]:
    """The head office, or one of the matching establishments, that bears exactly this number."""
    trouves = unite.get("matching_etablissements")
    candidats = (unite.get("siege"), *(trouves if isinstance(trouves, list) else ()))
    return next((e for e in candidats if isinstance(e, dict) and e.get("siret") == siret), {})


def _assembler(siret: str, unite: Mapping[str, Any], etablissement: Mapping[str, Any]) -> Fiche:
    complements = _objet(unite.get("complements"))
    commune = _motif(_CODE_COMMUNE, etablissement.get("commune"))
    return Fiche(
        siret=siret,
        siren=siret[:9],
        raison_sociale=_texte(unite.get("nom_raison_sociale")) or _texte(unite.get("nom_complet")),
        sigle=_texte(unite.get("sigle")),
        forme_juridique=_motif(_CHIFFRES, unite.get("nature_juridique")),
        adresse=_texte(etablissement.get("adresse")),
        code_postal=_motif(_CHIFFRES, etablissement.get("code_postal")),
        commune=_texte(etablissement.get("libelle_commune")),
        code_commune=commune,
        departement=commune[: 3 if commune.startswith(("97", "98")) else 2],
        adresse_siege=_texte(_objet(unite.get("siege")).get("adresse")),
        naf=_texte(etablissement.get("activite_principale")) or _texte(unite.get("activite_principale")),
        actif=unite.get("etat_administratif") != "C" and etablissement.get("etat_administratif") != "F",
        rna=_motif(_RNA, complements.get("identifiant_association")),
        est_association=complements.get("est_association") is True,
        est_ess=complements.get("est_ess") is True,
        est_collectivite=bool(complements.get("collectivite_territoriale")),
        date_creation=_jour(unite.get("date_creation")),
    )


def _texte(valeur: Any) -> str:
    """One line of visible characters, bounded; empty when the register hides it."""
    if not isinstance(valeur, str) or any(signe in valeur.upper() for signe in _NON_DIFFUSE):
        return ""
    visibles = "".join(" " if unicodedata.category(signe)[0] == "C" else signe for signe in valeur)
    return unicodedata.normalize("NFC", " ".join(visibles.split()))[:_LONGUEUR]


def _motif(motif: re.Pattern[str], valeur: Any) -> str:
    return valeur if isinstance(valeur, str) and len(valeur) <= 10 and motif.fullmatch(valeur) else ""  # noqa: PLR2004 - longest code


def _jour(valeur: Any) -> str:
    try:
        return date.fromisoformat(valeur).isoformat()
    except (TypeError, ValueError):
        return ""
