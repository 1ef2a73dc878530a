"""What logs never hold."""

import sys
from typing import Any

import pytest
from django.test import Client
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from ami.journalisation import _rendu
from tests.fabriques import UtilisateurFactory


@pytest.mark.parametrize("console", [True, False])
def test_une_trace_ne_montre_pas_les_variables_locales(console: bool) -> None:
    def connecter(mot_de_passe: str) -> None:
        raise RuntimeError("base injoignable")

    evenement: Any = {"event": "erreur", "level": "error"}
    try:
        connecter("phrase-secrete-42")
    except RuntimeError:
        evenement["exc_info"] = sys.exc_info()
        for processeur in _rendu(console=console):
            evenement = processeur(None, "error", evenement)

    assert "base injoignable" in evenement
    assert "phrase-secrete" not in evenement.replace('connecter("phrase-secrete-42")', "")


@pytest.mark.django_db
def test_une_requete_est_une_ligne_qui_dit_qui_et_avec_quoi(client: Client) -> None:
    compte = UtilisateurFactory()
    client.force_login(compte)
    with capture_logs(processors=[merge_contextvars]) as lignes:
        client.get("/candidatures/?page=1", headers={"user-agent": "Navigateur 1"})
    (ligne,) = lignes
    assert len(ligne.pop("request_id")) == len("0ef9fe2b-fae3-4fef-a4a8-c0a1bec1971f")
    assert ligne == {
        "event": "request_finished",
        "log_level": "info",
        "request": "GET /candidatures/?page=1",
        "code": 200,
        "user_id": compte.pk,
        "user_agent": "Navigateur 1",
    }


@pytest.mark.django_db
def test_ce_qui_s_ecrit_pendant_une_requete_dit_laquelle_et_de_qui(client: Client) -> None:
    compte = UtilisateurFactory()
    client.force_login(compte)
    with capture_logs(processors=[merge_contextvars]) as lignes:
        client.get("/candidatures/")
        Client(enforce_csrf_checks=True).post("/comptes/connexion/", {})
    connectee, refus, anonyme = lignes
    assert (connectee["user_id"], anonyme["user_id"]) == (compte.pk, None)
    assert (refus["event"], anonyme["code"]) == ("jeton de formulaire refusé", 403)
    assert refus["request_id"] == anonyme["request_id"] != connectee["request_id"]
