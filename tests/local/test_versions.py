"""Data that other migrations made are recognised before anything starts, and ``make reset`` is enough for them."""

import subprocess
import sys
from pathlib import Path

import pytest

from ami.local.erreurs import ErreurLanceur
from ami.local.versions import migrations, reconnaitre
from tests.local.processus import RACINE, LanceurReel, environnement_nu

PREMIERE = "candidatures/migrations/0001_initial.py"


def _donnees(racine: Path, *note: str) -> Path:
    (racine / "postgresql").mkdir(parents=True)
    (racine / "verrou").touch()
    if note:
        (racine / "migrations").write_text("\n".join(note))
    return racine


def test_un_dossier_neuf_note_ses_migrations_et_se_reprend(tmp_path: Path) -> None:
    reconnaitre(tmp_path)
    (tmp_path / "postgresql").mkdir()
    reconnaitre(tmp_path)
    assert set((tmp_path / "migrations").read_text().splitlines()) == migrations()
    assert PREMIERE in {ligne.split()[0] for ligne in migrations()}


def test_des_migrations_ajoutees_depuis_se_reprennent(tmp_path: Path) -> None:
    anciennes = sorted(migrations())[1:]
    reconnaitre(_donnees(tmp_path, *anciennes))
    assert set((tmp_path / "migrations").read_text().splitlines()) == migrations()


@pytest.mark.parametrize(
    "note",
    [(), (f"{PREMIERE} {'0' * 64}",), ("candidatures/migrations/0042_disparue.py " + "0" * 64,)],
    ids=["sans note", "réécrite", "disparue"],
)
def test_des_donnees_plus_anciennes_sont_refusees_en_une_phrase(
    tmp_path: Path, note: tuple[str, ...]
) -> None:
    racine = _donnees(tmp_path, *note)
    with pytest.raises(ErreurLanceur) as refus:
        reconnaitre(racine)
    assert str(refus.value) == (
        f"Les données de {racine} viennent d’une version antérieure, que celle-ci ne sait pas reprendre : "
        "effacez-les avec « make reset », puis relancez."
    )
    assert (racine / "migrations").exists() == bool(note)


def test_make_run_le_dit_et_make_reset_suffit(lanceur: LanceurReel) -> None:
    _donnees(lanceur.donnees)
    assert lanceur.lancer().wait(20) == 1
    assert "version antérieure" in lanceur.sortie
    assert "make reset" in lanceur.sortie
    vidage = subprocess.run(
        [sys.executable, "-m", "ami.local.vider"],
        cwd=RACINE,
        env=environnement_nu(AMI_DATA_DIR=str(lanceur.donnees), OUI="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (vidage.returncode, [chemin.name for chemin in lanceur.donnees.iterdir()]) == (0, ["verrou"])
    reconnaitre(lanceur.donnees)
