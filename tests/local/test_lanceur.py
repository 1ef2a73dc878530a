"""`make run` as a person lives it: whole runs, real processes, real signals."""

import os
import signal
import smtplib
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from ami.local.options import reserver
from tests.local.processus import RACINE, LanceurReel, attendre, descendants, environnement_nu


def test_port_pris_le_dit_et_ne_laisse_rien(lanceur: LanceurReel) -> None:
    with reserver(lanceur.port) as prise:
        prise.listen()
        assert lanceur.lancer().wait(20) == 1
    assert f"Le port {lanceur.port} est déjà pris" in lanceur.sortie
    assert "PORT=" in lanceur.sortie
    assert not (lanceur.donnees / "postgresql").exists()


@pytest.mark.parametrize(
    ("reponse", "code", "reste"),
    [("non\n", 1, ["courriel", "verrou"]), ("", 1, ["courriel", "verrou"]), ("oui\n", 0, ["verrou"])],
)
def test_reset_efface_seulement_apres_oui(tmp_path: Path, reponse: str, code: int, reste: list[str]) -> None:
    for nom in ("verrou", "courriel"):
        (tmp_path / nom).touch()
    vidage = subprocess.run(
        [sys.executable, "-m", "ami.local.vider"],
        cwd=RACINE,
        env=environnement_nu(AMI_DATA_DIR=str(tmp_path)),
        input=reponse,
        capture_output=True,
        text=True,
        check=False,
    )
    assert vidage.returncode == code
    assert "Tapez oui" in vidage.stdout
    assert sorted(chemin.name for chemin in tmp_path.iterdir() if chemin.is_file()) == reste


@pytest.mark.lent
def test_une_vie_complete_de_l_annonce_a_sigterm(lanceur: LanceurReel, tmp_path: Path) -> None:
    processus = lanceur.pret()
    adresse = f"http://127.0.0.1:{lanceur.port}/"
    for attendu in (adresse, "porteur@demo.test", "fabrique-demo-2026", "Antivirus : signatures"):
        assert attendu in lanceur.sortie
    assert (
        "INFO" not in lanceur.sortie.partition("Ctrl-C pour arrêter.")[2]
    )  # nothing scrolls the accounts away
    _un_second_lanceur_est_refuse(lanceur, tmp_path / "autre")
    _un_courriel_envoye_se_lit(lanceur)

    vivants = descendants(processus.pid)
    noms = " ".join(enfant.commande for enfant in vivants)
    for nom in ("gunicorn", "celery", "postgres", "unixsocket", "ami.local.courriels", "clamd"):
        assert nom in noms
    processus.send_signal(signal.SIGTERM)
    assert processus.wait(30) == 0
    assert not [enfant for enfant in vivants if enfant.vit()]
    assert not (lanceur.donnees / "sockets").exists()


@pytest.mark.lent
def test_sigkill_ne_laisse_rien_et_le_suivant_redemarre(lanceur: LanceurReel) -> None:
    processus = lanceur.pret()
    vivants = descendants(processus.pid)
    assert len(vivants) > 10
    processus.send_signal(signal.SIGKILL)
    processus.wait()
    attendre(lambda: not any(enfant.vit() for enfant in vivants), delai=6)
    lanceur.pret()


@pytest.mark.lent
@pytest.mark.parametrize(
    ("service", "indice"),
    [
        ("worker", "-Q vagues"),
        ("worker-fichiers", "-Q fichiers"),
        ("beat", "planning-beat"),
        ("web", "gunicorn"),
    ],
)
def test_enfant_mort_arrete_tout_et_se_nomme(lanceur: LanceurReel, service: str, indice: str) -> None:
    processus = lanceur.pret()
    vivants = descendants(processus.pid)
    os.kill(min(enfant.pid for enfant in vivants if indice in enfant.commande), signal.SIGKILL)
    assert processus.wait(30) == 1
    assert f"Le service « {service} » s’est arrêté (tué par SIGKILL)" in lanceur.sortie
    assert not [enfant for enfant in vivants if enfant.vit()]


def _un_second_lanceur_est_refuse(premier: LanceurReel, console: Path) -> None:
    second = LanceurReel(premier.donnees, console)
    assert second.lancer().wait(20) == 1
    assert f"sert déjà à un autre lanceur (processus {premier.processus[0].pid})" in second.sortie


def _un_courriel_envoye_se_lit(lanceur: LanceurReel) -> None:
    web = next(enfant for enfant in descendants(lanceur.processus[0].pid) if "gunicorn" in enfant.commande)
    environnement = Path(f"/proc/{web.pid}/environ").read_bytes()
    port = int(environnement.partition(b"EMAIL_URL=smtp://127.0.0.1:")[2].partition(b"\0")[0])
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("a@x.test", ["essai@demo.test"], b"Subject: Essai du puits\r\n\r\ncorps\r\n")
    with urllib.request.urlopen(f"{lanceur.page_des_courriels}?a=essai@demo.test", timeout=10) as reponse:  # noqa: S310
        assert "Essai du puits" in reponse.read().decode()
