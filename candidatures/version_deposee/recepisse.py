"""The acknowledgement of receipt, in words: from what was filed alone, so that it never changes. No Django import.

The page, the mail and the PDF all read it here (CRPA, art. R. 112-5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ami.commun.dates import jour
from ami.commun.nombres import taille_lisible
from ami.territoires.heures import echeance, horodatage

TITRES = {"depot": "Accusé de réception", "complements": "Accusé de réception des compléments"}
_DEPARTS = {"depot": "la réception du dossier", "cloture": "la clôture de la vague"}


@dataclass(frozen=True)
class PieceRecue:
    """A document as it was received: ``empreinte`` is the SHA-256 of the bytes that were sent."""

    libelle: str
    nom: str
    taille: str
    empreinte: str


@dataclass(frozen=True)
class Recepisse:
    """``recu``: labels and values. ``recours``: paragraphs. ``service``: lines of the postal label."""

    titre: str
    appel: str
    numero: str
    recu: tuple[tuple[str, str], ...]
    pieces: tuple[PieceRecue, ...]
    recours: tuple[str, ...]
    service: tuple[str, ...]
    courriel: str


def rediger_recepisse(contenu: Mapping[str, Any], empreinte: str) -> Recepisse:
    """Word the acknowledgement of one filing; ``contenu`` as in ``Depot.donnees``."""
    faits: Mapping[str, Any] = contenu["accuse"]
    service = faits["service"]
    return Recepisse(
        titre=TITRES[contenu["motif"]],
        appel=faits["appel"],
        numero=contenu["numero"],
        recu=_recu(contenu, faits, empreinte),
        pieces=tuple(
            PieceRecue(_libelle(piece), piece["nom"], taille_lisible(piece["taille"]), piece["empreinte"])
            for piece in contenu["pieces"]
        ),
        recours=tuple(_recours(faits)),
        service=tuple(
            ligne
            for ligne in (
                service["nom"],
                *service["adresse"].splitlines(),
                service["courriel"],
                f"Téléphone : {service['telephone']}" if service["telephone"] else "",
            )
            if ligne
        ),
        courriel=service["courriel"],
    )


def _recu(
    contenu: Mapping[str, Any], faits: Mapping[str, Any], empreinte: str
) -> tuple[tuple[str, str], ...]:
    return (
        ("Numéro du dossier", contenu["numero"]),
        ("Reçu le", horodatage(datetime.fromisoformat(contenu["recu_le"]), faits["departement"])),
        ("Nom du lieu", faits["lieu"]),
        ("Structure", f"{faits['structure']} (SIRET {faits['siret']})"),
        ("Appel", faits["appel"]),
        ("Volet", faits["volet"]),
        ("Vague", faits["vague"]),
        ("Clôture de la vague", echeance(datetime.fromisoformat(faits["cloture"]), faits["departement"])),
        ("Déposé par", faits["par"]),
        ("Version déposée", str(contenu["version"])),
        ("Empreinte du contenu (SHA-256)", empreinte),
    )


def _libelle(piece: Mapping[str, Any]) -> str:
    return f"{piece['libelle']} – {piece['legende']}" if piece["legende"] else str(piece["libelle"])


def _recours(faits: Mapping[str, Any]) -> list[str]:
    decision, paragraphes = faits["decision_implicite"], []
    if decision:
        le = jour(datetime.fromisoformat(decision["le"]))
        paragraphes.append(
            f"Si aucune décision ne vous est parvenue le {le}, soit {decision['mois']} mois après "
            f"{_DEPARTS[decision['depuis']]}, votre demande est réputée rejetée (code des relations entre le public "
            "et l’administration, article L. 231-4)."
        )
    return paragraphes + [ligne for ligne in faits["voies_de_recours"].splitlines() if ligne.strip()]
