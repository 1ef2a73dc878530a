"""The measures, one function each, in the order people meet them."""

import logging
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path, reverse
from django.utils import timezone

from ami.comptes.models import Role
from ami.notifications.models import Courriel
from ami.notifications.tasks import envoyer_courriels
from benchmarks.donnees import grande_vague, vague_de_brouillons
from candidatures.models import Candidature
from candidatures.services.deposer import deposer_candidature
from evaluation.selection.services.publier import demander_publication, publier_vague
from tests.pannes.outils import Puits
from tests.scenarios import administrateur, agent
from vagues.models import Vague

FILS, DEPOTS, DOSSIERS, PASSES = 8, 160, 300, 15


def mesurer() -> Iterator[str]:
    """Yield the lines of the report."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    call_command("migrate", verbosity=0)
    yield "| mesure | résultat | requêtes SQL |"
    yield "|---|---|---|"
    nue = _duree_de_la_page_nue()
    yield f"| page Django nue | {1000 * nue:.2f} ms | 0 |"
    yield from _depots()
    vague = grande_vague(DOSSIERS)
    yield from _pages(vague)
    yield from _publication(vague)
    yield from _courriels()


def page_nue(_requete: HttpRequest) -> HttpResponse:
    """What Django itself costs: routing, no middleware of ours, no template, no query."""
    return HttpResponse("<!DOCTYPE html><title>Bonjour</title><h1>Bonjour</h1>")


urlpatterns = [path("nue/", page_nue)]


def _duree_de_la_page_nue() -> float:
    middleware = ["django.middleware.common.CommonMiddleware"]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=middleware):
        client = Client()
        return _duree(partial(_lire, client, "/nue/"))


def _duree(acte: Callable[[], object]) -> float:
    """Median of several passes, the first left out: it compiles templates."""
    acte()
    durees = []
    for _ in range(PASSES):
        debut = time.perf_counter()
        acte()
        durees.append(time.perf_counter() - debut)
    return statistics.median(durees)


def _requetes(acte: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captures:
        acte()
    return sum(not r["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for r in captures)


def _depots() -> Iterator[str]:
    *dossiers, temoin = vague_de_brouillons(DEPOTS + 1)
    requetes = _requetes(_deposer(temoin))
    durees: list[float] = []

    def deposer(candidature: Candidature) -> None:
        debut = time.perf_counter()
        _deposer(candidature)()
        durees.append(time.perf_counter() - debut)

    debut = time.perf_counter()
    with ThreadPoolExecutor(FILS, initializer=connection.ensure_connection) as fils:
        list(fils.map(deposer, dossiers))
        total = time.perf_counter() - debut
        list(fils.map(lambda _: connection.close(), range(FILS * 4)))
    p95 = statistics.quantiles(durees, n=20)[-1]
    yield f"| dépôts, {FILS} fils, une vague | {DEPOTS / total:.0f} / s, p95 {1000 * p95:.0f} ms | {requetes} |"


def _deposer(candidature: Candidature) -> Callable[[], object]:
    return partial(
        deposer_candidature, candidature_id=candidature.pk, par=candidature.cree_par, recu_le=timezone.now()
    )


def _pages(vague: Vague) -> Iterator[str]:
    brouillon = vague_de_brouillons(1)[0]
    admin, instructeur = administrateur(), agent(Role.INSTRUCTEUR)
    depose = Candidature.objects.filter(vague=vague).first()
    assert depose  # noqa: S101
    pages: list[tuple[str, Any, str]] = [
        ("accueil", None, reverse("accueil")),
        (
            "section d’un brouillon",
            brouillon.cree_par,
            reverse("candidatures:section", args=[brouillon.pk, "projet"]),
        ),
        ("liste du porteur", brouillon.cree_par, reverse("candidatures:liste")),
        (f"liste d’instruction, {DOSSIERS} dossiers", instructeur, reverse("instruction:liste")),
        ("un dossier, instruction", instructeur, reverse("instruction:dossier", args=[depose.pk])),
        (f"délibération, {DOSSIERS} dossiers", admin, reverse("selection:deliberation", args=[vague.numero])),
        (
            "décision, avec ses évaluations",
            admin,
            reverse("selection:decision", args=[vague.numero, depose.pk]),
        ),
    ]
    for nom, compte, adresse in pages:
        client = Client()
        if compte:
            client.force_login(compte)
        lire = partial(_lire, client, adresse)
        nue = _duree_de_la_page_nue()  # at the same moment: the load of the machine changes
        duree = _duree(lire)
        yield f"| {nom} | {1000 * duree:.1f} ms, {duree / nue:.0f} × | {_requetes(lire)} |"


def _lire(client: Client, adresse: str) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 200, (adresse, reponse.status_code)  # noqa: PLR2004, S101


def _publication(vague: Vague) -> Iterator[str]:
    une, autre = administrateur(), administrateur()
    demander_publication(vague_id=vague.pk, par=une, maintenant=timezone.now())
    debut = time.perf_counter()
    requetes = _requetes(partial(publier_vague, vague_id=vague.pk, par=autre, maintenant=timezone.now()))
    duree = time.perf_counter() - debut
    yield f"| publication, {DOSSIERS} dossiers | {1000 * duree:.0f} ms | {requetes} |"


def _courriels() -> Iterator[str]:
    nombre = Courriel.objects.filter(etat="a_envoyer", prochain_essai_le__lte=timezone.now()).count()
    with Puits(port=settings.EMAIL_PORT) as puits:
        debut = time.perf_counter()
        requetes = _requetes(envoyer_courriels)
        duree = time.perf_counter() - debut
        assert len(puits.recus) == nombre  # noqa: S101
    yield f"| courriels, un envoyeur | {nombre / duree:.0f} / s ({nombre} en {duree:.1f} s) | {requetes / nombre:.1f} par courriel |"
