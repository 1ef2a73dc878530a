"""The child processes in which files are cleaned and PDFs composed: no secret, bounds, and no life of their own."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ami.commun import enfant
from ami.commun.enfant import Programme, executer
from ami.fichiers.bac import NETTOYEUR
from candidatures.version_deposee.pdf import COMPOSEUR
from tests.attente import attendre
from tests.local.processus import descendants

RACINE = Path(__file__).resolve().parents[2]
PROGRAMMES = {"nettoyage": NETTOYEUR, "composition": COMPOSEUR}


def programme(dossier: Path, corps: str) -> Programme:
    """Return a child whose ``main`` is this text."""
    lignes = "".join(f"    {ligne}\n" for ligne in corps.splitlines())
    (dossier / "essai.py").write_text(f"import os, sys, time\ndef main():\n{lignes}    return 0\n")
    return Programme(dossier, "essai", memoire=1 << 30, processeur=1, delai=30)


@pytest.mark.parametrize("nom", PROGRAMMES)
def test_un_enfant_n_a_ni_secret_ni_module_de_l_application(nom: str, tmp_path: Path) -> None:
    """It tells its environment and its modules once it has loaded what it works with."""
    vrai = PROGRAMMES[nom]
    espion = programme(
        tmp_path,
        f"sys.path.append({str(vrai.dossier)!r}); __import__({vrai.module!r}); import pikepdf\n"
        "sys.stdout.write(repr((dict(os.environ), sorted(sys.modules), sys.path)))",
    )
    fini = executer(replace(espion, memoire=vrai.memoire, processeur=vrai.processeur))
    assert fini.returncode == 0, fini.stderr
    environnement, modules, chemins = eval(fini.stdout)  # noqa: S307 - written by the line above
    assert set(environnement) <= {"LC_ALL", "LC_CTYPE", "PWD"}
    assert not [m for m in modules if m.split(".")[0] in {"ami", "candidatures", "django", "celery"}]
    assert {"", str(RACINE), str(RACINE / "ami/commun")}.isdisjoint(chemins)


def test_un_enfant_recoit_ses_mots_son_entree_et_son_dossier(tmp_path: Path) -> None:
    (ailleurs := tmp_path / "ailleurs").mkdir()
    essai = programme(tmp_path, "print(sys.argv[1:], sys.stdin.read(), os.getcwd())")
    fini = executer(essai, "un", "deux", lieu=ailleurs, entree=b"trois")
    assert fini.stdout.decode() == f"['un', 'deux'] trois {ailleurs}\n"


BORNES = {
    "mémoire": ("bytearray(2 << 30)", b"MemoryError"),
    "processeur": ("while True: pass", b""),
    "disque": ("f = open('gros', 'wb')\nfor _ in range(300): f.write(bytes(1 << 20))", b"File too large"),
}


@pytest.mark.parametrize("cas", BORNES)
def test_le_noyau_borne_un_enfant(cas: str, tmp_path: Path) -> None:
    corps, attendu = BORNES[cas]
    fini = executer(programme(tmp_path, corps))
    assert fini.returncode != 0
    assert attendu in fini.stderr


def test_un_enfant_trop_long_est_arrete(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        executer(replace(programme(tmp_path, "time.sleep(60)"), delai=0.2))


def test_un_enfant_meurt_avec_son_parent(tmp_path: Path) -> None:
    programme(tmp_path, "time.sleep(60)")
    appel = (
        "from pathlib import Path; from ami.commun.enfant import Programme, executer;"
        f"executer(Programme(Path({str(tmp_path)!r}), 'essai', memoire=1 << 30, processeur=1, delai=60))"
    )
    with subprocess.Popen([sys.executable, "-c", appel], cwd=RACINE) as parent:
        enfants = attendre(
            lambda: [e for e in descendants(parent.pid) if " essai" in e.commande], quoi="l’enfant"
        )
        parent.kill()
    attendre(lambda: not any(e.vit() for e in enfants), delai=5, quoi="la mort de l’enfant")


def test_un_enfant_orphelin_s_en_va() -> None:
    fini = subprocess.run([sys.executable, "-I", enfant.__file__, "1", "1", "1", "/", "essai"], check=False)
    assert fini.returncode == 75
