"""What a view does with what a page sends: one service, then a sentence and another page, or the same page and why."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from psycopg2.errorcodes import DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE, SERIALIZATION_FAILURE

from ami.commun.erreurs import ErreurMetier, Occupe
from ami.commun.formulaires import Formulaire

# What PostgreSQL answers when a lock is not had in time, or when two acts wait for each other.
A_REESSAYER = frozenset({LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED, SERIALIZATION_FAILURE})
T = TypeVar("T")
R = TypeVar("R", bound=HttpResponse)
CHIFFRES_MAX = 18  # of a number that the database can hold


def saisie(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, or nothing while the page is only read."""
    return request.POST if request.method == "POST" else None


def nombre_envoye(texte: str | None) -> int:
    """A number that a page sent back: a row, a version. 404 for what none of our pages sends."""
    if (nombre := nombre_ou_rien(texte)) is None:
        raise Http404
    return nombre


def nombre_ou_rien(texte: str | None) -> int | None:
    """The same, where what is no number goes without saying."""
    return int(texte) if texte and texte.isdecimal() and len(texte) <= CHIFFRES_MAX else None


def tenter(acte: Callable[[], T], *, vers: Callable[[T], R], refus: Callable[[ErreurMetier], R]) -> R:
    """An act whose refusal has its own answer: ``vers`` makes the answer of what the service returned, ``refus`` of why not."""
    try:
        fait = acte()
    except ErreurMetier as erreur:
        return refus(erreur)
    except OperationalError as erreur:
        if getattr(erreur.__cause__, "pgcode", None) not in A_REESSAYER:
            raise
        return refus(Occupe())
    return vers(fait)


def agir(
    request: HttpRequest,
    acte: Callable[[], T],
    succes: str,
    retour: HttpResponse,
    *,
    vers: Callable[[T], HttpResponse] | None = None,
) -> HttpResponse:
    """An act without form: call the service, then say on the page ``retour`` what came of it.

    ``vers`` makes of what the service returned the page where success leads instead. No sentence: success shows by itself.
    """

    def reussi(fait: T) -> HttpResponse:
        if succes:
            messages.success(request, succes)
        return retour if vers is None else vers(fait)

    return tenter(acte, vers=reussi, refus=lambda erreur: refuser(request, erreur, retour))


def soumettre(
    request: HttpRequest,
    form: Formulaire,
    acte: Callable[[], T],
    *,
    page: Callable[[int], HttpResponse],
    vers: Callable[[T], HttpResponse],
    refus: Callable[[ErreurMetier], HttpResponse] | None = None,
) -> HttpResponse:
    """A page and its form: read, refused (422, or the status of the rule that refuses), or done and left for ``vers``.

    ``page`` shows the form under a status. A refusal of the service becomes an error of the form, which keeps what was
    typed; ``refus`` answers it otherwise.
    """
    if request.method != "POST":
        return page(HTTPStatus.OK)
    if not form.is_valid():
        return page(HTTPStatus.UNPROCESSABLE_ENTITY)

    def signaler(erreur: ErreurMetier) -> HttpResponse:
        form.signaler(erreur)
        return page(erreur.statut)

    return tenter(acte, vers=vers, refus=refus or signaler)


def refuser(request: HttpRequest, erreur: ErreurMetier, reponse: HttpResponse) -> HttpResponse:
    """Say on the next page why nothing was done."""
    messages.error(request, erreur.message)
    return reponse


def reussir(request: HttpRequest, phrase: str, reponse: HttpResponse) -> HttpResponse:
    """Say on the next page what was done."""
    messages.success(request, phrase)
    return reponse
