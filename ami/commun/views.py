"""Pages that belong to no business app: required State pages, health, errors."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from redis import Redis

from ami.commun.tasks import CLE_BATTEMENT

journal = structlog.get_logger(__name__)
BATTEMENT_MAX = timedelta(minutes=3)
DISQUE_LIBRE_MIN = 200_000_000  # bytes


@login_not_required
@require_safe
def page_etat(request: HttpRequest, page: str) -> HttpResponse:
    """One of the pages every State site must have."""
    return render(request, f"pages/{page}.html")


@login_not_required
@never_cache
@require_safe
def sante(_request: HttpRequest) -> JsonResponse:
    """Readiness for the operator: 200 when the site can receive filings, 503 when the database is ill.

    The other parts are told apart but do not stop a filing (PRODUCT §1.5). No secret, no version.
    """
    etats = {nom: _examiner(nom, examen) for nom, examen in EXAMENS.items()}
    pret = etats["base"] == "ok"
    corps = {"pret": pret, "complet": all(etat == "ok" for etat in etats.values()), "parties": etats}
    return JsonResponse(corps, status=200 if pret else 503)


def _base() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")


def _cache() -> None:
    # Straight to Redis: our cache hides its absence.
    Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1).ping()


def _courtier() -> None:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    with Connection(settings.CELERY_BROKER_URL, transport_options=options, connect_timeout=1) as lien:
        lien.ensure_connection(max_retries=1, timeout=1)


def _battement() -> None:
    dernier: datetime | None = cache.get(CLE_BATTEMENT)
    if dernier is None or timezone.now() - dernier > BATTEMENT_MAX:
        raise RuntimeError("beat, broker or worker silent")


def _disque() -> None:
    if shutil.disk_usage(settings.RACINE).free < DISQUE_LIBRE_MIN:
        raise RuntimeError("disk nearly full")


EXAMENS: dict[str, Callable[[], None]] = {
    "base": _base,
    "cache": _cache,
    "courtier": _courtier,
    "battement": _battement,
    "disque": _disque,
}


def _examiner(nom: str, examen: Callable[[], None]) -> str:
    try:
        examen()
    except Exception as erreur:  # noqa: BLE001 - any failure means that part is ill
        journal.warning("partie malade", partie=nom, erreur=type(erreur).__name__)
        return "malade"
    return "ok"


def erreur_400(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - name set by Django
    return render(request, "erreurs/400.html", status=400)


def erreur_403(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - name set by Django
    return render(request, "erreurs/403.html", status=403)


def erreur_404(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - name set by Django
    return render(request, "erreurs/404.html", status=404)


def erreur_429(request: HttpRequest) -> HttpResponse:
    return render(request, "erreurs/429.html", status=429)


def erreur_500(_request: HttpRequest) -> HttpResponse:
    """Static on purpose: neither the database nor the session may be needed to say that we are ill."""
    return render(None, "erreurs/500.html", status=500)
