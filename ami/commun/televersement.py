"""Files sent to forms: received on the routes that say so, refused before their first byte elsewhere."""

import errno
import html
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.urls import Resolver404, resolve

from ami.commun.compteurs import ajouter
from ami.commun.erreurs import ErreurMetier
from ami.commun.nombres import trop_lourd

Vue = TypeVar("Vue", bound=Callable[..., Any])
_MARQUE = "taille_max_des_fichiers"
OCTETS_PAR_HEURE = 2_000_000_000  # read from one account, whether or not they are kept
_PLEIN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


class EnvoiTropLourd(ErreurMetier):
    """More bytes in one form than its route takes. Nothing was kept."""

    statut = 413


class EnvoiImpossible(ErreurMetier):
    """The server has no room to receive the files. Nothing was kept."""

    statut = 503


class EnvoiAnonyme(ErreurMetier):
    """Files from someone who is not signed in, most often any more. Not a byte of them was read."""

    statut = 401


def accepte_des_fichiers(taille_max_totale: int = 100_000_000) -> Callable[[Vue], Vue]:
    """Mark a view whose POST may carry files: ``taille_max_totale`` bytes in one form, files and fields together."""

    def marquer(vue: Vue) -> Vue:
        setattr(vue, _MARQUE, taille_max_totale)
        return vue

    return marquer


class RefusDeFichier(FileUploadHandler):
    """Refuse a file before its first byte is kept: Django would write it to disk, whatever its size."""

    def new_file(self, *_args: Any, **_options: Any) -> None:
        raise RequestDataTooBig("no form takes a file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - signature of Django
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None


class _Lecteur(MultiPartParser):
    """Django drops from the name of a file what cannot be printed, and takes a non-breaking space for such."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        """A blank of any kind stays a blank: « Budget 2027.pdf » does not become « Budget2027.pdf »."""
        lisible = "".join(" " if c.isspace() else c for c in html.unescape(file_name))
        return super().sanitize_file_name(lisible)


def recevoir_le_corps(request: HttpRequest) -> None:
    """Read the whole body of a POST: what is measured afterwards is the end of the reception.

    Files go to temporary files, on a marked route and for a live session only; any other body stays under
    ``DATA_UPLOAD_MAX_MEMORY_SIZE``. Raises ``EnvoiTropLourd``, ``EnvoiAnonyme``, ``EnvoiImpossible``, or
    what Django raises of a body it refuses.
    """
    request.encoding = "utf-8"  # whatever the sender says: Python knows charsets that are none
    limite = _limite(request)
    if limite is None:
        _lire_les_champs(request)
        return
    _verifier(request, limite)
    request.upload_handlers = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
    # No setting chooses the parser.
    request.parse_file_upload = lambda meta, corps: (  # type: ignore[method-assign, assignment, unused-ignore]
        _Lecteur(meta, corps, request.upload_handlers, request.encoding).parse()
    )
    try:
        request.POST  # noqa: B018 - parses it all, files included
    except TooManyFilesSent:
        nombre = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        raise EnvoiTropLourd(
            f"Un envoi compte au plus {nombre} fichiers. Rien n’a été enregistré : recommencez en plusieurs fois."
        ) from None
    except OSError as erreur:
        if erreur.errno not in _PLEIN:  # the sender left, for instance
            raise
        for recepteur in request.upload_handlers:
            recepteur.upload_interrupted()  # the half of a file leaves the disk now
        raise EnvoiImpossible(
            "Le serveur manque de place pour recevoir vos fichiers. Rien n’a été enregistré : "
            "réessayez dans quelques minutes."
        ) from erreur


def _lire_les_champs(request: HttpRequest) -> None:
    try:
        request.body  # noqa: B018 - reads it all
    except RequestDataTooBig:
        longueur = int(request.META.get("CONTENT_LENGTH") or 0)
        raise EnvoiTropLourd(
            f"Cet envoi {trop_lourd(longueur, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}. Rien n’a été enregistré : "
            "raccourcissez le texte que vous venez de coller, puis recommencez."
        ) from None


def _limite(request: HttpRequest) -> int | None:
    """Bytes that a form with files may weigh on this route; None when it takes none."""
    if request.content_type != "multipart/form-data":
        return None
    try:
        vue = resolve(request.path_info).func
    except Resolver404:
        return None
    limite: int | None = getattr(vue, _MARQUE, None)
    return limite


def _verifier(request: HttpRequest, limite: int) -> None:
    """Refuse before reading, by the announced length: the server never reads past it."""
    compte = _compte_connecte(request)
    if compte is None:
        raise EnvoiAnonyme(
            "Votre session a expiré : vos fichiers n’ont pas été reçus. Connectez-vous dans un autre onglet, "
            "puis revenez à cette page et envoyez-les de nouveau."
        )
    longueur = int(request.META.get("CONTENT_LENGTH") or 0)
    if longueur > limite:
        raise EnvoiTropLourd(
            f"Cet envoi {trop_lourd(longueur, limite)} en une fois. "
            "Rien n’a été enregistré : envoyez vos fichiers un par un, ou réduisez leurs images."
        )
    _compter(compte, longueur)


def _compte_connecte(request: HttpRequest) -> str | None:
    """Account of a session that exists: a cookie alone can be made up."""
    if not (cle := request.COOKIES.get(settings.SESSION_COOKIE_NAME)):
        return None
    compte: str | None = import_module(settings.SESSION_ENGINE).SessionStore(cle).get(SESSION_KEY)
    return compte


def _compter(compte: str, octets: int) -> None:
    """Bound what is read before the view knows whether this account may send anything there."""
    if ajouter(f"octets-recus:{compte}", duree=3600, combien=octets) > OCTETS_PAR_HEURE:
        raise EnvoiTropLourd(
            "Vous avez envoyé beaucoup de fichiers en une heure : celui-ci n’a pas été reçu. Réessayez dans une heure."
        )
