"""Receiving a file: checked, hashed, stored, then written down."""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from celery import signature
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum

from ami.commun.nombres import entier, taille_lisible, trop_lourd
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.erreurs import FichierRefuse, StockageEnPanne
from ami.fichiers.models import Fichier
from ami.fichiers.noms import est_active, extension, nom_d_apres_le_contenu, nom_propre
from ami.fichiers.reconnaissance import ACCEPTES, CONNUS_ET_REFUSES, EXTENSIONS, NOMS, reconnaitre
from ami.fichiers.states import GenreFichier

# By name: the module of the tasks imports the services.
ANALYSER = signature("ami.fichiers.tasks.analyser_fichiers")
_MORCEAU = 1 << 16
_JOUR = timedelta(days=1)


def recevoir(
    *, contenu: "UploadedFile[Any]", par: Utilisateur, recu_le: datetime, taille_max: int | None = None
) -> Fichier:
    """Keep a file as it was sent, under a name that tells its format, and wake its analysis. Nothing is kept of a refused one.

    Never inside a transaction: the bytes are written first, then the row, durably. ``taille_max`` in bytes,
    ``FICHIER_TAILLE_MAX`` by default. Raises ``FichierRefuse`` with a sentence that names the file, also when this account sent
    too much in 24 hours (files in flight together are not counted against each other).
    """
    _exiger_hors_transaction()
    nom = nom_propre(contenu.name or "")
    taille = contenu.size or 0
    _verifier_la_taille(nom, taille, settings.FICHIER_TAILLE_MAX if taille_max is None else taille_max)
    _verifier_ce_que_le_compte_envoie(nom, taille, par, recu_le)
    flux = cast("BinaryIO", contenu)
    genre = verifier_le_genre(nom, reconnaitre(flux))
    fichier = Fichier(
        nom=nom_d_apres_le_contenu(nom, genre),
        genre=genre,
        taille=taille,
        empreinte=empreinte(flux),
        depose_par=par,
        recu_le=recu_le,
        prochain_essai_le=recu_le,
    )
    flux.seek(0)
    try:
        stockage.ecrire(fichier.cle_originale, flux)
    except StockageEnPanne as panne:
        raise FichierRefuse(f"« {nom} » n’a pas pu être enregistré. {panne.message}") from panne
    return _inscrire(fichier)


@transaction.atomic(durable=True)
def _exiger_hors_transaction() -> None:
    """Raise inside a transaction, before a byte is written. Asks nothing of the database."""


def _inscrire(fichier: Fichier) -> Fichier:
    """Write the row; without it, the bytes are forgotten (at once, or by ``supprimer_orphelins``)."""
    try:
        with transaction.atomic(durable=True):
            fichier.save(force_insert=True)
            reveiller(ANALYSER)
    except BaseException:
        with suppress(StockageEnPanne):
            stockage.effacer(fichier.cle_originale)
        raise
    return fichier


def _verifier_la_taille(nom: str, taille: int, taille_max: int) -> None:
    if taille == 0:
        raise FichierRefuse(
            f"« {nom} » est vide (0 octet). Vérifiez que vous pouvez l’ouvrir, puis choisissez-le de nouveau."
        )
    if taille > taille_max:
        raise FichierRefuse(
            f"« {nom} » {trop_lourd(taille, taille_max)}. Réduisez ses "
            "images, ou joignez-le en plusieurs fichiers."
        )


def _verifier_ce_que_le_compte_envoie(nom: str, taille: int, par: Utilisateur, recu_le: datetime) -> None:
    recents = Fichier.objects.filter(depose_par=par, recu_le__gt=recu_le - _JOUR)
    deja = recents.aggregate(nombre=Count("pk"), octets=Sum("taille", default=0))
    nombre_max, octets_max = settings.FICHIERS_PAR_JOUR, settings.FICHIERS_OCTETS_PAR_JOUR
    if deja["nombre"] >= nombre_max or deja["octets"] + taille > octets_max:
        raise FichierRefuse(
            f"« {nom} » n’est pas enregistré : un compte envoie au plus {entier(nombre_max)} fichiers et "
            f"{taille_lisible(octets_max)} en 24 heures. Ceux que vous avez déjà envoyés sont gardés : envoyez "
            "celui-ci demain."
        )


def verifier_le_genre(nom: str, reconnu: str) -> GenreFichier:
    """The content decides, whatever the name says; only that of a program is not taken. Raises ``FichierRefuse``."""
    annonce = EXTENSIONS.get(extension(nom))
    if reconnu in CONNUS_ET_REFUSES:
        raise FichierRefuse(f"« {nom} » {CONNUS_ET_REFUSES[reconnu]}")
    if not reconnu:
        if annonce is None:
            raise FichierRefuse(
                f"« {nom} » n’est pas dans un format accepté ({ACCEPTES}). Enregistrez-le au format PDF, "
                "puis joignez cette copie."
            )
        raise FichierRefuse(
            f"« {nom} » n’est pas {NOMS[annonce]} que nous pouvons lire : il est endommagé, ou ce n’est pas son vrai "
            "format. Ouvrez-le, enregistrez-le de nouveau, puis joignez cette copie."
        )
    if est_active(nom):
        raise FichierRefuse(
            f"« {nom} » est {NOMS[reconnu]}, mais « .{extension(nom)} » n’est pas l’extension d’un document. "
            f"Renommez-le en « {nom_d_apres_le_contenu(nom, reconnu)} », puis joignez-le de nouveau."
        )
    return GenreFichier(reconnu)


def empreinte(flux: BinaryIO) -> str:
    """SHA-256 of all that ``flux`` holds from its start."""
    flux.seek(0)
    condense = hashlib.sha256()
    while morceau := flux.read(_MORCEAU):
        condense.update(morceau)
    return condense.hexdigest()
