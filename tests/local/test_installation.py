"""What runs before anything is installed: decisions only, nothing is installed here."""

import subprocess
import sys
from pathlib import Path

import pytest

from ami.local import installation


@pytest.fixture
def projet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "requirements").mkdir()
    (tmp_path / ".venv").mkdir()
    for ensemble in ("local", "dev"):
        (tmp_path / "requirements" / f"{ensemble}.txt").write_text(f"{ensemble}==1\n")
    monkeypatch.setattr(installation, "RACINE", tmp_path)
    monkeypatch.setattr(installation, "VENV", tmp_path / ".venv")
    faux_python = tmp_path / ".venv" / "bin" / "python"
    faux_python.parent.mkdir()
    faux_python.symlink_to("/bin/true")
    return tmp_path


def test_rien_n_est_refait_quand_rien_n_a_change(projet: Path) -> None:
    assert not installation.est_installe("local")
    installation.temoin("local").write_text(installation.empreinte("local"))
    assert installation.est_installe("local")
    installation.installer("local")


def test_un_verrou_change_redemande_une_installation(projet: Path) -> None:
    installation.temoin("local").write_text(installation.empreinte("local"))
    (projet / "requirements" / "local.txt").write_text("local==2\n")
    assert not installation.est_installe("local")


def test_un_venv_dont_l_interprete_a_disparu_est_a_refaire(projet: Path) -> None:
    installation.temoin("local").write_text(installation.empreinte("local"))
    (projet / ".venv" / "bin" / "python").unlink()
    assert not installation.est_installe("local")


def test_sans_droit_le_paquet_a_installer_est_dit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installation.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as sortie:
        installation.installer_paquets_debian("chromium", pourquoi="Il faut Chromium.")
    assert sortie.value.code == 1
    assert (
        capsys.readouterr().err
        == "Il faut Chromium. Installez-le, par exemple : sudo apt-get install -y chromium\n"
    )


def test_le_navigateur_de_playwright_suffit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "chromium-1200").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    installation.installer_le_navigateur()


def test_l_antivirus_deja_installe_suffit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clamd = tmp_path / "clamd"
    clamd.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installation, "installer_paquets_debian", lambda *_a, **_o: pytest.fail("inutile"))
    installation.installer_l_antivirus()


@pytest.fixture
def verrou_de_scripts(projet: Path) -> Path:
    """A lock of scripts, and an npm that notes that it was called instead of installing."""
    (projet / "package-lock.json").write_text("{}")
    npm = projet / ".venv" / "bin" / "npm"
    npm.write_text('#!/bin/sh\nmkdir -p node_modules\necho "$@" >> node_modules/appels\n')
    npm.chmod(0o755)
    return projet / "package-lock.json"


def test_les_outils_de_scripts_ne_sont_installes_que_si_leur_verrou_change(verrou_de_scripts: Path) -> None:
    appels = verrou_de_scripts.parent / "node_modules" / "appels"
    installation.installer_les_outils_de_scripts()
    installation.installer_les_outils_de_scripts()
    assert appels.read_text() == "ci --loglevel=error\n"
    verrou_de_scripts.write_text('{"lockfileVersion": 3}')
    installation.installer_les_outils_de_scripts()
    assert appels.read_text() == "ci --loglevel=error\n" * 2


def test_une_installation_de_scripts_qui_echoue_est_refaite(
    verrou_de_scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    npm = verrou_de_scripts.parent / ".venv" / "bin" / "npm"
    npm.write_text("#!/bin/sh\nexit 1\n")
    for _ in range(2):
        with pytest.raises(SystemExit):
            installation.installer_les_outils_de_scripts()
        assert "L’installation de package-lock.json a échoué" in capsys.readouterr().err


def test_sans_node_la_commande_a_lancer_est_dite(
    verrou_de_scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (verrou_de_scripts.parent / ".venv" / "bin" / "npm").unlink()
    with pytest.raises(SystemExit) as sortie:
        installation.installer_les_outils_de_scripts()
    assert sortie.value.code == 1
    assert capsys.readouterr().err == "Il manque Node à .venv : lancez « make installer-dev ».\n"


def test_l_installation_n_importe_rien_du_projet() -> None:
    """It must run with a Python that has nothing: `-S` hides even site-packages."""
    programme = Path(installation.__file__)
    essai = subprocess.run(
        [sys.executable, "-I", "-S", programme], capture_output=True, text=True, check=False
    )
    assert "IndexError" in essai.stderr
