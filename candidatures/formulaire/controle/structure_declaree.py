"""A declared structure against what the company register says of its SIRET. No Django import.

The register advises and never decides (PRODUCT §1.6, F35): a porteur may correct what it says, whatever it says
keeps nobody from filing, and a case officer settles what differs.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ami.commun.dates import jour
from ami.registre.fiche import Fiche
from candidatures.formulaire.catalogue.champs import Reponses
from candidatures.formulaire.catalogue.choix import TYPES_DE_PORTEUR
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.controle.formats import est_un_siret
from candidatures.formulaire.controle.validite import valide, vide

_CODE_POSTAL = re.compile(r"\b[0-9]{5}\b")
_MOTS_VIDES = frozenset("A AU AUX D DE DES DU EN ET L LA LE LES".split())  # noqa: SIM905 - easier to read so
_MOTS_DE_FORME = frozenset(
    "ASSOCIATION ASSO ASS SOCIETE STE SAS SASU SARL SA SCIC SCOP COMMUNE MAIRIE VILLE".split()  # noqa: SIM905
)
# « Nature juridique » of Insee, by prefix, the longest first: the type that the form proposes.
_TYPES = {
    "9240": "autre",  # congregation
    "9223": "groupement",
    "92": "association",
    "93": "fondation",
    "6210": "groupement",
    "6220": "groupement",
    "7410": "groupement",
    "7470": "groupement",
    "9970": "groupement",
    "7354": "syndicat_mixte",
    "7355": "syndicat_mixte",
    "7357": "syndicat_mixte",
    "734": "collectivite",
    "7353": "collectivite",
    "72": "collectivite",
    "41": "entreprise",
    "51": "cooperative",
    "545": "cooperative",
    "5460": "cooperative",
    "555": "cooperative",
    "5560": "cooperative",
    "565": "cooperative",
    "5660": "cooperative",
    "63": "cooperative",
    "5": "entreprise",
    "6": "entreprise",
}
# Insee has no category for a cooperative that is a SAS: the register then says less than the declaration.
_MOINS_PRECIS = {("cooperative", "entreprise")}
_PERSONNE_PHYSIQUE = "1"
_CHAMPS = {champ.nom: champ for champ in STRUCTURE.champs}
_LIBELLES_DES_TYPES = dict(TYPES_DE_PORTEUR)
LIBELLES = {
    "raison_sociale": "Nom de la structure",
    "sigle": "Sigle",
    "type_porteur": "Type de structure",
    "adresse_siege": "Adresse du siège",
    "rna": "Numéro RNA",
    "siren_collectivite": "Numéro SIREN de la collectivité",
    "date_creation": "Date de création",
}
SANS_EFFET = "Cela n’empêche pas de déposer."


class EtatVerification(StrEnum):
    ABSENTE = "absente"  # no readable SIRET yet
    DECLAREE = "declaree"  # the register has not answered yet
    VERIFIEE = "verifiee"
    DIVERGENTE = "divergente"
    FERMEE = "fermee"
    INCONNUE = "inconnue"


@dataclass(frozen=True)
class Consultation:
    """What the register answered at ``le``: a sheet, or that it does not know the number."""

    fiche: Fiche | None
    le: datetime


@dataclass(frozen=True)
class Ecart:
    champ: str
    libelle: str
    declare: str
    registre: str


@dataclass(frozen=True)
class Verification:
    etat: EtatVerification
    ecarts: tuple[Ecart, ...] = ()
    lue_le: datetime | None = None

    @property
    def pour_le_porteur(self) -> str:
        return _phrase(_PORTEUR, self)

    @property
    def pour_l_agent(self) -> str:
        return _phrase(_AGENT, self)


_PORTEUR = {
    EtatVerification.ABSENTE: "",
    EtatVerification.DECLAREE: "Déclaré : nous vérifierons ces informations au registre des entreprises. "
    "Vous pouvez continuer et déposer.",
    EtatVerification.VERIFIEE: "Vérifié au registre des entreprises le {le}.",
    EtatVerification.DIVERGENTE: "Le registre des entreprises, lu le {le}, ne dit pas la même chose que vous. "
    f"Corrigez s’il y a lieu. {SANS_EFFET}",
    EtatVerification.FERMEE: "D’après le registre des entreprises, lu le {le}, cet établissement est fermé : "
    f"vérifiez le numéro SIRET. {SANS_EFFET}",
    EtatVerification.INCONNUE: "Ce numéro SIRET est inconnu du registre des entreprises, lu le {le} : vérifiez-le. "
    f"Une structure récente peut ne pas encore y figurer. {SANS_EFFET}",
}
_AGENT = {
    EtatVerification.ABSENTE: "Aucun numéro SIRET lisible n’est déclaré.",
    EtatVerification.DECLAREE: "Déclaré par le porteur, pas encore vérifié au registre des entreprises.",
    EtatVerification.VERIFIEE: "Vérifié au registre des entreprises le {le}.",
    EtatVerification.DIVERGENTE: "Déclaration différente du registre des entreprises, lu le {le}.",
    EtatVerification.FERMEE: "Établissement fermé d’après le registre des entreprises, lu le {le}.",
    EtatVerification.INCONNUE: "Numéro SIRET inconnu du registre des entreprises, lu le {le}.",
}


def _phrase(phrases: Mapping[EtatVerification, str], verification: Verification) -> str:
    le = jour(verification.lue_le) if verification.lue_le else ""
    return phrases[verification.etat].format(le=le).replace(" :", "\u00a0:")


def siret_declare(reponses: Reponses) -> str:
    """The SIRET as it can be asked for; empty while it is not a possible one."""
    siret = "".join(_declare(reponses, "siret").split())
    return siret if est_un_siret(siret) else ""


def comparer(reponses: Reponses, consultation: Consultation | None) -> Verification:
    """State of the declared structure; ``consultation`` is what the register said of this SIRET, None while it has not."""
    if not siret_declare(reponses):
        return Verification(EtatVerification.ABSENTE)
    if consultation is None:
        return Verification(EtatVerification.DECLAREE)
    if consultation.fiche is None:
        return Verification(EtatVerification.INCONNUE, (), consultation.le)
    ecarts = _ecarts(reponses, consultation.fiche)
    if not consultation.fiche.actif:
        return Verification(EtatVerification.FERMEE, ecarts, consultation.le)
    etat = EtatVerification.DIVERGENTE if ecarts else EtatVerification.VERIFIEE
    return Verification(etat, ecarts, consultation.le)


def type_propose(forme_juridique: str) -> str:
    """Type of structure that a legal category suggests; empty for a natural person, who cannot apply alone (E03)."""
    if not forme_juridique or forme_juridique.startswith(_PERSONNE_PHYSIQUE):
        return ""
    prefixes = (forme_juridique[:longueur] for longueur in (4, 3, 2, 1))
    return next((_TYPES[prefixe] for prefixe in prefixes if prefixe in _TYPES), "autre")


def a_preremplir(reponses: Reponses, fiche: Fiche) -> dict[str, str]:
    """What the register can answer instead of the porteur: empty answers only, never one that was typed."""
    propose = type_propose(fiche.forme_juridique)
    proposees = {
        "type_porteur": "" if propose == "autre" else propose,
        "raison_sociale": fiche.raison_sociale,
        "sigle": fiche.sigle,
        "adresse_siege": fiche.adresse_siege or fiche.adresse,
        "rna": fiche.rna,
        "siren_collectivite": fiche.siren if fiche.est_collectivite else "",
        "date_creation": fiche.date_creation,
    }
    return {
        nom: valeur
        for nom, valeur in proposees.items()
        if valeur and vide(reponses.get(nom)) and valide(_CHAMPS[nom], valeur)
    }


def _declare(reponses: Reponses, nom: str) -> str:
    valeur = reponses.get(nom)
    return valeur.strip() if isinstance(valeur, str) else ""


def _ecarts(reponses: Reponses, fiche: Fiche) -> tuple[Ecart, ...]:
    """Only what both say, and say otherwise. The date of creation is left out: the register's is often that of
    the first registration, years after the birth of an association.
    """
    comparaisons = (
        ("raison_sociale", fiche.raison_sociale, _meme_nom(fiche)),
        ("sigle", fiche.sigle, _meme_texte(fiche.sigle)),
        ("adresse_siege", fiche.adresse_siege, _meme_adresse(fiche.adresse_siege)),
        ("rna", fiche.rna, _meme_texte(fiche.rna)),
        ("siren_collectivite", fiche.siren if fiche.est_collectivite else "", _meme_texte(fiche.siren)),
    )
    autres = [
        Ecart(nom, LIBELLES[nom], declare, registre)
        for nom, registre, pareil in comparaisons
        if registre and (declare := _declare(reponses, nom)) and not pareil(declare)
    ]
    return (*_ecart_de_type(reponses, fiche), *autres)


def _ecart_de_type(reponses: Reponses, fiche: Fiche) -> tuple[Ecart, ...]:
    declare, propose = _declare(reponses, "type_porteur"), type_propose(fiche.forme_juridique)
    if not declare or propose in (declare, "autre") or not fiche.forme_juridique:
        return ()
    if (declare, propose) in _MOINS_PRECIS:
        return ()
    registre = _LIBELLES_DES_TYPES.get(propose, "Entrepreneur individuel (personne physique)")
    libelle = _LIBELLES_DES_TYPES.get(declare, declare)
    return (Ecart("type_porteur", LIBELLES["type_porteur"], libelle, registre),)


def _mots(texte: str) -> list[str]:
    """Words in capitals, without accents nor punctuation: as the register writes them."""
    nu = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    return re.findall(r"[A-Z0-9]+", "".join(c for c in nu if not unicodedata.combining(c)).upper())


def _meme_texte(registre: str) -> Callable[[str], bool]:
    return lambda declare: "".join(_mots(declare)) == "".join(_mots(registre))


def _meme_nom(fiche: Fiche) -> Callable[[str], bool]:
    """The same words, whatever their order; articles, legal form and the acronym beside the name do not count."""

    def essentiel(texte: str) -> frozenset[str]:
        mots = frozenset(_mots(texte)) - _MOTS_VIDES
        return mots - _MOTS_DE_FORME or mots

    attendus, sigle = essentiel(fiche.raison_sociale), frozenset(_mots(fiche.sigle))

    def pareil(declare: str) -> bool:
        mots = essentiel(declare)
        return mots in (attendus, sigle) or mots - sigle == attendus

    return pareil


def _code_postal(adresse: str) -> str:
    return str((_CODE_POSTAL.findall(adresse) or [""])[-1])


def _meme_adresse(registre: str) -> Callable[[str], bool]:
    """The same postcode, or the same word of the street when the declared address has none. The register shortens
    the rest (« AV », « BD », « ST »), and a CEDEX has its own code.
    """

    def pareil(declare: str) -> bool:
        mots, attendus = frozenset(_mots(declare)), frozenset(_mots(registre))
        code, attendu = _code_postal(declare), _code_postal(registre)
        if "CEDEX" in mots | attendus or not code or not attendu:
            return bool((mots & attendus) - _MOTS_VIDES)
        return code == attendu

    return pareil
