"""Install what a command needs: `python3 -I ami/local/installation.py {local,dev,navigateur,antivirus}`.

Runs before anything is installed, with the machine's own Python: only the standard library, and no
import from the project. Nothing is done when nothing has changed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

RACINE = Path(__file__).resolve().parents[2]
VENV = RACINE / ".venv"
PYTHON_MIN = (3, 11)
# Installing a set installs the sets it is made of.
CONTENUS = {"local": ("local",), "dev": ("local", "dev")}
NAVIGATEURS = ("chromium", "chromium-browser")


def dire(texte: str) -> None:
    sys.stderr.write(f"{texte}\n")


def echouer(texte: str) -> NoReturn:
    dire(texte)
    raise SystemExit(1)


def empreinte(ensemble: str) -> str:
    """Identify a locked set."""
    return hashlib.sha256((RACINE / "requirements" / f"{ensemble}.txt").read_bytes()).hexdigest()


def temoin(ensemble: str) -> Path:
    return VENV / f"ami-{ensemble}.sha256"


def est_installe(ensemble: str) -> bool:
    chemin = temoin(ensemble)
    return chemin.exists() and chemin.read_text() == empreinte(ensemble) and _pip_repond()


def installer_paquets_debian(*paquets: str, pourquoi: str) -> None:
    """Install Debian packages when we may; otherwise say what to install. Never skipped in silence."""
    demande = f"apt-get install -y {' '.join(paquets)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        echouer(f"{pourquoi} Installez-le, par exemple : sudo {demande}")
    dire(f"{pourquoi} Installation par : {demande}")
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for commande in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *paquets]):
        if subprocess.run(commande, env=apt, stdout=subprocess.DEVNULL, check=False).returncode:
            echouer(f"Échec de « {' '.join(commande)} ». {pourquoi}")


def creer_le_venv() -> None:
    """Create `.venv`, or repair one whose interpreter or pip is gone."""
    if _pip_repond():
        return
    if importlib.util.find_spec("ensurepip") is None:
        installer_paquets_debian("python3-venv", pourquoi="Il manque à Python son module « venv ».")
    # Another process: `ensurepip` may have appeared after this one had looked for it.
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False).returncode:
        echouer("La création de .venv a échoué : voyez le message ci-dessus.")


def _pip_repond() -> bool:
    """Tell whether the venv works, whichever Python made it."""
    programme = f"import pip, sys; raise SystemExit(sys.version_info < {PYTHON_MIN})"
    try:
        return (
            subprocess.run(
                [VENV / "bin/python", "-I", "-c", programme], capture_output=True, check=False
            ).returncode
            == 0
        )
    except OSError:
        return False


def installer(ensemble: str) -> None:
    """Install a locked set with its hashes, unless it already is."""
    if est_installe(ensemble):
        return
    creer_le_venv()
    dire(f"Installation des dépendances « {ensemble} » (une à deux minutes la première fois)…")
    verrou = RACINE / "requirements" / f"{ensemble}.txt"
    pip = [str(VENV / "bin/python"), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "-r", str(verrou)], check=False).returncode:
        echouer(
            f"L’installation de requirements/{ensemble}.txt a échoué : voyez le message de pip ci-dessus."
        )
    for contenu in CONTENUS[ensemble]:
        temoin(contenu).write_text(empreinte(contenu))


def installer_le_navigateur() -> None:
    """Make sure there is a Chromium for the browser tests: Debian's or Playwright's own."""
    dossier = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    if any(map(shutil.which, NAVIGATEURS)) or any(Path(dossier).glob("chromium*")):
        return
    installer_paquets_debian("chromium", pourquoi="Les tests de navigateur ont besoin de Chromium.")


def installer_l_antivirus() -> None:
    """Make sure there is a clamd for the tests, which start their own: the server of the system is not used."""
    if shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"):
        return
    installer_paquets_debian("clamav-daemon", pourquoi="Les tests ont besoin de l’antivirus ClamAV.")


def main() -> None:
    if sys.version_info < PYTHON_MIN:
        echouer("Il faut Python 3.11 ou plus récent : PYTHON=python3.11 make …")
    demande = sys.argv[1]
    if demande == "navigateur":
        installer_le_navigateur()
    elif demande == "antivirus":
        installer_l_antivirus()
    else:
        installer(demande)


if __name__ == "__main__":
    main()
