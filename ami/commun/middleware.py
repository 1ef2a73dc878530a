"""Middleware of the whole site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from ami.commun.erreurs import ErreurMetier
from ami.commun.televersement import recevoir_le_corps

Reponse = Callable[[HttpRequest], HttpResponse]


def noter_la_reception(suite: Reponse) -> Reponse:
    """The clock is read once, when the request is received (PRODUCT §1.2).

    Received whole, files included: a form whose end is sent after the closing arrives after the closing.
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            try:
                recevoir_le_corps(request)
            except ErreurMetier as refus:
                return render(request, "erreurs/envoi.html", {"refus": refus.message}, status=refus.statut)
        request.recu_le = timezone.now()  # type: ignore[attr-defined]
        return suite(request)

    return traiter


def ne_rien_garder_en_cache(suite: Reponse) -> Reponse:
    """Pages of a signed-in person stay out of every cache, shared computers' included."""

    def traiter(request: HttpRequest) -> HttpResponse:
        reponse = suite(request)
        if request.user.is_authenticated:
            patch_cache_control(reponse, private=True, no_store=True)
        return reponse

    return traiter
