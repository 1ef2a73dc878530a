"""The acknowledgement of receipt, in words: from what was filed alone, so that it never changes. No Django import.

The page, the mail and the PDF all read it here (CRPA, art. R. 112-5).
"""

from dataclasses import dataclass

from ami.commun.dates import jour
from ami.commun.nombres import taille_lisible
from ami.territoires import numeros
from ami.territoires.heures import echeance, horodatage
from candidatures.version_deposee.contenu import Contenu, Expediteur, FaitsDuRecepisse, PieceDeposee

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


def rediger_recepisse(contenu: Contenu, empreinte: str) -> Recepisse:
    """Word the acknowledgement of one filing; ``empreinte`` is that of its text."""
    faits = contenu.faits
    return Recepisse(
        titre=TITRES[contenu.motif],
        appel=faits.appel,
        numero=contenu.numero,
        recu=_recu(contenu, faits, empreinte),
        pieces=tuple(
            PieceRecue(_libelle(piece), piece.nom, taille_lisible(piece.taille), piece.empreinte)
            for piece in contenu.pieces
        ),
        recours=tuple(_recours(faits)),
        service=_adresse(faits.service),
        courriel=faits.service.courriel,
    )


def _recu(contenu: Contenu, faits: FaitsDuRecepisse, empreinte: str) -> tuple[tuple[str, str], ...]:
    """What the filing says of itself: a line it says nothing of is left out."""
    lignes = (
        ("Numéro du dossier", contenu.numero),
        ("Reçu le", horodatage(contenu.recu_le, faits.departement)),
        ("Nom du lieu", faits.lieu),
        ("Structure", f"{faits.structure} ({numeros.en_mots(faits.siret)})"),
        ("Appel", faits.appel),
        ("Volet", faits.volet),
        ("Vague", faits.vague),
        ("Clôture de la vague", echeance(faits.cloture, faits.departement) if faits.cloture else ""),
        ("Déposé par", faits.par),
        ("Version déposée", str(contenu.version)),
        ("Empreinte du contenu (SHA-256)", empreinte),
    )
    return tuple(ligne for ligne in lignes if ligne[1])


def _adresse(service: Expediteur) -> tuple[str, ...]:
    telephone = f"Téléphone : {service.telephone}" if service.telephone else ""
    lignes = (service.nom, *service.adresse.splitlines(), service.courriel, telephone)
    return tuple(ligne for ligne in lignes if ligne)


def _libelle(piece: PieceDeposee) -> str:
    return f"{piece.libelle} – {piece.legende}" if piece.legende else piece.libelle


def _recours(faits: FaitsDuRecepisse) -> list[str]:
    decision, paragraphes = faits.decision_implicite, []
    if decision:
        le = jour(decision.le)
        paragraphes.append(
            f"Si aucune décision ne vous est parvenue le {le}, soit {decision.mois} mois après "
            f"{_DEPARTS[decision.depuis]}, votre demande est réputée rejetée (code des relations entre le public "
            "et l’administration, article L. 231-4). Cette date est celle de la loi, non celle du résultat : l’annonce "
            "peut venir après elle, et une réponse favorable reste possible."
        )
    return paragraphes + [ligne for ligne in faits.voies_de_recours.splitlines() if ligne.strip()]
