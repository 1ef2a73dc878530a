"""A form sent when the session is over, or with a token of another one: what was typed is given back."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

journal = structlog.get_logger(__name__)
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
        if not any(valeur for _, valeur in champs):
            return super().handle_no_permission(request, view_func)
        return render(
            request,
            "erreurs/session.html",
            {"champs": champs, "lisible": LISIBLE},
            status=HTTPStatus.UNAUTHORIZED,
        )


def csrf_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is no longer ours, most often after signing in again in another tab.

    What one of our own pages sent (``Origin``) is given back to be sent again: nothing is retyped. What
    comes from elsewhere is not. A script of ours gets the new token, as any page would give it, and sends again.
    """
    journal.warning("jeton de formulaire refusé", raison=reason)
    de_chez_nous = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if de_chez_nous and request.headers.get("Accept") == "application/json":
        return JsonResponse({"erreur": "jeton", "jeton": get_token(request)}, status=HTTPStatus.FORBIDDEN)
    champs = saisie(request) if de_chez_nous else []
    contexte = {"champs": champs, "lisible": LISIBLE}
    return render(request, "erreurs/csrf.html", contexte, status=HTTPStatus.FORBIDDEN)


def saisie(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed in the form, without secrets nor files."""
    return [
        (nom, valeur) for nom, valeurs in request.POST.lists() for valeur in valeurs if nom not in SECRETS
    ]
