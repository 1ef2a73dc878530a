"""What one filing holds, for ever: one typed value, how it is written, and a reader for each format. No Django import.

The text is canonical JSON whose SHA-256 proves it: what was written is never written again. A change of keys or of
shape is a new format, with its number, its reader and its stored example (ADR 0022). Nothing else touches a key of it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ami.commun.canonique import canonique
from candidatures.formulaire.controle.validite import vide
from candidatures.formulaire.presentation.dossier import NON_RENSEIGNE, Ligne, SectionLue, Tableau

Motif = Literal["depot", "complements"]
FORMAT = 2  # the one that is written


class ContenuIllisible(ValueError):
    """The text is not what any version of this application wrote; the message completes « FDT-13-0042 v1 : … »."""


class FormatInconnu(ContenuIllisible):
    """Its format has no reader here: written by a later version, or changed since."""


@dataclass(frozen=True)
class PieceDeposee:
    """A document as it was filed: ``taille`` in octets, ``empreinte`` the SHA-256 of what was received."""

    code: str
    libelle: str
    legende: str
    nom: str
    taille: int
    empreinte: str
    fichier: str


@dataclass(frozen=True)
class Expediteur:
    """The service that acknowledges, as it was named that day."""

    nom: str = ""
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class DecisionImplicite:
    """When silence becomes a refusal: ``mois`` after ``depuis`` (« depot », « cloture »)."""

    mois: int
    depuis: str
    le: datetime


@dataclass(frozen=True)
class FaitsDuRecepisse:
    """What the acknowledgement states, as it stood when the dossier was received; empty: the filing does not say it."""

    appel: str
    volet: str
    vague: str
    cloture: datetime | None
    lieu: str
    structure: str
    siret: str
    departement: str
    par: str
    service: Expediteur
    decision_implicite: DecisionImplicite | None
    voies_de_recours: str


@dataclass(frozen=True)
class Contenu:
    """One filed version. ``presentation``: the dossier in the words of that day; ``vague``, ``volet``: number, code."""

    candidature: str
    numero: str
    version: int
    recu_le: datetime
    vague: int
    volet: str
    motif: Motif
    reponses_par_section: Mapping[str, Mapping[str, Any]]
    pieces: tuple[PieceDeposee, ...]
    presentation: tuple[SectionLue, ...]
    faits: FaitsDuRecepisse

    @property
    def reponses(self) -> dict[str, Any]:
        """Answers that were filed, by question."""
        return {
            champ: valeur
            for section in self.reponses_par_section.values()
            for champ, valeur in section.items()
        }


def ecrire_contenu(contenu: Contenu) -> str:
    """The text of a filing, in format 2: the same content always gives the same bytes."""
    return canonique(
        {
            "format": FORMAT,
            "candidature": contenu.candidature,
            "numero": contenu.numero,
            "version": contenu.version,
            "recu_le": contenu.recu_le,
            "vague": contenu.vague,
            "volet": contenu.volet,
            "motif": contenu.motif,
            "sections": contenu.reponses_par_section,
            "pieces": contenu.pieces,
            "lecture": contenu.presentation,
            "accuse": contenu.faits,
        }
    )


def lire_contenu(texte: str) -> Contenu:
    """The content of a filing, by the reader of its format. Raises ``ContenuIllisible``, ``FormatInconnu``."""
    try:
        ecrit = json.loads(texte)
        numero = ecrit.get("format", 1)  # the first one did not say its number
        lecteur = _LECTEURS.get(numero) if type(numero) is int else None
        if lecteur is None:
            raise FormatInconnu(
                f"le contenu est au format {numero!r}, que cette application ne sait pas lire"
            )
        return lecteur(ecrit)
    except ContenuIllisible:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as erreur:
        raise ContenuIllisible("le contenu ne se lit plus") from erreur


def _format_2(ecrit: Mapping[str, Any]) -> Contenu:
    faits = ecrit["accuse"]
    cloture, decision = datetime.fromisoformat(faits["cloture"]), faits["decision_implicite"]
    if decision:
        decision = DecisionImplicite(**decision | {"le": datetime.fromisoformat(decision["le"])})
    return Contenu(
        **_commun(ecrit),
        motif=ecrit["motif"],
        pieces=tuple(PieceDeposee(**piece) for piece in ecrit["pieces"]),
        presentation=_presentation(ecrit["lecture"]),
        faits=FaitsDuRecepisse(
            **faits
            | {
                "cloture": cloture,
                "service": Expediteur(**faits["service"]),
                "decision_implicite": decision or None,
            }
        ),
    )


def _presentation(lues: Iterable[Mapping[str, Any]]) -> tuple[SectionLue, ...]:
    return tuple(
        SectionLue(
            lue["code"],
            lue["titre"],
            tuple(
                Ligne(ligne["champ"], ligne["libelle"], ligne["valeur"], _tableau(ligne["tableau"]))
                for ligne in lue["lignes"]
            ),
        )
        for lue in lues
    )


def _tableau(ecrit: Mapping[str, Any] | None) -> Tableau | None:
    if ecrit is None:
        return None
    return Tableau(
        ecrit["legende"], tuple(ecrit["entetes"]), tuple(tuple(rangee) for rangee in ecrit["lignes"])
    )


def _format_1(ecrit: Mapping[str, Any]) -> Contenu:
    """Answers alone, read as they are coded: neither words, nor documents, nor facts of the call were filed with them."""
    commun = _commun(ecrit)
    reponses = {champ: valeur for section in ecrit["sections"].values() for champ, valeur in section.items()}
    return Contenu(
        **commun,
        motif="depot",
        pieces=(),
        presentation=tuple(
            SectionLue(
                code, code, tuple(Ligne(champ, champ, _brut(valeur)) for champ, valeur in section.items())
            )
            for code, section in ecrit["sections"].items()
        ),
        faits=FaitsDuRecepisse(
            appel="",
            volet=commun["volet"],
            vague=f"Vague {commun['vague']}",
            cloture=None,
            lieu=reponses["nom_lieu"],
            structure=reponses["raison_sociale"],
            siret=reponses["siret"],
            departement=reponses["departement"],
            par="",
            service=Expediteur(),
            decision_implicite=None,
            voies_de_recours="",
        ),
    )


def _brut(valeur: Any) -> str:
    if vide(valeur):
        return NON_RENSEIGNE
    if valeur is True:
        return "Oui"
    return ", ".join(map(str, valeur)) if isinstance(valeur, list) else str(valeur)


def _commun(ecrit: Mapping[str, Any]) -> dict[str, Any]:
    """What both formats write under the same keys."""
    return {
        "candidature": ecrit["candidature"],
        "numero": ecrit["numero"],
        "version": ecrit["version"],
        "recu_le": datetime.fromisoformat(ecrit["recu_le"]),
        "vague": ecrit["vague"],
        "volet": ecrit["volet"],
        "reponses_par_section": ecrit["sections"],
    }


_LECTEURS: Mapping[int, Callable[[Mapping[str, Any]], Contenu]] = {1: _format_1, 2: _format_2}
