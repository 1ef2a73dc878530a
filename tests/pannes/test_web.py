"""The web server is killed, or has no broker, while people file."""

import http.client
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature
from tests.attente import attendre
from tests.pannes.outils import Processus, Web, vague_du_jour
from tests.scenarios import brouillon_complet, relue

pytestmark = pytest.mark.lent
JETON = "a" * 32


class Envoi(NamedTuple):
    """What a browser holds on the page where one files; read before the threads, which have no database."""

    candidature: Candidature
    session: str
    relue: str


def _poster(port: int, envoi: Envoi) -> int | None:
    """POST the filing; None when the server gave no answer."""
    connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    entetes = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={envoi.session}; csrftoken={JETON}",
    }
    adresse = reverse("candidatures:deposer", args=[envoi.candidature.pk])
    corps = urlencode({"csrfmiddlewaretoken": JETON, "relue": envoi.relue})
    try:
        connexion.request("POST", adresse, corps, entetes)
        return connexion.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connexion.close()


def _session(candidature: Candidature) -> str:
    client = Client()
    client.force_login(candidature.cree_par)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _envois(nombre: int) -> list[Envoi]:
    volet, le = vague_du_jour(), timezone.now() - timedelta(hours=1)
    dossiers = [brouillon_complet(volet, rang=rang, le=le) for rang in range(1, nombre + 1)]
    return [Envoi(dossier, _session(dossier), relue(dossier)) for dossier in dossiers]


def _trace(candidature: Candidature) -> tuple[str, int, int, int]:
    candidature.refresh_from_db()
    return (
        candidature.etat,
        candidature.depots.count(),
        Courriel.objects.filter(cle__startswith=f"recepisse:{candidature.pk}:").count(),
        Entree.objects.filter(objet_id=str(candidature.pk), acte="candidature déposée").count(),
    )


def test_le_serveur_web_tue_pendant_les_depots(
    tmp_path: Path, demarrer: Callable[[Processus], Web], record_property: Callable[[str, object], None]
) -> None:
    """Who read « déposé » is filed; who read nothing is filed wholly or not at all, and may try again."""
    envois = _envois(16)
    web = demarrer(Web(tmp_path / "web.log")).pret()
    statuts: dict[str, int | None] = {}
    garde = Lock()

    def deposer(envoi: Envoi) -> None:
        statut = _poster(web.port, envoi)
        with garde:
            statuts[str(envoi.candidature.pk)] = statut

    with ThreadPoolExecutor(4) as fils:
        depots = [fils.submit(deposer, envoi) for envoi in envois]
        attendre(lambda: len(statuts) >= 3, quoi="trois dépôts")
        web.tuer()
        for depot in depots:
            depot.result(60)

    traces = {str(envoi.candidature.pk): _trace(envoi.candidature) for envoi in envois}
    record_property("repondus", sum(statut == 302 for statut in statuts.values()))
    record_property("deposes", sum(trace[0] == "deposee" for trace in traces.values()))
    assert set(statuts.values()) == {302, None}
    assert set(traces.values()) <= {("deposee", 1, 1, 1), ("brouillon", 0, 0, 0)}
    assert all(traces[pk][0] == "deposee" for pk, statut in statuts.items() if statut == 302)

    web.pret()
    assert [_poster(web.port, envoi) for envoi in envois] == [302] * 16
    assert {_trace(envoi.candidature) for envoi in envois} == {("deposee", 1, 1, 1)}
    numeros = sorted(envoi.candidature.numero or "" for envoi in envois)
    assert [numero[-4:] for numero in numeros] == [f"{rang:04d}" for rang in range(1, 17)]


def test_sans_redis_ni_serveur_de_courriel_le_depot_est_recu(
    tmp_path: Path, demarrer: Callable[[Processus], Web]
) -> None:
    """PRODUCT §1.5: the outside down slows a porteur at worst."""
    (envoi,) = _envois(1)
    absent = f"unix://{tmp_path}/absent.sock?db=0"
    web = demarrer(Web(tmp_path / "web.log", REDIS_URL=absent, EMAIL_URL="smtp://127.0.0.1:9")).pret()

    statut = _poster(web.port, envoi)

    assert statut == 302, web.sortie
    assert _trace(envoi.candidature) == ("deposee", 1, 1, 1)
