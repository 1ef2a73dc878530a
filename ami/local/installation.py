"""Install what a command needs: `python3 -I ami/local/installation.py {local,dev,scripts,navigateur,antivirus}`.

Runs before anything is installed, with the machine's own Python: only the standard library, and no
import from the project. Nothing is done when nothing has changed. `.venv` then holds what the lock says
and nothing else, or the command stops (docs/adr/0019).
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

RACINE = Path(__file__).resolve().parents[2]
VENV = RACINE / ".venv"
PYTHON_MIN = (3, 11)
# Installing a set installs the sets it is made of.
CONTENUS = {"local": ("local",), "dev": ("local", "dev")}
NAVIGATEURS = ("chromium", "chromium-browser")
# What `python3 -m venv` brings: no lock names it.
OUTILS_DU_VENV = {"pip", "setuptools", "wheel"}
# The lock is complete, so nothing is resolved: pip would look past a pin, at the newest release, as soon as
# somebody wants that package with an extra, and refuse it. Wheels only: no lock holds the tools of a build.
SANS_RESOUDRE = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
EPINGLE = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def dire(texte: str) -> None:
    sys.stderr.write(f"{texte}\n")


def echouer(texte: str) -> NoReturn:
    dire(texte)
    raise SystemExit(1)


def chemin_du_verrou(ensemble: str) -> Path:
    return RACINE / "requirements" / f"{ensemble}.txt"


def epingles(verrou: str) -> dict[str, str]:
    """Return the version of each package that the text of a lock pins."""
    return dict(EPINGLE.findall(verrou))


def empreinte(ensemble: str) -> str:
    """Identify a locked set."""
    return hashlib.sha256(chemin_du_verrou(ensemble).read_bytes()).hexdigest()


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


def preparer_le_venv() -> None:
    """Take `.venv` over for an installation, or make it again when it does not work or was left half-installed."""
    temoins = [chemin for contenu in CONTENUS if (chemin := temoin(contenu)).exists()]
    if not temoins or not _pip_repond():
        creer_le_venv()
    for chemin in temoins:  # back only when everything is in place
        chemin.unlink(missing_ok=True)


def creer_le_venv() -> None:
    if (VENV / "pyvenv.cfg").exists():
        dire("« .venv » est inutilisable, ou son installation a été interrompue : il est refait.")
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


def pip(*arguments: str, capture: bool = True) -> subprocess.CompletedProcess[str]:
    commande = [str(VENV / "bin/python"), "-I", "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(commande, stdout=subprocess.PIPE if capture else None, text=True, check=False)


def paquets_installes() -> dict[str, str]:
    """Return the version of each package of the venv, named as a lock names it."""
    liste = json.loads(pip("list", "--format=json").stdout)
    return {re.sub(r"[-_.]+", "-", paquet["name"]).lower(): paquet["version"] for paquet in liste}


def retirer_le_superflu(verrou: Path) -> None:
    """Remove what the lock does not name.

    First of all: a package that changed its name would take the files of its successor away with it.
    """
    superflus = sorted(paquets_installes().keys() - epingles(verrou.read_text()).keys() - OUTILS_DU_VENV)
    if not superflus:
        return
    dire(f"Retrait de ce que requirements/{verrou.name} ne demande pas : {', '.join(superflus)}.")
    if pip("uninstall", "--quiet", "--yes", *superflus).returncode:
        echouer("Le retrait a échoué : voyez le message de pip ci-dessus. Relancez : .venv sera refait.")


def verifier(verrou: Path) -> None:
    """Stop unless each pin is installed at its version, and what is installed has what it requires."""
    presents = paquets_installes()
    ecarts = [
        f"{nom} {version} (installé : {presents.get(nom, 'aucun')})"
        for nom, version in epingles(verrou.read_text()).items()
        if presents.get(nom) != version
    ]
    if ecarts:
        echouer(f"L’installation de requirements/{verrou.name} est incomplète : {', '.join(ecarts)}.")
    controle = pip("check")
    if controle.returncode:
        dire(controle.stdout.strip())
        echouer(
            f"Les paquets de requirements/{verrou.name} ne vont pas ensemble, ou il en manque : voyez ci-dessus."
            " Revenez au verrou précédent, puis refaites-le par « make lock »."
        )


@contextmanager
def un_a_la_fois() -> Iterator[None]:
    """Wait for the other command of this clone that installs, if there is one."""
    dossier = os.open(RACINE / "requirements", os.O_RDONLY)
    try:
        fcntl.flock(dossier, fcntl.LOCK_EX)
        yield
    finally:
        os.close(dossier)


def installer(demande: str) -> None:
    """Install a locked set, unless it already is; or the larger one that the venv already holds."""
    with un_a_la_fois():
        if est_installe(demande):
            return
        connus = [ensemble for ensemble in CONTENUS if ensemble == demande or temoin(ensemble).exists()]
        ensemble = max(connus, key=lambda nom: len(CONTENUS[nom]))
        preparer_le_venv()
        dire(f"Installation des dépendances « {ensemble} » (une à deux minutes la première fois)…")
        verrou = chemin_du_verrou(ensemble)
        retirer_le_superflu(verrou)
        if pip("install", "--quiet", *SANS_RESOUDRE, "-r", str(verrou), capture=False).returncode:
            echouer(
                f"L’installation de requirements/{verrou.name} a échoué : voyez le message de pip ci-dessus."
            )
        verifier(verrou)
        for contenu in CONTENUS[ensemble]:
            temoin(contenu).write_text(empreinte(contenu))


def installer_les_outils_de_scripts() -> None:
    """Install what `package-lock.json` pins: Biome and a page for the tests. Node itself comes with « dev »."""
    verrou, temoin = RACINE / "package-lock.json", RACINE / "node_modules" / "ami.sha256"
    attendu = hashlib.sha256(verrou.read_bytes()).hexdigest()
    if temoin.exists() and temoin.read_text() == attendu:
        return
    npm = VENV / "bin" / "npm"
    if not npm.exists():
        echouer("Il manque Node à .venv : lancez « make installer-dev ».")
    dire("Installation des outils de scripts et de feuilles de style…")
    if subprocess.run(
        [npm, "ci", "--loglevel=error"], cwd=RACINE, stdout=subprocess.DEVNULL, check=False
    ).returncode:
        echouer("L’installation de package-lock.json a échoué : voyez le message de npm ci-dessus.")
    temoin.write_text(attendu)


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
    if demande == "scripts":
        installer_les_outils_de_scripts()
    elif demande == "navigateur":
        installer_le_navigateur()
    elif demande == "antivirus":
        installer_l_antivirus()
    else:
        installer(demande)


if __name__ == "__main__":
    main()
