"""A form sent when the session is over, or with a token of another one: what was typed is given back."""

from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

journal = structlog.get_logger(__name__)
MARQUES = frozenset({"lues", "vues", "envoi"})  # what a page says of itself, never read by people
SECRETS = frozenset({"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"})
LISIBLE = 30  # characters from which a value is a text worth reading again


class ConnexionExigee(LoginRequiredMiddleware):
    """Sign in to see anything; a form filled in while the session ended is not lost on the way.

    The token was checked before: only a page of ours comes here.
    """

    def handle_no_permission(  # type: ignore[override]  # Django sends any answer
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        champs = saisie(request)
        if request.method == "POST" and not any(valeur for _, valeur in champs):
            return redirect_to_login(_page_d_ou_l_on_vient(request))
        if not champs:
            return super().handle_no_permission(request, view_func)
        return render(
            request,
            "erreurs/session.html",
            {"champs": _numerotes(champs)},
            status=HTTPStatus.UNAUTHORIZED,
        )


def _page_d_ou_l_on_vient(request: HttpRequest) -> str:
    """The page whose button was pressed: once signed in it can be read again, the address of the button cannot."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url("accueil")
    adresse = urlsplit(page)
    return urlunsplit(("", "", adresse.path, adresse.query, ""))


def csrf_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is no longer ours, most often after signing in again in another tab.

    What one of our own pages sent (``Origin``) is given back to be sent again: nothing is retyped. What
    comes from elsewhere is not. A script of ours gets the new token, as any page would give it, and sends again.
    """
    journal.warning("jeton de formulaire refusé", raison=reason)
    de_chez_nous = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if de_chez_nous and request.headers.get("Accept") == "application/json":
        return JsonResponse({"erreur": "jeton", "jeton": get_token(request)}, status=HTTPStatus.FORBIDDEN)
    contexte = {"champs": _numerotes(saisie(request) if de_chez_nous else [])}
    return render(request, "erreurs/csrf.html", contexte, status=HTTPStatus.FORBIDDEN)


def saisie(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed in the form, without secrets nor files."""
    return [
        (nom, valeur) for nom, valeurs in request.POST.lists() for valeur in valeurs if nom not in SECRETS
    ]


def _numerotes(champs: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Each value with its rank among the texts worth reading again; 0 for the others."""
    rangs = count(1)
    return [
        (nom, valeur, next(rangs) if len(valeur) >= LISIBLE and nom not in MARQUES else 0)
        for nom, valeur in champs
    ]
