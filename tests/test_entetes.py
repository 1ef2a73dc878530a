"""What every kind of answer says to browsers and caches, and what a refusal leaves in the logs."""

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as reglages
from django.http import HttpResponse
from django.test import Client

from ami.commun.ports import lire_ports
from ami.journalisation import RefusEnUneLigne
from tests.comptes.outils import compte
from tests.fabriques import UtilisateurFactory

pytestmark = pytest.mark.django_db
SECTION = "/candidatures/00000000-0000-4000-8000-000000000000/projet/"
TEXTE = {"resume": "Ce que j’ai écrit pendant deux heures, et que je veux relire."}


@pytest.fixture
def anonyme() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def connecte(anonyme: Client) -> Client:
    anonyme.force_login(UtilisateurFactory())
    return anonyme


def en_panne(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    def echouer(*_: Any, **__: Any) -> HttpResponse:
        raise RuntimeError("en panne")

    monkeypatch.setattr("ami.pilotage.views.accueil.render", echouer)
    return client.get("/")


def jeton_refuse(_: Client) -> Any:
    return Client(enforce_csrf_checks=True).post(
        "/comptes/connexion/", TEXTE, headers={"Origin": "http://testserver"}
    )


REPONSES: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "saisie rendue": (401, lambda client: client.post(SECTION, TEXTE)),
    "renvoi à la connexion": (302, lambda client: client.get("/candidatures/")),
    "hôte inconnu": (400, lambda client: client.get("/", headers={"Host": "ailleurs.test"})),
    "port inattendu": (400, lambda client: client.get("/", headers={"Host": "localhost:777"})),
    "jeton refusé": (403, jeton_refuse),
    "page introuvable": (404, lambda client: client.get("/nulle-part/")),
    "méthode refusée": (405, lambda client: client.post("/")),
    "formulaire refusé": (200, lambda client: client.post("/comptes/connexion/", {"login": "x"})),
}
CONNECTEES: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "page": (200, lambda client: client.get("/candidatures/")),
    "accès refusé": (403, lambda client: client.get("/vagues/")),
    "dossier introuvable": (404, lambda client: client.get(SECTION)),
    "nom refusé": (422, lambda client: client.post("/comptes/profil/", {"prenom": ""})),
    "page publique": (200, lambda client: client.get("/")),
}


def verifier(reponse: Any, statut: int, *, gardee: bool = False) -> None:
    assert reponse.status_code == statut
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    assert reponse["X-Frame-Options"] == "DENY"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Referrer-Policy"] == "same-origin"
    assert ("no-store" in reponse.get("Cache-Control", "")) is not gardee


@pytest.mark.parametrize("cas", REPONSES)
def test_une_reponse_a_un_inconnu_a_ses_entetes(cas: str, anonyme: Client) -> None:
    statut, demander = REPONSES[cas]
    verifier(demander(anonyme), statut, gardee=statut == 302)


@pytest.mark.parametrize("cas", CONNECTEES)
def test_une_reponse_a_une_personne_connectee_ne_se_garde_pas(cas: str, connecte: Client) -> None:
    statut, demander = CONNECTEES[cas]
    verifier(demander(connecte), statut)


def test_une_panne_a_ses_entetes(anonyme: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    verifier(en_panne(anonyme, monkeypatch), 500)


def test_trop_de_demandes_a_ses_entetes(anonyme: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "1/m/ip"}
    anonyme.post("/comptes/connexion/", {"login": "x"})
    verifier(anonyme.post("/comptes/connexion/", {"login": "x"}), 429)


def test_la_page_d_un_code_demande_ne_se_garde_pas(anonyme: Client) -> None:
    """It shows the address of somebody who is not signed in yet."""
    compte()
    anonyme.post("/comptes/mot-de-passe-oublie/", {"email": "camille@exemple.test"})
    verifier(anonyme.get("/comptes/mot-de-passe-oublie/code/"), 200)


def test_une_page_publique_peut_se_garder(anonyme: Client) -> None:
    verifier(anonyme.get("/mentions-legales/"), 200, gardee=True)


def test_la_redirection_vers_https_nomme_le_site_public(anonyme: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert reglages.SECURE_SSL_HOST == "testserver"
    for hote in ("localhost", "localhost:777", "ailleurs.test"):
        reponse = anonyme.get("/vagues/", headers={"Host": hote})
        assert reponse["Location"] == "https://testserver/vagues/"


@pytest.mark.parametrize(
    ("hote", "statut"),
    [("localhost", 200), ("localhost:8443", 200), ("localhost:443", 200), ("localhost:8444", 400)]
    + [(f"localhost:{port}", 400) for port in ("08443", "9" * 5000, "0" * 5000 + "443")],
)
def test_seuls_les_ports_du_site_repondent(hote: str, statut: int, anonyme: Client, settings: Any) -> None:
    settings.PORTS_ADMIS = lire_ports("8443", "https://localhost")
    assert anonyme.get("/mentions-legales/", headers={"Host": hote}).status_code == statut


@pytest.mark.parametrize(
    ("declares", "url", "lus"),
    [
        ("", "https://a.fr", {443}),
        ("", "http://a.fr", {80}),
        ("", "http://127.0.0.1:8000", {8000}),
        ("8000-8002, 9000", "https://a.fr/", {443, 8000, 8001, 8002, 9000}),
    ],
)
def test_les_ports_se_lisent(declares: str, url: str, lus: set[int]) -> None:
    assert lire_ports(declares, url) == lus


def _ecrire(record: logging.LogRecord) -> str:
    sortie = io.StringIO()
    poignee = logging.StreamHandler(sortie)
    poignee.addFilter(RefusEnUneLigne())
    poignee.handle(record)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("demander", "traces"),
    [
        (lambda client, _: client.get("/vagues/"), False),  # 403
        (lambda client, _: client.get("/nulle-part/"), False),
        (lambda client, _: client.get("/", headers={"Host": "localhost:777"}), False),
        (lambda client, _: client.get("/", headers={"Host": "ailleurs.test"}), False),
        (en_panne, True),
    ],
    ids=["403", "404", "port", "hôte", "500"],
)
def test_un_refus_est_une_ligne_et_une_panne_garde_sa_trace(
    demander: Callable[[Client, Any], Any],
    traces: bool,
    connecte: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    demander(connecte, monkeypatch)
    ecrits = [_ecrire(ligne) for ligne in caplog.records if ligne.name.startswith("django")]
    assert ecrits
    assert any("Traceback" in ecrit for ecrit in ecrits) is traces
    assert all(ecrit.count("\n") == 1 for ecrit in ecrits) is not traces


def test_le_filtre_est_sur_la_sortie() -> None:
    assert reglages.LOGGING["handlers"]["sortie"]["filters"] == ["refus"]
    assert reglages.LOGGING["filters"]["refus"]["()"] is RefusEnUneLigne
