"""The mail sink: what is accepted is on disk, what is shown is harmless and accessible."""

import smtplib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ami.local.courriels_page import analyser, recu_le, texte
from ami.local.options import reserver
from tests.local.processus import RACINE, attendre


class Puits:
    def __init__(self, dossier: Path, smtp: int, page: int) -> None:
        self.dossier = dossier
        self.smtp = smtp
        self.adresse = f"http://127.0.0.1:{page}"

    def envoyer(self, objet: str, contenu: str, a: str = "porteur@demo.test") -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "ami@exemple.test", a, objet
        message.set_content(contenu)
        message.add_alternative(f"<p>{contenu}</p>", subtype="html")
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as client:
            client.send_message(message)

    def lire(self, chemin: str = "/", hote: str = "127.0.0.1") -> tuple[str, Any]:
        requete = urllib.request.Request(self.adresse + chemin, headers={"Host": hote})  # noqa: S310
        with urllib.request.urlopen(requete, timeout=10) as reponse:  # noqa: S310
            return reponse.read().decode(), reponse.headers

    def premier(self) -> str:
        return f"/courriel/{max(self.dossier.glob('*.eml')).stem}"


@pytest.fixture
def puits(tmp_path: Path) -> Iterator[Puits]:
    with reserver(0) as smtp, reserver(0) as page:
        ports = smtp.getsockname()[1], page.getsockname()[1]
        commande = [sys.executable, "-m", "ami.local.courriels", "--dossier", str(tmp_path)]
        commande += ["--smtp", str(smtp.fileno()), "--page", str(page.fileno())]
        processus = subprocess.Popen(
            commande, cwd=RACINE, pass_fds=(smtp.fileno(), page.fileno()), stdout=subprocess.DEVNULL
        )

    def repond() -> bool:
        assert processus.poll() is None
        try:
            smtplib.SMTP("127.0.0.1", ports[0], timeout=5).quit()
        except OSError:
            return False
        return True

    attendre(repond)
    yield Puits(tmp_path, *ports)
    processus.kill()
    processus.wait()


def test_courriel_accepte_est_sur_disque_et_se_lit(puits: Puits) -> None:
    puits.envoyer("Accusé de réception", "Bonjour Zoé,\nhttp://127.0.0.1:8000/comptes/?a=1&b=2.\n")
    assert [chemin.suffix for chemin in puits.dossier.iterdir()] == [".eml"]
    liste, _ = puits.lire()
    assert "Accusé de réception" in liste
    assert "porteur@demo.test" in liste
    page, _ = puits.lire(puits.premier())
    assert "<h1>Accusé de réception</h1>" in page
    assert "Bonjour Zoé," in page
    assert '<a href="http://127.0.0.1:8000/comptes/?a=1&amp;b=2">' in page


def test_contenu_hostile_est_echappe_sous_csp_stricte(puits: Puits) -> None:
    puits.envoyer(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)> http://x.test/'onclick=alert(3)//",
        a='"<b>"@demo.test',
    )
    for chemin in ("/", puits.premier(), "/?a=<script>"):
        page, entetes = puits.lire(chemin)
        assert "<script" not in page
        assert "<img" not in page
        assert entetes["Content-Security-Policy"].startswith("default-src 'none';")
    _, entetes = puits.lire(f"{puits.premier()}.eml")
    assert entetes.get_content_type() == "text/plain"
    assert entetes["X-Content-Type-Options"] == "nosniff"


def test_liste_du_plus_recent_au_plus_ancien_et_recherche(puits: Puits) -> None:
    for rang, adresse in enumerate(("un@demo.test", "deux@demo.test", "un@demo.test")):
        puits.envoyer(f"objet {rang}", "corps", a=adresse)
    liste, _ = puits.lire()
    assert liste.index("objet 2") < liste.index("objet 1") < liste.index("objet 0")
    trouves, _ = puits.lire("/?a=DEUX")
    assert "objet 1" in trouves
    assert "objet 2" not in trouves
    vide, _ = puits.lire("/?a=personne")
    assert "Aucun courriel" in vide


def test_copie_cachee_se_trouve_par_son_destinataire(puits: Puits) -> None:
    with smtplib.SMTP("127.0.0.1", puits.smtp, timeout=10) as client:
        client.sendmail(
            "a@x.test", ["cachee@demo.test"], b"To: autre@demo.test\r\nSubject: S\r\n\r\ncorps\r\n"
        )
    liste, _ = puits.lire("/?a=cachee")
    assert "S</a>" in liste


def test_une_adresse_se_lit_comme_on_l_ecrit(puits: Puits) -> None:
    puits.envoyer("objet", "corps", a="zoe@xn--fabrique-numrique-mtb.fr")
    for recherche in ("numérique.fr", "zoe@fabrique-numérique.fr", "zoe@xn--fabrique-numrique-mtb.fr"):
        liste, _ = puits.lire(f"/?a={quote(recherche)}")
        assert "<td>zoe@fabrique-numérique.fr</td>" in liste
    assert "pour zoe@fabrique-numérique.fr." in puits.lire(puits.premier())[0]


@pytest.mark.parametrize("chemin", ["/courriel/../../etc/passwd", "/courriel/1", "/autre", "/courriel/1.eml"])
def test_chemin_inconnu_donne_404(puits: Puits, chemin: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        puits.lire(chemin)


def test_nom_d_hote_etranger_est_refuse(puits: Puits) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        puits.lire(hote="pirate.test")
    assert "Aucun courriel" in puits.lire(hote="localhost:8025")[0]


def test_texte_d_un_jeu_de_caracteres_inconnu_reste_lisible() -> None:
    message = analyser(b"Content-Type: text/plain; charset=klingon\r\n\r\nbonjour\r\n")
    assert "bonjour" in texte(message)
    assert "pas de version texte" in texte(analyser(b"Content-Type: text/html\r\n\r\n<p>x</p>"))


@pytest.mark.parametrize(
    ("nom", "lu"),
    [
        ("1793440921000000000-1", "31/10/2026 à 11:02:01"),  # winter
        ("1782900121000000000-1", "01/07/2026 à 12:02:01"),  # summer
    ],
)
def test_un_courriel_est_date_a_l_heure_de_paris(nom: str, lu: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert recu_le(nom) == lu
    finally:
        monkeypatch.undo()
        time.tzset()
