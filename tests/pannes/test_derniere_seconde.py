"""Three hundred dossiers filed at once in the last second before the closing, over HTTP, some of them twice."""

import http.client
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Depot
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, sceller_vague
from tests.pannes.outils import Processus, Web, vague_du_jour
from tests.scenarios import brouillon_complet
from vagues.models import Vague
from vagues.services import cloturer_vague

pytestmark = pytest.mark.lent
NOMBRE, DOUBLES = 300, 60
AVANCE = timedelta(milliseconds=300)  # sent this long before the closing, a form is here in time
JETON = "a" * 32
Envoi = tuple[str, str]  # dossier, session
Reponse = tuple[str, int, str, datetime]


def _envois() -> list[Envoi]:
    volet, le = vague_du_jour(), timezone.now() - timedelta(hours=1)
    envois = []
    for rang in range(1, NOMBRE + 1):
        dossier = brouillon_complet(volet, rang=rang, le=le)
        client = Client()
        client.force_login(dossier.cree_par)
        envois.append((str(dossier.pk), client.cookies[settings.SESSION_COOKIE_NAME].value))
    return envois


def _poster(port: int, envoi: Envoi) -> Reponse:
    """POST the filing; return the dossier, the status, the page or the address one is led to, when it was sent."""
    dossier, session = envoi
    connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    entetes = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={JETON}",
    }
    try:
        corps = urlencode({"csrfmiddlewaretoken": JETON})
        connexion.request("POST", reverse("candidatures:deposer", args=[dossier]), corps, entetes)
        envoye_le = timezone.now()
        reponse = connexion.getresponse()
        return dossier, reponse.status, reponse.headers.get("Location") or reponse.read().decode(), envoye_le
    finally:
        connexion.close()


def _attendre(instant: datetime) -> None:
    time.sleep(max(0, (instant - timezone.now()).total_seconds()))


def _clore_a_l_heure(vague_id: int, instant: datetime) -> None:
    """What beat does, at the very instant, while the filings go on."""
    try:
        _attendre(instant)
        cloturer_vague(vague_id=vague_id, maintenant=timezone.now())
    finally:
        connection.close()


def test_trois_cents_depots_dans_la_derniere_seconde(
    tmp_path: Path, demarrer: Callable[[Processus], Web]
) -> None:
    envois = _envois()
    web = demarrer(Web(tmp_path / "web.log")).pret()
    _poster(web.port, ("12345678-1234-1234-1234-123456789012", envois[0][1]))  # templates compiled
    tous = envois + random.sample(envois, DOUBLES)
    random.shuffle(tous)
    vague = Vague.objects.get()
    instant = timezone.now() + timedelta(seconds=3)
    Vague.objects.update(cloture=instant)
    retards = [
        -1 + 1.2 * rang / len(tous) for rang in range(len(tous))
    ]  # the last come too late, on any machine

    def envoyer(envoi: Envoi, retard: float) -> Reponse:
        _attendre(instant + timedelta(seconds=retard))
        return _poster(web.port, envoi)

    with ThreadPoolExecutor(len(tous) + 1) as fils:
        cloture = fils.submit(_clore_a_l_heure, vague.pk, instant)
        reponses = list(fils.map(envoyer, tous, retards))
        cloture.result(60)
    vague.refresh_from_db()
    scelle = sceller_vague(vague_id=vague.pk, maintenant=vague.cloture + ATTENTE_AVANT_SCELLE)

    statuts = Counter(statut for _, statut, _, _ in reponses)
    assert set(statuts) <= {302, 422}, statuts
    recus = {dossier for dossier, statut, _, _ in reponses if statut == 302}
    a_temps = {dossier for dossier, _, _, envoye_le in reponses if envoye_le < instant - AVANCE}
    assert len(a_temps) > NOMBRE / 4
    assert a_temps <= recus  # whatever the queue for a thread
    assert len(recus) < NOMBRE
    for dossier, statut, suite, _ in reponses:
        if statut == 302:
            assert suite == reverse("candidatures:recepisse", args=[dossier])
        else:
            assert "Votre dossier est arrivé après" in suite.replace("\xa0", " ")
    _verifier_la_base(recus, vague)
    assert scelle
    assert (scelle.depots, scelle.brouillons) == (len(recus), NOMBRE - len(recus))


def _verifier_la_base(recus: set[str], vague: Vague) -> None:
    """The database says what people read: filed once, numbered once, told once; or untouched."""
    deposes = Candidature.objects.filter(etat="deposee")
    assert {str(pk) for pk in deposes.values_list("pk", flat=True)} == recus
    numeros = sorted(deposes.values_list("numero", flat=True))
    assert [str(numero)[-4:] for numero in numeros] == [f"{rang:04d}" for rang in range(1, len(recus) + 1)]
    assert set(Candidature.objects.exclude(etat="deposee").values_list("etat", "numero")) <= {
        ("brouillon", None)
    }
    depots = Depot.objects.values_list("candidature_id", "version", "recu_le")
    assert Counter(str(pk) for pk, _, _ in depots) == Counter(recus)
    assert all(version == 1 and recu_le < vague.cloture for _, version, recu_le in depots)
    courriels = Courriel.objects.filter(modele="recepisse").values_list("cle", flat=True)
    assert Counter(cle.split(":")[1] for cle in courriels) == Counter(recus)
    actes = Entree.objects.filter(acte="candidature déposée").values_list("objet_id", flat=True)
    assert Counter(actes) == Counter(recus)
