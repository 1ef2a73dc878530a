"""Middleware of the whole site."""

import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars

from ami.commun.erreurs import ErreurMetier
from ami.commun.reception import ENTIERE_LE
from ami.commun.televersement import recevoir_le_corps

_COMPRESSIBLES = ("text/", "application/json")
Reponse = Callable[[HttpRequest], HttpResponse]


def noter_la_reception(suite: Reponse) -> Reponse:
    """The clock is read once, when the request is received (PRODUCT §1.2).

    Received whole, files included: a form whose end is sent after the closing arrives after the closing. The web
    server may have noted that instant, when the request then waited for a free thread (``ami.serveur``).
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            try:
                recevoir_le_corps(request)
            except ErreurMetier as refus:
                request.envoi_refuse = refus  # type: ignore[attr-defined]  # told once it is known to whom
        request.recu_le = ENTIERE_LE.get() or timezone.now()  # type: ignore[attr-defined]
        return suite(request)

    return traiter


def refuser_un_port_inattendu(suite: Reponse) -> Reponse:
    """A site has few ports; what is asked under another is refused as an unknown host is (400)."""

    def traiter(request: HttpRequest) -> HttpResponse:
        _, port = split_domain_port(request.get_host())
        if port and port not in map(str, settings.PORTS_ADMIS):  # as text: thousands of digits are no number
            raise DisallowedHost(f"unexpected port in Host: {port}")
        return suite(request)

    return traiter


def dire_l_envoi_refuse(suite: Reponse) -> Reponse:
    """What was not received is told on a page that knows who sent it, and no view sees the request."""

    def traiter(request: HttpRequest) -> HttpResponse:
        refus: ErreurMetier | None = getattr(request, "envoi_refuse", None)
        if refus is None:
            return suite(request)
        return render(request, "erreurs/envoi.html", {"refus": refus.message}, status=refus.statut)

    return traiter


class ComprimerLesPages(GZipMiddleware):
    """Words alone: files, archives and PDF are compressed already, and streamed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(_COMPRESSIBLES):
            return response
        return super().process_response(request, response)


def ne_rien_garder_en_cache(suite: Reponse) -> Reponse:
    """Only the public pages, as everybody reads them, may be kept: the rest stays out of shared computers too.

    What is refused or gives back what was typed (401, 403, 422…) is kept no more than what a person reads signed in.
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        reponse = suite(request)
        if (
            request.method not in {"GET", "HEAD"}
            or reponse.status_code >= HTTPStatus.BAD_REQUEST
            or _a_quelqu_un(request)
        ):
            patch_cache_control(reponse, private=True, no_store=True)
        return reponse

    return traiter


def _a_quelqu_un(request: HttpRequest) -> bool:
    """Whether the answer is somebody's: signed in, or in the middle of signing up."""
    session: SessionBase | None = getattr(request, "session", None)
    return session is not None and not session.is_empty()


def montrer_le_405(suite: Reponse) -> Reponse:
    """The address of a button, opened by hand or read again after a refusal, leads somewhere."""

    def traiter(request: HttpRequest) -> HttpResponse:
        reponse = suite(request)
        if reponse.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method == "HEAD":
            return reponse
        page = render(request, "erreurs/405.html", status=reponse.status_code)
        page.headers["Allow"] = reponse.headers["Allow"]
        return page

    return traiter


class UneLigneParRequete(RequestMiddleware):
    """One line a request, when it is answered; those that others write meanwhile bear the same ``request_id``."""

    def prepare(self, request: HttpRequest) -> None:
        clear_contextvars()
        bind_contextvars(
            request_id=str(uuid.uuid4()), user_id=None, user_agent=request.META.get("HTTP_USER_AGENT")
        )

    def process_view(self, request: HttpRequest, *_vue: object) -> None:
        self.bind_user_id(request)

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Who asks, once the page has needed to know: one that needs nobody reads no session."""
        if request.session.accessed:
            bind_contextvars(user_id=request.user.pk)
