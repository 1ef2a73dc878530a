"""What a view does with what a page sends: one service, then a sentence and another page, or the same page and why."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict

from ami.commun.erreurs import ErreurMetier
from ami.commun.formulaires import Formulaire

T = TypeVar("T")


def saisie(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, or nothing while the page is only read."""
    return request.POST if request.method == "POST" else None


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
    try:
        fait = acte()
    except ErreurMetier as erreur:
        return refuser(request, erreur, retour)
    if succes:
        messages.success(request, succes)
    return retour if vers is None else vers(fait)


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
    try:
        fait = acte()
    except ErreurMetier as erreur:
        if refus is not None:
            return refus(erreur)
        form.signaler(erreur)
        return page(erreur.statut)
    return vers(fait)


def refuser(request: HttpRequest, erreur: ErreurMetier, reponse: HttpResponse) -> HttpResponse:
    """Say on the next page why nothing was done."""
    messages.error(request, erreur.message)
    return reponse


def reussir(request: HttpRequest, phrase: str, reponse: HttpResponse) -> HttpResponse:
    """Say on the next page what was done."""
    messages.success(request, phrase)
    return reponse
