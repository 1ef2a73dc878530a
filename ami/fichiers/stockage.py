"""The one way to stored bytes: a folder on this machine, or an S3-compatible service, same code above."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import structlog
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from ami.fichiers.erreurs import ContenuAbsent, StockageEnPanne

journal = structlog.get_logger(__name__)
PROVISOIRES = "provisoires"
_REESSAYEZ = (
    "Le stockage des fichiers ne répond pas pour le moment. Rien n’a été enregistré : "
    "réessayez dans quelques minutes."
)


class StockageLocal(FileSystemStorage):
    """A folder in which a file is whole or absent: it takes its name once it is on the disk."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - of Django
        """Keep the key it is given; writing it again replaces it in one move."""
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        cible, provisoires = Path(self.path(name)), Path(self.path(PROVISOIRES))
        for dossier in (cible.parent, provisoires):
            dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        descripteur, provisoire = tempfile.mkstemp(dir=provisoires)
        try:
            with os.fdopen(descripteur, "wb") as sortie:
                for morceau in content.chunks():
                    sortie.write(morceau)
                sortie.flush()
                os.fsync(sortie.fileno())
            Path(provisoire).replace(cible)
        except BaseException:
            Path(provisoire).unlink(missing_ok=True)
            raise
        return name


def stockage() -> Storage:
    return storages["fichiers"]


@contextmanager
def _pannes(cle: str) -> Iterator[None]:
    """Whatever the store raises (OSError, the family of boto), one error with a sentence."""
    try:
        yield
    except FileNotFoundError:
        raise ContenuAbsent("Ce fichier n’est plus disponible : signalez-le à l’équipe de l’appel.") from None
    except Exception as erreur:
        journal.warning("stockage en panne", cle=cle, erreur=type(erreur).__name__, exc_info=True)
        raise StockageEnPanne(_REESSAYEZ) from erreur


def ecrire(cle: str, contenu: bytes | IO[bytes]) -> None:
    """Store ``contenu`` under ``cle``, whole or not at all; what was under that key is replaced.

    Never inside a transaction. Raises ``StockageEnPanne``.
    """
    with _pannes(cle):
        stockage().save(cle, File(BytesIO(contenu) if isinstance(contenu, bytes) else contenu, name=cle))


def lire(cle: str) -> BinaryIO:
    """Return the content, entirely within reach: nothing fails once the first byte is sent.

    Raises ``ContenuAbsent`` and ``StockageEnPanne``.
    """
    with _pannes(cle):
        flux = stockage().open(cle)
        flux.seek(0)  # S3: fetches it all, to memory then to disk
        return cast("BinaryIO", flux)


def effacer(cle: str) -> None:
    """Forget what is under ``cle``, if anything. Raises ``StockageEnPanne``."""
    with _pannes(cle):
        stockage().delete(cle)


def noms(dossier: str) -> tuple[list[str], list[str]]:
    """Folders and files directly under ``dossier``; none when it does not exist."""
    try:
        with _pannes(dossier):
            dossiers, fichiers = stockage().listdir(dossier)
    except ContenuAbsent:
        return [], []
    return dossiers, fichiers


def ecrit_le(cle: str) -> datetime:
    """Instant of the last writing (aware)."""
    with _pannes(cle):
        return stockage().get_modified_time(cle)


def preparer() -> bool:
    """Make the place where files are kept; False when it is there. Raises ``StockageEnPanne``."""
    lieu = stockage()
    if isinstance(lieu, StockageLocal):
        racine = Path(lieu.location)
        existait = racine.is_dir()
        racine.mkdir(mode=0o700, parents=True, exist_ok=True)
        return not existait
    with _pannes("seau"):
        return _creer_le_seau(lieu)


def _creer_le_seau(lieu: Any) -> bool:
    client, nom = lieu.connection.meta.client, lieu.bucket_name
    try:
        client.head_bucket(Bucket=nom)
    except client.exceptions.ClientError as erreur:
        if erreur.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            return False  # it is there, and only its content is ours to touch
    else:
        return False
    region = lieu.region_name
    choix = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    client.create_bucket(Bucket=nom, **choix)
    return True
