"""The image holds what it needs, as nobody in particular. No container engine: the text is read, not run."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from ami.local.installation import SANS_RESOUDRE
from ami.local.lanceur import SANS_SOURCES

RACINE = Path(__file__).resolve().parents[2]
DOCKERFILE = (RACINE / "Dockerfile").read_text()
CONSTRUCTION, FINALE = re.split(r"^FROM .*$", DOCKERFILE, flags=re.MULTILINE)[1:]


def _instructions(etape: str, mot: str) -> list[str]:
    jointes = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", etape, flags=re.MULTILINE))
    return [ligne.split(" ", 1)[1].strip() for ligne in jointes.splitlines() if ligne.startswith(f"{mot} ")]


def test_l_image_finit_sans_privilege() -> None:
    utilisateur = _instructions(FINALE, "USER")[-1]
    assert re.fullmatch(r"([1-9]\d{3,}):([1-9]\d{3,})", utilisateur)
    apres = FINALE.split(f"USER {utilisateur}")[1]
    assert not re.search(r"^(USER|RUN|COPY|ADD) ", apres, re.MULTILINE)


def test_rien_de_l_image_n_appartient_au_compte_qui_l_execute() -> None:
    assert "--chown" not in DOCKERFILE
    assert "chown" not in FINALE


def test_les_dependances_sont_verrouillees() -> None:
    installations = [ligne for ligne in _instructions(DOCKERFILE, "RUN") if " install " in ligne]
    assert len(installations) == 1
    assert f" {' '.join(SANS_RESOUDRE)} " in installations[0]
    assert installations[0].endswith("&& pip --python /opt/ami/bin/python check")
    assert "requirements/run.txt" in _instructions(CONSTRUCTION, "COPY")[0]


def test_aucun_secret_ne_reste_dans_l_environnement_de_l_image() -> None:
    variables = {nom for ligne in _instructions(DOCKERFILE, "ENV") for nom in re.findall(r"(\w+)=", ligne)}
    assert variables == {
        "PATH",
        "PIP_DISABLE_PIP_VERSION_CHECK",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONUNBUFFERED",
        "DJANGO_SETTINGS_MODULE",
    }
    assert not _instructions(DOCKERFILE, "ARG")


def test_la_commande_du_web_garde_ses_bornes() -> None:
    (commande,) = _instructions(FINALE, "CMD")
    mots = json.loads(commande)
    assert mots[:2] == ["gunicorn", "ami.wsgi:application"]
    for option in ("--workers=2", "--threads=4", "--timeout=30", "--preload", "--no-control-socket"):
        assert option in mots
    port = int(next(mot for mot in mots if mot.startswith("--bind=")).rpartition(":")[2])
    assert port >= 1024
    assert _instructions(FINALE, "EXPOSE") == [str(port)]


def test_l_image_rassemble_les_memes_statiques_que_make_run() -> None:
    (recolte,) = [ligne for ligne in _instructions(CONSTRUCTION, "RUN") if "collectstatic" in ligne]
    assert tuple(mot.strip("'") for mot in re.findall(r"-i (\S+)", recolte)) == SANS_SOURCES


def test_chaque_chemin_copie_existe_et_franchit_le_filtre() -> None:
    admis = {
        ligne[1:] for ligne in (RACINE / ".dockerignore").read_text().splitlines() if ligne.startswith("!")
    }
    copies = {ligne.split()[0] for ligne in _instructions(CONSTRUCTION, "COPY")}
    assert copies == admis
    assert all((RACINE / chemin).exists() for chemin in copies)


def test_le_filtre_ecarte_tout_le_reste() -> None:
    lignes = [
        ligne
        for ligne in (RACINE / ".dockerignore").read_text().splitlines()
        if ligne and not ligne.startswith("#")
    ]
    assert lignes[0] == "*"
    assert lignes[-4:] == ["ami/local", "ami/demonstration", "**/__pycache__", "**/*.pyc"]


def test_ce_que_l_image_ne_contient_pas_n_est_importe_par_rien_d_autre() -> None:
    """Nothing of the production image asks for the demonstration, nor for the launcher."""
    dehors = ("ami.demonstration", "ami.local")
    for dossier in ("ami", "vagues", "candidatures", "evaluation"):
        for module in (RACINE / dossier).rglob("*.py"):
            if not {"demonstration", "local"} & set(module.relative_to(RACINE).parts):
                importes = re.findall(r"^\s*(?:from|import) ([\w.]+)", module.read_text(), re.MULTILINE)
                assert not [nom for nom in importes if nom.startswith(dehors)], module


@pytest.mark.parametrize(("demonstration", "installee"), [("", False), ("0", False), ("1", True)])
def test_la_demonstration_n_est_installee_que_la_ou_elle_est_demandee(
    demonstration: str, installee: bool
) -> None:
    environnement = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "essai",
        "ALLOWED_HOSTS": "exemple.test",
        "DATABASE_URL": "postgres://ami@127.0.0.1:9/ami",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "AMI_STOCKAGE": "file:///nulle-part",
    } | ({"AMI_DEMO": demonstration} if demonstration else {})
    dire = "from ami.settings import INSTALLED_APPS; print('ami.demonstration' in INSTALLED_APPS)"
    sortie = subprocess.run(
        [sys.executable, "-c", dire],
        cwd=RACINE,
        env=environnement,
        check=True,
        capture_output=True,
        text=True,
    )
    assert sortie.stdout.strip() == str(installee)


@pytest.fixture(scope="module")
def sonde() -> ModuleType:
    plan = importlib.util.spec_from_file_location("sonde", RACINE / "docker/sonde.py")
    assert plan is not None
    assert plan.loader is not None
    module = importlib.util.module_from_spec(plan)
    plan.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("noms", "attendu"),
    [
        ("fabriques.exemple.fr,localhost", "fabriques.exemple.fr"),
        (" .exemple.fr", "exemple.fr"),
        ("*", "localhost"),
    ],
)
def test_sonde_du_web_parle_au_nom_du_site(sonde: ModuleType, noms: str, attendu: str) -> None:
    assert sonde.nom_du_site(noms) == attendu


def test_sonde_du_beat_suit_ses_reveils(sonde: ModuleType, tmp_path: Path) -> None:
    processus, memoire = tmp_path / "status", tmp_path / "memoire"
    processus.write_text("Name:\tcelery\nvoluntary_ctxt_switches:\t41\nnonvoluntary_ctxt_switches:\t7\n")
    assert sonde.beat(processus, memoire) is True  # the first check knows nothing yet
    assert sonde.beat(processus, memoire) is False
    processus.write_text("Name:\tcelery\nvoluntary_ctxt_switches:\t42\nnonvoluntary_ctxt_switches:\t7\n")
    assert sonde.beat(processus, memoire) is True


class Site(BaseHTTPRequestHandler):
    """Answers /sante/ as the application does: by name, with the status it is told."""

    statut = HTTPStatus.OK

    def do_GET(self) -> None:
        connu = self.path == "/sante/" and self.headers["Host"] == "fabriques.exemple.fr"
        self.send_response(self.statut if connu else HTTPStatus.BAD_REQUEST)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing on the console of the tests."""


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("statut", "attendu"), [(HTTPStatus.OK, True), (HTTPStatus.SERVICE_UNAVAILABLE, False)]
)
def test_sonde_du_web_suit_la_reponse_de_sante(
    sonde: ModuleType, monkeypatch: pytest.MonkeyPatch, statut: HTTPStatus, *, attendu: bool
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "fabriques.exemple.fr")
    monkeypatch.setattr(Site, "statut", statut)
    with HTTPServer(("127.0.0.1", 0), Site) as serveur:
        reponse = Thread(target=serveur.handle_request)
        reponse.start()
        assert sonde.web(serveur.server_port) is attendu
        reponse.join()
    assert sonde.web(serveur.server_port) is False  # nothing answers any more
