"""`make audit`, against a database of our own on 127.0.0.1: it asks about every pin, and silence is no clean bill."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from ami.local import auditer
from tests.local.roues import verrou_reel

DATE = "2026-01-01T00:00:00Z"


class Base(BaseHTTPRequestHandler):
    """Answers as the public database does."""

    failles: dict[str, str]
    demandes: dict[str, str]

    def do_POST(self) -> None:
        corps = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        lot = {requete["package"]["name"]: requete["version"] for requete in corps["queries"]}
        self.demandes.update(lot)
        resultats = [
            {"vulns": [{"id": self.failles[nom], "modified": DATE}]} if nom in self.failles else {}
            for nom in lot
        ]
        self._repondre({"results": resultats})

    def do_GET(self) -> None:
        self._repondre({"id": self.path.rpartition("/")[2], "modified": DATE, "summary": "Un trou"})

    def _repondre(self, corps: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(corps).encode())

    def log_message(self, *_arguments: object) -> None:
        """Say nothing on the console of the tests."""


@pytest.fixture
def adresse(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Base, "failles", {}, raising=False)
    monkeypatch.setattr(Base, "demandes", {}, raising=False)
    monkeypatch.setenv("UV_NO_CACHE", "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with HTTPServer(("127.0.0.1", 0), Base) as serveur:
        fil = Thread(target=serveur.serve_forever)
        fil.start()
        yield f"http://127.0.0.1:{serveur.server_port}/"
        serveur.shutdown()
        fil.join()


def _auditer(adresse: str) -> object:
    with pytest.raises(SystemExit) as sortie:
        auditer.main("--service-url", adresse)
    return sortie.value.code


def test_chaque_epingle_est_demandee_a_sa_version(adresse: str) -> None:
    assert _auditer(adresse) == 0
    assert Base.demandes == verrou_reel("dev")


def test_une_faille_connue_est_dite(
    adresse: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Base, "failles", {"pillow": "PYSEC-2026-1"})
    assert _auditer(adresse) == 1
    dit = capfd.readouterr()
    assert f"pillow {verrou_reel('run')['pillow']} has 1 known vulnerability" in dit.out
    assert "PYSEC-2026-1" in dit.out
    assert "Des versions verrouillées ont des failles connues" in dit.err


def test_une_base_qui_ne_repond_pas_n_est_pas_un_bon_resultat(
    adresse: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _auditer("http://127.0.0.1:9/") == 2
    dit = capfd.readouterr()
    assert dit.out == ""
    assert "L’audit n’a pas eu lieu" in dit.err
    assert "Rien n’a été vérifié" in dit.err
