"""The installer at work: each set from an index of small wheels that is ahead of its lock, and what it refuses.

Each starts pip several times: the set that `make run` installs and what protects it are tried at each run, the others
with the slow proofs.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ami.local import installation
from tests.local.roues import TEMOIN, ecrire_la_roue, garnir_en_avance, venv_sans_attendre, verrou_reel

DOCKERFILE = (installation.RACINE / "Dockerfile").read_text()

ENSEMBLES = [
    pytest.param(nom, marks=() if nom == "local" else pytest.mark.lent) for nom in installation.CONTENUS
]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the only index that pip asks, whatever this machine's own settings say."""
    dossier = tmp_path / "depot"
    dossier.mkdir()
    for nom in [nom for nom in os.environ if nom.startswith("PIP_")]:
        monkeypatch.delenv(nom)
    reglages = {"CONFIG_FILE": os.devnull, "INDEX_URL": dossier.as_uri(), "NO_COMPILE": "1"}
    for nom, valeur in reglages.items():
        monkeypatch.setenv(f"PIP_{nom}", valeur)
    return dossier


@pytest.fixture
def projet(tmp_path: Path, depot: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clone whose venv holds an older lock of the set « local »."""
    (tmp_path / "requirements").mkdir()
    monkeypatch.setattr(installation, "RACINE", tmp_path)
    monkeypatch.setattr(installation, "VENV", tmp_path / ".venv")
    venv_sans_attendre(installation.VENV)
    installation.temoin("local").write_text("plus ancien")
    return tmp_path


def _verrouiller(ensemble: str, verrou: str) -> None:
    installation.chemin_du_verrou(ensemble).write_text(verrou)


def _refus(capsys: pytest.CaptureFixture[str]) -> str:
    """Install « local », which must be refused, and return the last sentence said."""
    with pytest.raises(SystemExit) as sortie:
        installation.installer("local")
    assert sortie.value.code == 1
    assert not any(installation.temoin(ensemble).exists() for ensemble in installation.CONTENUS)
    return capsys.readouterr().err.splitlines()[-1]


def _installes(racine: Path) -> dict[str, str]:
    infos = [chemin.stem for chemin in racine.glob("lib/python*/site-packages/*.dist-info")]
    return {nom.replace("_", "-"): version for nom, _, version in (info.partition("-") for info in infos)}


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_chaque_ensemble_s_installe_d_un_depot_en_avance_sur_son_verrou(
    projet: Path, depot: Path, ensemble: str
) -> None:
    for contenu in installation.CONTENUS[ensemble]:
        _verrouiller(contenu, "")
    _verrouiller(ensemble, garnir_en_avance(depot, verrou_reel(ensemble)))
    installation.installer(ensemble)
    assert _installes(installation.VENV) == dict([*verrou_reel(ensemble).items(), TEMOIN])
    assert all(installation.est_installe(contenu) for contenu in installation.CONTENUS[ensemble])


@pytest.mark.lent
def test_l_image_s_installe_d_un_depot_en_avance_sur_son_verrou(tmp_path: Path, depot: Path) -> None:
    """The command of the Dockerfile itself, elsewhere than at the root of an image."""
    verrou = tmp_path / "run.txt"
    verrou.write_text(garnir_en_avance(depot, verrou_reel("run")))
    (commande,) = re.findall(r"^RUN (python -m venv .*(?:\n +&& .*|\n +-r .*)*)", DOCKERFILE, re.MULTILINE)
    commande = commande.replace("/opt/ami", str(tmp_path / "ami")).replace("/tmp/run.txt", str(verrou))  # noqa: S108
    outils = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    essai = subprocess.run(
        ["/bin/sh", "-c", commande],
        env={**os.environ, "PATH": outils},
        capture_output=True,
        text=True,
        check=False,
    )
    assert essai.returncode == 0, essai.stderr
    assert essai.stdout.splitlines()[-1] == "No broken requirements found."
    assert _installes(tmp_path / "ami") == dict([*verrou_reel("run").items(), TEMOIN])


def test_une_somme_fausse_est_refusee(projet: Path, depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ligne = ecrire_la_roue(depot, "seul", "1")
    _verrouiller("local", ligne[:-3] + ("00\n" if ligne[-3:-1] != "00" else "11\n"))
    assert _refus(capsys) == (
        "L’installation de requirements/local.txt a échoué : voyez le message de pip ci-dessus."
    )
    assert _installes(installation.VENV) == {}


def test_un_verrou_auquel_il_manque_un_paquet_est_refuse(
    projet: Path, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ecrire_la_roue(depot, "oublie", "1")
    _verrouiller("local", ecrire_la_roue(depot, "seul", "1", ["oublie>=1"]))
    assert _refus(capsys).startswith(
        "Les paquets de requirements/local.txt ne vont pas ensemble, ou il en manque"
    )
    assert _installes(installation.VENV) == {"seul": "1"}


@pytest.mark.lent
def test_un_verrou_qui_se_contredit_est_refuse(
    projet: Path, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _verrouiller(
        "local", ecrire_la_roue(depot, "seul", "1", ["autre>=2"]) + ecrire_la_roue(depot, "autre", "1")
    )
    assert _refus(capsys).startswith(
        "Les paquets de requirements/local.txt ne vont pas ensemble, ou il en manque"
    )


@pytest.mark.lent
def test_un_paquet_du_verrou_reste_a_une_autre_version_est_nomme(
    projet: Path, depot: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A setting of pip that installs elsewhere: pip succeeds, and the venv stays as it was."""
    _verrouiller("local", ecrire_la_roue(depot, "seul", "2"))
    installation.pip("install", "--quiet", "seul==2")
    _verrouiller("local", ecrire_la_roue(depot, "seul", "3") + ecrire_la_roue(depot, "neuf", "1"))
    monkeypatch.setenv("PIP_TARGET", str(projet / "ailleurs"))
    assert _refus(capsys) == (
        "L’installation de requirements/local.txt est incomplète : seul 3 (installé : 2), neuf 1 (installé : aucun)."
    )


@pytest.mark.lent
def test_ce_que_le_verrou_ne_demande_plus_est_retire_et_dit(
    projet: Path, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stays behind would be imported by mistake, and its requirements would be checked with the others."""
    _verrouiller(
        "local", ecrire_la_roue(depot, "seul", "1") + ecrire_la_roue(depot, "parti", "1", ["seul<2"])
    )
    installation.installer("local")
    _verrouiller("local", ecrire_la_roue(depot, "seul", "2"))
    capsys.readouterr()
    installation.installer("local")
    assert "Retrait de ce que requirements/local.txt ne demande pas : parti.\n" in capsys.readouterr().err
    assert _installes(installation.VENV) == {"seul": "2"}


@pytest.mark.lent
def test_un_venv_qui_sert_aux_tests_le_reste(projet: Path, depot: Path) -> None:
    """`make run` after a new lock takes nothing from `make test`."""
    seul = ecrire_la_roue(depot, "seul", "1")
    _verrouiller("local", seul)
    _verrouiller("dev", seul + ecrire_la_roue(depot, "essai", "1"))
    installation.temoin("dev").write_text("plus ancien")
    installation.installer("local")
    assert _installes(installation.VENV) == {"seul": "1", "essai": "1"}
    assert installation.est_installe("dev")


@pytest.mark.lent
def test_un_venv_laisse_a_moitie_installe_est_refait(
    projet: Path, depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From nothing, with the real venv: the half that was there is gone, and so is a package without its files."""
    _verrouiller("local", ecrire_la_roue(depot, "seul", "1", ["oublie"]))
    _refus(capsys)
    (module,) = installation.VENV.glob("lib/python*/site-packages/seul.py")
    module.unlink()
    _verrouiller(
        "local", ecrire_la_roue(depot, "seul", "1", ["oublie"]) + ecrire_la_roue(depot, "oublie", "1")
    )
    installation.installer("local")
    assert "« .venv » est inutilisable, ou son installation a été interrompue : il est refait." in (
        capsys.readouterr().err
    )
    assert module.exists()
    assert _installes(installation.VENV).items() >= {"seul": "1", "oublie": "1"}.items()
