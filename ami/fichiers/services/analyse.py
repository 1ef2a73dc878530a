"""From « reçu » to a verdict.

A row is claimed in its own short transaction (``SKIP LOCKED``) by moving its next attempt ahead; its bytes
are scanned and cleaned outside any transaction; then the verdict is written. A worker killed in between
leaves a row that becomes due again by itself. Only what a file does to its cleaner counts against it.
"""

import hashlib
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import structlog
from django.db import transaction
from django.utils import timezone

from ami.commun.etats import verifier_transition
from ami.fichiers import stockage
from ami.fichiers.actes import ActeFichier
from ami.fichiers.antivirus import (
    Antivirus,
    AntivirusInjoignable,
    AntivirusInterrompu,
    FichierTropLong,
    antivirus,
)
from ami.fichiers.bac import NettoyageEmpeche, NettoyeurTue, copie_propre, effacer_les_restes
from ami.fichiers.erreurs import ContenuAbsent, StockageEnPanne
from ami.fichiers.models import Fichier
from ami.fichiers.nettoyage.refus import Raison, Refus
from ami.fichiers.services.original import lire_original
from ami.fichiers.states import TRANSITIONS, EtatFichier
from ami.journal.services import Acte, journaliser

journal = structlog.get_logger(__name__)
TENTATIVES_MAX = 3
BAIL = timedelta(minutes=5)  # longer than a scan and a cleaning at their slowest
REPRISE = timedelta(seconds=30)
_ATTENTE_MAX = timedelta(minutes=10)
_DUREE = 40.0  # seconds: the worker has other work, and less than 270 for the last file
MOTIF_INFECTE = (
    "L’antivirus a reconnu un programme malveillant dans ce fichier, qui a été effacé. Faites vérifier votre "
    "ordinateur, puis déposez une copie saine."
)
MOTIF_FATAL = (
    "Ce fichier n’a pas pu être vérifié : son contenu met nos outils en échec. Enregistrez-le au format PDF "
    "depuis le logiciel qui l’a créé, puis déposez cette copie."
)
MOTIF_PERDU = "Le contenu de ce fichier n’est plus disponible. Déposez-le de nouveau."
# Not the file's fault: it waits for its turn, and no attempt is counted.
PANNES = (AntivirusInjoignable, NettoyageEmpeche, StockageEnPanne)


def analyser_les_recus() -> tuple[int, int]:
    """Analyse the files whose turn has come, for less than a minute. Return how many, and how many wait on.

    When the antivirus does not answer nothing is claimed: everything waits as it is.
    """
    analyses = en_attente = 0
    limite = monotonic() + _DUREE
    moteur = antivirus()
    effacer_les_restes()
    while monotonic() < limite and moteur.repond():
        fichier = prendre_fichier(maintenant=timezone.now())
        if fichier is None:
            break
        if _analyser_sans_arreter_les_autres(fichier, moteur):
            analyses += 1
        else:
            en_attente += 1
    return analyses, en_attente


def _analyser_sans_arreter_les_autres(fichier: Fichier, moteur: Antivirus) -> bool:
    """Tell whether the analysis took place."""
    try:
        analyser(fichier, moteur)
    except PANNES as panne:
        remettre_en_attente(fichier_id=fichier.pk, prise=fichier.tentatives, maintenant=timezone.now())
        journal.warning(
            "analyse remise", fichier=str(fichier.pk), cause=type(panne).__name__, detail=str(panne)
        )
        return False
    except Exception:  # noqa: BLE001 - a fault of ours: the row becomes due again by itself
        journal.exception("analyse en échec", fichier=str(fichier.pk))
        return False
    return True


@transaction.atomic(durable=True)
def prendre_fichier(*, maintenant: datetime) -> Fichier | None:
    """Claim the first due file, or None. Locks that row only, skipping those others hold."""
    fichier = (
        Fichier.objects.a_analyser(maintenant)
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .first()
    )
    if fichier is None:
        return None
    _changer(fichier, EtatFichier.EN_ANALYSE)
    fichier.tentatives += 1
    fichier.prochain_essai_le = maintenant + BAIL
    fichier.save(update_fields=["etat", "tentatives", "prochain_essai_le"])
    return fichier


def analyser(fichier: Fichier, moteur: Antivirus) -> None:
    """Give one claimed file its verdict. Never inside a transaction. Raises one of ``PANNES``."""
    prise = fichier.tentatives
    if prise > TENTATIVES_MAX:
        refuser(fichier_id=fichier.pk, prise=prise, motif=MOTIF_FATAL, maintenant=timezone.now())
        return
    try:
        if signature := _chercher(fichier, moteur):
            _ecarter(fichier, signature)
        else:
            _nettoyer(fichier)
    except Refus as refus:
        refuser(fichier_id=fichier.pk, prise=prise, motif=refus.raison.value, maintenant=timezone.now())
    except ContenuAbsent:
        refuser(fichier_id=fichier.pk, prise=prise, motif=MOTIF_PERDU, maintenant=timezone.now())
    except (NettoyeurTue, AntivirusInterrompu) as mort:
        journal.warning("analyse interrompue", fichier=str(fichier.pk), cause=str(mort), tentative=prise)
        rendre(fichier_id=fichier.pk, prise=prise, maintenant=timezone.now())


def _chercher(fichier: Fichier, moteur: Antivirus) -> str:
    with lire_original(fichier) as original:
        try:
            return moteur.signature_trouvee(original)
        except FichierTropLong:
            raise Refus(Raison.TROP_LOURD) from None


def _ecarter(fichier: Fichier, signature: str) -> None:
    """Refuse an infected file, then forget its bytes: the row and its hash remain."""
    journal.warning(
        "fichier infecté", fichier=str(fichier.pk), signature=signature, empreinte=fichier.empreinte
    )
    refuser(
        fichier_id=fichier.pk,
        prise=fichier.tentatives,
        motif=MOTIF_INFECTE,
        signature=signature[:200],
        maintenant=timezone.now(),
    )
    try:
        stockage.effacer(fichier.cle_originale)
    except StockageEnPanne:
        journal.warning("fichier infecté à effacer", fichier=str(fichier.pk))  # by ``supprimer_orphelins``


def _nettoyer(fichier: Fichier) -> None:
    with lire_original(fichier) as original, copie_propre(fichier.genre, original) as copie:
        with copie.open("rb") as flux:
            fichier.empreinte_servie = hashlib.file_digest(flux, "sha256").hexdigest()
        _servir(fichier, copie)


def _servir(fichier: Fichier, copie: Path) -> None:
    with copie.open("rb") as flux:
        stockage.ecrire(fichier.cle_servie, flux)
    declarer_sain(
        fichier_id=fichier.pk,
        prise=fichier.tentatives,
        empreinte_servie=fichier.empreinte_servie,
        taille_servie=copie.stat().st_size,
        maintenant=timezone.now(),
    )


@transaction.atomic(durable=True)
def declarer_sain(
    *, fichier_id: uuid.UUID, prise: int, empreinte_servie: str, taille_servie: int, maintenant: datetime
) -> None:
    """The cleaned copy is stored: the file may be served. Silent if the claim ``prise`` was lost meanwhile."""
    fichier = _tenu(fichier_id, prise)
    if fichier is None:
        return
    _changer(fichier, EtatFichier.SAIN)
    fichier.empreinte_servie, fichier.taille_servie = empreinte_servie, taille_servie
    fichier.save(update_fields=["etat", "empreinte_servie", "taille_servie"])
    _journaliser(fichier, ActeFichier.VERIFIE, maintenant)


@transaction.atomic(durable=True)
def refuser(
    *, fichier_id: uuid.UUID, prise: int, motif: str, maintenant: datetime, signature: str = ""
) -> None:
    """The file will never be served. Silent if the claim ``prise`` was lost meanwhile."""
    fichier = _tenu(fichier_id, prise)
    if fichier is None:
        return
    _changer(fichier, EtatFichier.REFUSE)
    fichier.motif, fichier.signature = motif, signature
    fichier.save(update_fields=["etat", "motif", "signature"])
    _journaliser(fichier, ActeFichier.REFUSE, maintenant)


@transaction.atomic(durable=True)
def remettre_en_attente(*, fichier_id: uuid.UUID, prise: int, maintenant: datetime) -> None:
    """Give back a file whose analysis could not take place: later, and no attempt counted."""
    if fichier := _tenu(fichier_id, prise):
        fichier.tentatives -= 1
        _rendre(fichier, maintenant + delai_avant_reprise(maintenant - fichier.recu_le))


@transaction.atomic(durable=True)
def rendre(*, fichier_id: uuid.UUID, prise: int, maintenant: datetime) -> None:
    """Give back a file that brought its analysis down; after ``TENTATIVES_MAX`` times it is refused."""
    if fichier := _tenu(fichier_id, prise):
        _rendre(fichier, maintenant + REPRISE)


def delai_avant_reprise(attente: timedelta) -> timedelta:
    """Wait a quarter of what was already waited: from 30 seconds to 10 minutes."""
    return min(max(attente / 4, REPRISE), _ATTENTE_MAX)


def _tenu(fichier_id: uuid.UUID, prise: int) -> Fichier | None:
    """Lock the row, if it is still there and under this claim."""
    fichier = Fichier.objects.select_for_update(of=("self",), no_key=True).filter(pk=fichier_id).first()
    if fichier is None or fichier.etat != EtatFichier.EN_ANALYSE or fichier.tentatives != prise:
        return None
    return fichier


def _rendre(fichier: Fichier, prochain_essai_le: datetime) -> None:
    _changer(fichier, EtatFichier.RECU)
    fichier.prochain_essai_le = prochain_essai_le
    fichier.save(update_fields=["etat", "tentatives", "prochain_essai_le"])


def _changer(fichier: Fichier, vers: EtatFichier) -> None:
    verifier_transition(TRANSITIONS, EtatFichier(fichier.etat), vers, "Ce fichier a déjà son verdict.")
    fichier.etat = vers


def _journaliser(fichier: Fichier, acte: ActeFichier, le: datetime) -> None:
    donnees = {"empreinte": fichier.empreinte, "empreinte_servie": fichier.empreinte_servie}
    if fichier.signature:
        donnees["signature"] = fichier.signature
    journaliser(
        [
            Acte(
                objet=fichier,
                acte=acte,
                de=EtatFichier.EN_ANALYSE,
                vers=fichier.etat,
                motif=fichier.motif,
                donnees=donnees,
            )
        ],
        le=le,
    )
