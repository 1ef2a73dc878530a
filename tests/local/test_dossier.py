"""The data folder: lock, key, sockets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ami.local.dossier import SOCKETS_MAX, dossier_des_sockets, ouvrir
from ami.local.erreurs import ErreurLanceur
from ami.local.options import Options, environnement_des_enfants, reserver, reserver_pour_le_web
from ami.local.postgresql import version_des_donnees
from ami.local.vider import vider


def test_cle_secrete_faite_une_fois_et_privee(tmp_path: Path) -> None:
    dossier = ouvrir(tmp_path / "d")
    cle = dossier.cle_secrete()
    assert len(cle) >= 64
    assert dossier.cle_secrete() == cle
    assert (tmp_path / "d" / "cle_secrete").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "d").stat().st_mode & 0o777 == 0o700
    os.close(dossier.verrou)


def test_dossier_tenu_par_un_autre_processus_est_refuse(tmp_path: Path) -> None:
    programme = f"import sys; from pathlib import Path; from ami.local.dossier import ouvrir; ouvrir(Path({str(tmp_path / 'd')!r})); print('pris', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", programme], stdin=-1, stdout=-1, text=True) as autre:
        assert autre.stdout is not None
        assert autre.stdout.readline() == "pris\n"
        with pytest.raises(ErreurLanceur, match=rf"sert déjà .* \(processus {autre.pid}\)"):
            ouvrir(tmp_path / "d")
        autre.kill()
    os.close(ouvrir(tmp_path / "d").verrou)


def test_dossier_d_autrui_non_vide_est_refuse(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(ErreurLanceur, match="n’appartient pas à ce lanceur"):
        ouvrir(tmp_path)
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["photos"]


def test_sockets_dans_le_dossier_quand_le_chemin_est_court() -> None:
    assert dossier_des_sockets(Path("/srv/Ami/.donnees")) == Path("/srv/Ami/.donnees/sockets")


@pytest.mark.parametrize("racine", ["/srv/" + "x" * 100, "/srv/mes données", "/srv/a,b"])
def test_sockets_ailleurs_quand_le_chemin_est_long_ou_singulier(racine: str) -> None:
    sockets = dossier_des_sockets(Path(racine))
    assert not sockets.is_relative_to("/srv")
    assert len(str(sockets)) <= SOCKETS_MAX
    assert dossier_des_sockets(Path(racine)) == sockets


def test_vider_garde_le_verrou_seul(tmp_path: Path) -> None:
    dossier = ouvrir(tmp_path / "d")
    dossier.cle_secrete()
    (dossier.racine / "lien").symlink_to(tmp_path)
    vider(dossier.racine)
    assert [chemin.name for chemin in dossier.racine.iterdir()] == ["verrou"]
    assert tmp_path.exists()
    os.close(dossier.verrou)


def test_donnees_abimees_le_disent(tmp_path: Path) -> None:
    assert version_des_donnees(tmp_path) is None
    (tmp_path / "PG_VERSION").write_text("")
    with pytest.raises(ErreurLanceur, match="make reset"):
        version_des_donnees(tmp_path)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80"])
def test_port_absurde_nomme_la_variable(port: str) -> None:
    with pytest.raises(ErreurLanceur, match="PORT="):
        Options.lire({"PORT": port})


def test_port_pris_nomme_la_variable() -> None:
    with reserver(0) as prise:
        prise.listen()
        port = prise.getsockname()[1]
        with pytest.raises(ErreurLanceur, match=rf"Le port {port} est déjà pris.*PORT={port + 1} make run"):
            reserver_pour_le_web(port)


def test_choix_de_la_personne_passent_inchanges() -> None:
    choix = {
        "DATABASE_URL": "postgres://a:b@h/c",
        "AMI_DEMO": "0",
        "ALLOWED_HOSTS": "exemple.test",
        "AMI_HTTPS": "1",
    }
    enfant = environnement_des_enfants(
        Options.lire(choix), cle_secrete="clé", embarques={"REDIS_URL": "unix:///r"}
    )
    assert {nom: enfant[nom] for nom in ("DATABASE_URL", "AMI_DEMO", "ALLOWED_HOSTS", "REDIS_URL")} == {
        "DATABASE_URL": "postgres://a:b@h/c",
        "AMI_DEMO": "0",
        "ALLOWED_HOSTS": "exemple.test",
        "REDIS_URL": "unix:///r",
    }
    assert enfant["AMI_HTTPS"] == "0"
    assert enfant["AMI_URL"] == "http://127.0.0.1:8000"
    assert enfant["SECRET_KEY"] == "clé"
