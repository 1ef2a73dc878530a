"""`make lock`: what it writes, and what it says."""

import json
from pathlib import Path

import pytest

from ami.local import installation, verrouiller
from tests.local.roues import ecrire_la_roue


@pytest.fixture
def projet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clone whose index has two releases of « seul », and « autre » that nobody asked for yet."""
    for module in (installation, verrouiller):
        monkeypatch.setattr(module, "RACINE", tmp_path)
    depot = tmp_path / "depot"
    for dossier in (depot, tmp_path / "requirements"):
        dossier.mkdir()
    for nom, version in (("seul", "1.0"), ("seul", "1.1"), ("autre", "1.0"), ("parti", "1.0")):
        ecrire_la_roue(depot, nom, version)
    monkeypatch.setenv("UV_DEFAULT_INDEX", depot.as_uri())
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    _ecrire(tmp_path, run="seul<1.1\nparti\n", local="-r run.txt\n", dev="-r local.txt\n")
    return tmp_path


def _ecrire(projet: Path, **demandes: str) -> None:
    for ensemble, texte in demandes.items():
        (projet / "requirements" / f"{ensemble}.in").write_text(texte)


def test_les_changements_sont_dits_paquet_par_paquet(
    projet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verrouiller.verrouiller_les_paquets()
    capsys.readouterr()
    _ecrire(projet, run="seul>1\nautre\n")
    verrouiller.verrouiller_les_paquets()
    attendu = "requirements/{}.txt :\n  + autre 1.0\n  - parti 1.0\n    seul 1.0 → 1.1\n"
    assert capsys.readouterr().err == "".join(attendu.format(nom) for nom in ("run", "local", "dev"))


def test_une_epingle_reste_tant_qu_on_ne_demande_pas_mieux(
    projet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verrouiller.verrouiller_les_paquets()
    capsys.readouterr()
    _ecrire(projet, run="seul\nparti\n")
    verrouiller.verrouiller_les_paquets()
    assert capsys.readouterr().err == "".join(
        f"requirements/{nom}.txt : aucune version n’a changé.\n" for nom in ("run", "local", "dev")
    )
    verrouiller.verrouiller_les_paquets("--upgrade")
    assert installation.epingles(installation.chemin_du_verrou("dev").read_text()) == {
        "parti": "1.0",
        "seul": "1.1",
    }


def test_un_verrou_a_ses_sommes_et_aucune_adresse(projet: Path) -> None:
    verrouiller.verrouiller_les_paquets()
    for ensemble in verrouiller.ENSEMBLES:
        texte = installation.chemin_du_verrou(ensemble).read_text()
        assert texte.count("--hash=sha256:") == 2
        assert "://" not in texte
        assert str(projet) not in texte


def test_une_demande_impossible_s_arrete_et_le_verrou_reste(
    projet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verrouiller.verrouiller_les_paquets()
    avant = installation.chemin_du_verrou("run").read_text()
    _ecrire(projet, run="seul>2\n")
    with pytest.raises(SystemExit) as sortie:
        verrouiller.verrouiller_les_paquets()
    assert sortie.value.code == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "requirements/run.in n’a pas pu être résolu : voyez le message d’uv ci-dessus."
    )
    assert installation.chemin_du_verrou("run").read_text() == avant


@pytest.fixture
def npm(projet: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a program that stands for npm: it runs the text written in it by ``/bin/sh``, in the clone."""
    monkeypatch.setattr(verrouiller, "VENV", projet)
    chemin = projet / "bin" / "npm"
    chemin.parent.mkdir()
    chemin.touch(mode=0o755)
    return chemin


def _paquets(**versions: str) -> str:
    paquets = {f"node_modules/{nom}": {"version": version} for nom, version in versions.items()}
    return json.dumps({"packages": {"": {"name": "projet"}, **paquets}})


def test_les_outils_des_scripts_se_disent_de_meme(
    projet: Path, npm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (projet / "package-lock.json").write_text(_paquets(biome="2.6.7", parti="1.0.0"))
    npm.write_text(f"#!/bin/sh\necho '{_paquets(biome='2.6.8', neuf='1.0.0')}' > package-lock.json\n")
    verrouiller.verrouiller_les_scripts()
    assert capsys.readouterr().err == (
        "package-lock.json :\n    biome 2.6.7 → 2.6.8\n  + neuf 1.0.0\n  - parti 1.0.0\n"
    )
    verrouiller.verrouiller_les_scripts()
    assert capsys.readouterr().err == "package-lock.json : aucune version n’a changé.\n"


def test_un_refus_de_npm_s_arrete(npm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    npm.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(SystemExit) as sortie:
        verrouiller.verrouiller_les_scripts()
    assert sortie.value.code == 1
    assert "package.json n’a pas pu être résolu" in capsys.readouterr().err
