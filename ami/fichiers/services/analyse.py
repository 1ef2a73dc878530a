"""From « reçu » to a verdict.

A row is claimed (``FileDAttente``), its bytes are scanned and cleaned outside any transaction, then the verdict is
written. Only what a file does to its cleaner counts against it.
"""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from ami.commun.etats import passer
from ami.commun.file_d_attente import FileDAttente
from ami.fichiers import stockage
from ami.fichiers.actes import ActeFichier
from ami.fichiers.antivirus import (
    Antivirus,
    AntivirusInjoignable,
    AntivirusInterrompu,
    FichierTropLong,
    antivirus,
)
from ami.fichiers.bac import Copie, NettoyageEmpeche, NettoyeurTue, copie_propre, effacer_les_restes
from ami.fichiers.erreurs import ContenuAbsent, StockageEnPanne
from ami.fichiers.models import A_ANALYSER, Fichier
from ami.fichiers.nettoyage.refus import Raison, Refus
from ami.fichiers.services.original import lire_original
from ami.fichiers.states import TRANSITIONS, EtatFichier
from ami.journal.services import Acte, journaliser

journal = structlog.get_logger(__name__)
# Never tried first, so that those that fail keep nobody waiting; among them, accounts take turns, and each has its first
# received first. The lease is longer
# than a scan and a cleaning at their slowest. Given back: from 30 seconds to 10 minutes. Three attempts, then refused.
FICHIERS = FileDAttente(
    modele=Fichier,
    attend=A_ANALYSER,
    ordre=("tentatives", "tour", "recu_le", "pk"),
    chacun="depose_par",
    bail=timedelta(minutes=5),
    bail_max=timedelta(minutes=5),
    essais_max=3,
    retour_max=timedelta(minutes=10),
    prise={"etat": EtatFichier.EN_ANALYSE},
    rendue={"etat": EtatFichier.RECU},
)
_DUREE = 40.0  # seconds: the worker has other work, and less than 270 for the last file
MOTIF_INFECTE = (
    "L’antivirus a reconnu un programme malveillant dans ce fichier, qui a été effacé. Faites vérifier votre "
    "ordinateur, puis joignez une copie saine."
)
MOTIF_FATAL = (
    "Ce fichier n’a pas pu être vérifié : son contenu met nos outils en échec. Enregistrez-le au format PDF "
    "depuis le logiciel qui l’a créé, puis joignez cette copie."
)
MOTIF_PERDU = "Le contenu de ce fichier n’est plus disponible. Joignez-le de nouveau."
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
        fichier = FICHIERS.prendre(maintenant=timezone.now())
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
        _rendre(fichier, compte=False)
        journal.warning(
            "analyse remise", fichier=str(fichier.pk), cause=type(panne).__name__, detail=str(panne)
        )
        return False
    except Exception:  # noqa: BLE001 - a fault of ours: the row becomes due again by itself
        journal.exception("analyse en échec", fichier=str(fichier.pk))
        return False
    return True


def analyser(fichier: Fichier, moteur: Antivirus) -> None:
    """Give one claimed file its verdict. Never inside a transaction. Raises one of ``PANNES``."""
    prise = fichier.prise
    if FICHIERS.epuise(fichier.tentatives - 1):
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
        journal.warning(
            "analyse interrompue", fichier=str(fichier.pk), cause=str(mort), tentative=fichier.tentatives
        )
        _rendre(fichier, compte=True)


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
        prise=fichier.prise,
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
        with copie.chemin.open("rb") as flux:
            fichier.empreinte_servie = hashlib.file_digest(flux, "sha256").hexdigest()
        _servir(fichier, copie)


def _servir(fichier: Fichier, copie: Copie) -> None:
    with copie.chemin.open("rb") as flux:
        stockage.ecrire(fichier.cle_servie, flux)
    declarer_sain(
        fichier_id=fichier.pk,
        prise=fichier.prise,
        empreinte_servie=fichier.empreinte_servie,
        taille_servie=copie.chemin.stat().st_size,
        retraits=copie.retraits,
        maintenant=timezone.now(),
    )


@transaction.atomic(durable=True)
def declarer_sain(
    *,
    fichier_id: uuid.UUID,
    prise: int,
    empreinte_servie: str,
    taille_servie: int,
    retraits: Iterable[str] = (),
    maintenant: datetime,
) -> None:
    """The cleaned copy is stored: the file may be served. Silent if the claim ``prise`` was lost meanwhile."""
    fichier = _tenu(fichier_id, prise)
    if fichier is None:
        return
    fichier.empreinte_servie, fichier.taille_servie = empreinte_servie, taille_servie
    fichier.retraits = list(retraits)
    _changer_etat(fichier, EtatFichier.SAIN, "empreinte_servie", "taille_servie", "retraits")
    _journaliser(fichier, ActeFichier.VERIFIE, maintenant)


@transaction.atomic(durable=True)
def refuser(
    *, fichier_id: uuid.UUID, prise: int, motif: str, maintenant: datetime, signature: str = ""
) -> None:
    """The file will never be served. Silent if the claim ``prise`` was lost meanwhile."""
    fichier = _tenu(fichier_id, prise)
    if fichier is None:
        return
    fichier.motif, fichier.signature = motif, signature
    _changer_etat(fichier, EtatFichier.REFUSE, "motif", "signature")
    _journaliser(fichier, ActeFichier.REFUSE, maintenant)


def _rendre(fichier: Fichier, *, compte: bool) -> None:
    """Give back a file that brought its analysis down (soon, and it counts), or whose analysis could not take place."""
    depuis = None if compte else fichier.recu_le
    FICHIERS.rendre(fichier.pk, fichier.prise, maintenant=timezone.now(), compte=compte, depuis=depuis)


def _tenu(fichier_id: uuid.UUID, prise: int) -> Fichier | None:
    """Lock the row, if it is still there, under this claim and without its verdict."""
    fichier = FICHIERS.tenir(fichier_id, prise)
    return fichier if fichier is not None and fichier.etat == EtatFichier.EN_ANALYSE else None


def _changer_etat(fichier: Fichier, vers: EtatFichier, *champs: str) -> None:
    """Save the new state of a locked file, with ``champs`` already set."""
    passer(fichier, TRANSITIONS, vers, "Ce fichier a déjà son verdict.")
    fichier.save(update_fields=["etat", *champs])


def _journaliser(fichier: Fichier, acte: ActeFichier, le: datetime) -> None:
    donnees: dict[str, Any] = {"empreinte": fichier.empreinte, "empreinte_servie": fichier.empreinte_servie}
    if fichier.signature:
        donnees["signature"] = fichier.signature
    if fichier.retraits:
        donnees["retraits"] = list(fichier.retraits)
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
