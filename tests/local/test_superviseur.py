"""Children are followed, missed when they die, and never survive."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ami.local.erreurs import ErreurLanceur
from ami.local.superviseur import ArretDemande, Programme, Superviseur
from tests.local.processus import RACINE, attendre, descendants, effacer_les_sockets, environnement_nu

# A launcher with a service, a child that forks like celery does, and the embedded servers.
LANCEUR = """
import os, sys
from pathlib import Path
from ami.local.dossier import ouvrir
from ami.local.postgresql import Postgres
from ami.local.redis_local import Redis
from ami.local.superviseur import Programme, Superviseur

dossier = ouvrir(Path(sys.argv[1]))
superviseur = Superviseur(dossier.journaux)
services = [
    Redis(dossier.racine / "redis", dossier.sockets, os.environ),
    Postgres(dossier.racine / "postgresql", dossier.sockets / "pg", os.environ, verrou=dossier.verrou),
]
for service in services:
    service.demarrer(superviseur)
for service in services:
    superviseur.attendre(service.repond, delai=30, quoi="service")
superviseur.lancer(Programme("fourche", [sys.executable, "-m", "ami.local.enfant", "fourche"]))
print("pret", flush=True)
superviseur.surveiller()
"""
FOURCHE = (
    "import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.fork()\nos.fork()\nsignal.pause()\n"
)


@pytest.fixture
def superviseur(tmp_path: Path) -> Superviseur:
    return Superviseur(tmp_path, bavard=False)


def test_etape_qui_echoue_est_nommee_avec_son_code(superviseur: Superviseur) -> None:
    etape = superviseur.lancer(Programme("migrations", ["sh", "-c", "exit 3"], passager=True))
    with pytest.raises(ErreurLanceur, match=r"L’étape « migrations » a échoué.*code 3"):
        superviseur.attendre_fin(etape)
    superviseur.arreter()


def test_service_qui_meurt_est_nomme_avec_son_signal(superviseur: Superviseur) -> None:
    superviseur.lancer(Programme("worker", ["sh", "-c", "kill -KILL $$"]))
    with pytest.raises(ErreurLanceur, match=r"Le service « worker » s’est arrêté.*SIGKILL"):
        superviseur.surveiller()
    superviseur.arreter()


def test_service_qui_finit_bien_est_un_echec_aussi(superviseur: Superviseur) -> None:
    superviseur.lancer(Programme("web", ["true"]))
    with pytest.raises(ErreurLanceur, match="« web »"):
        superviseur.surveiller()
    superviseur.arreter()


def test_programme_introuvable_est_une_phrase(superviseur: Superviseur) -> None:
    with pytest.raises(ErreurLanceur, match="Impossible de lancer « rien »"):
        superviseur.lancer(Programme("rien", ["/inexistant/programme"]))


def test_demande_d_arret_interrompt_l_attente(superviseur: Superviseur) -> None:
    superviseur.demander_l_arret()
    with pytest.raises(ArretDemande):
        superviseur.attendre(lambda: False, delai=30, quoi="rien")


def test_attente_trop_longue_est_une_phrase(superviseur: Superviseur) -> None:
    with pytest.raises(ErreurLanceur, match="La page n’a pas abouti en 0 secondes"):
        superviseur.attendre(lambda: False, delai=0, quoi="La page")


def test_journal_prefixe_sur_la_console_et_garde_dans_un_fichier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    superviseur = Superviseur(tmp_path)
    superviseur.attendre_fin(superviseur.lancer(Programme("demo", ["printf", "un\\ndeux"], passager=True)))
    assert capsys.readouterr().out == "demo        | un\ndemo        | deux\n"
    assert (tmp_path / "demo.log").read_text() == "un\ndeux"


@pytest.mark.parametrize(
    ("ligne", "dite"),
    [
        ("[2026-11-29 15:02:03,031: INFO/MainProcess] Task envoyer_courriels received", False),
        ("2026-11-29T14:04:12Z [info     ] request_finished code=200 request='GET /error/'", False),
        ("[2026-11-29 15:01:14 +0100] [20403] [INFO] Booting worker with pid: 20405", False),
        ("2026-11-29T14:04:12Z [warning  ] courriel_non_remis", True),
        ("[2026-11-29 15:02:03,031: ERROR/ForkPoolWorker-1] Task raised unexpected", True),
        ("2026-11-29 14:00:50.397 UTC [19896] FATAL:  the database system is shutting down", True),
        ("Traceback (most recent call last):", True),
    ],
)
def test_la_console_peut_ne_dire_que_les_avertissements(
    ligne: str, dite: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    superviseur = Superviseur(tmp_path)
    superviseur.seuls_avertissements = True
    superviseur.attendre_fin(superviseur.lancer(Programme("web", ["echo", ligne], passager=True)))
    assert capsys.readouterr().out == (f"web         | {ligne}\n" if dite else "")
    assert (tmp_path / "web.log").read_text() == f"{ligne}\n"


def test_arret_tue_les_sourds_et_leurs_descendants(superviseur: Superviseur) -> None:
    enfant = superviseur.lancer(Programme("sourd", ["sh", "-c", "trap '' TERM; sleep 1000 & sleep 1000"]))
    attendre(lambda: len(descendants(enfant.processus.pid)) == 2)
    vivants = descendants(enfant.processus.pid)
    superviseur.arreter(patience=0.2)
    attendre(lambda: not any(e.vit() for e in vivants), delai=5)
    assert enfant.processus.returncode == -signal.SIGKILL


def test_arret_arrete_les_applications_avant_leurs_services(superviseur: Superviseur, tmp_path: Path) -> None:
    ordre = tmp_path / "ordre"
    for nom, application in (("base", False), ("web", True)):
        script = f"trap 'echo {nom} >> {ordre}; exit' TERM; echo prêt; while :; do sleep 0.01; done"
        superviseur.lancer(Programme(nom, ["sh", "-c", script], application=application))
    superviseur.attendre(
        lambda: all((tmp_path / f"{n}.log").read_text() for n in ("base", "web")), delai=5, quoi="l’essai"
    )
    superviseur.arreter()
    assert ordre.read_text() == "web\nbase\n"


def test_sigkill_du_lanceur_ne_laisse_aucun_processus(tmp_path: Path) -> None:
    (tmp_path / "fourche.py").write_text(FOURCHE)
    chemin = os.pathsep.join([str(tmp_path), str(RACINE)])
    commande = [sys.executable, "-c", LANCEUR, str(tmp_path / "donnees")]
    with subprocess.Popen(
        commande,
        env=environnement_nu(PYTHONPATH=chemin),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as lanceur:
        assert lanceur.stdout is not None
        assert "pret\n" in iter(lanceur.stdout.readline, "")
        attendre(lambda: sum("fourche" in e.commande for e in descendants(lanceur.pid)) == 4)
        vivants = descendants(lanceur.pid)
        lanceur.send_signal(signal.SIGKILL)
    assert any("postgres" in e.commande for e in vivants)
    assert any("unixsocket" in e.commande for e in vivants)
    attendre(lambda: not any(e.vit() for e in vivants), delai=6)
    effacer_les_sockets(tmp_path / "donnees")
