"""`make lock`: resolve requirements/*.in and package.json into complete, hashed locks, and say what changed.

The pins already written stay, unless a bound refuses them or an option of `uv pip compile` asks for more.
"""

import json
import subprocess
import sys
from pathlib import Path

from ami.local.installation import RACINE, VENV, chemin_du_verrou, dire, echouer, epingles

# In this order: each `.in` starts from the lock before it, so the three sets never disagree.
ENSEMBLES = ("run", "local", "dev")
RESOUDRE = ("pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url", "--no-header")


def resoudre(ensemble: str, *options: str) -> None:
    nom = f"requirements/{ensemble}"
    uv = [sys.executable, "-m", "uv", *RESOUDRE, "--python-version", "3.11", *options]
    if subprocess.run([*uv, f"{nom}.in", "-o", f"{nom}.txt"], cwd=RACINE, check=False).returncode:
        echouer(f"{nom}.in n’a pas pu être résolu : voyez le message d’uv ci-dessus.")


def changements(avant: dict[str, str], apres: dict[str, str]) -> list[str]:
    """Describe each package that was added, removed or moved, in the order of their names."""
    lignes = []
    for nom in sorted(avant.keys() | apres.keys()):
        ancienne, nouvelle = avant.get(nom), apres.get(nom)
        if ancienne is None:
            lignes.append(f"+ {nom} {nouvelle}")
        elif nouvelle is None:
            lignes.append(f"- {nom} {ancienne}")
        elif ancienne != nouvelle:
            lignes.append(f"  {nom} {ancienne} → {nouvelle}")
    return lignes


def verrouiller_les_paquets(*options: str) -> None:
    for ensemble in ENSEMBLES:
        verrou = chemin_du_verrou(ensemble)
        avant = epingles(verrou.read_text()) if verrou.exists() else {}
        resoudre(ensemble, *options)
        _dire_ce_qui_change(f"requirements/{verrou.name}", avant, epingles(verrou.read_text()))


def verrouiller_les_scripts() -> None:
    """The tools of scripts and style sheets: their bounds are in package.json, which takes no option."""
    verrou = RACINE / "package-lock.json"
    avant = _versions(verrou) if verrou.exists() else {}
    npm = [str(VENV / "bin" / "npm"), "install", "--package-lock-only", "--loglevel=error"]
    if subprocess.run(npm, cwd=RACINE, stdout=subprocess.DEVNULL, check=False).returncode:
        echouer("package.json n’a pas pu être résolu : voyez le message de npm ci-dessus.")
    _dire_ce_qui_change(verrou.name, avant, _versions(verrou))


def _versions(verrou: Path) -> dict[str, str]:
    """Of each package that package-lock.json pins; the project itself has no version."""
    paquets = json.loads(verrou.read_text())["packages"]
    return {nom.removeprefix("node_modules/"): paquet["version"] for nom, paquet in paquets.items() if nom}


def _dire_ce_qui_change(nom: str, avant: dict[str, str], apres: dict[str, str]) -> None:
    lignes = changements(avant, apres)
    dire(f"{nom} :" + ("" if lignes else " aucune version n’a changé."))
    for ligne in lignes:
        dire(f"  {ligne}")


def main(*options: str) -> None:
    verrouiller_les_paquets(*options)
    verrouiller_les_scripts()


if __name__ == "__main__":
    main(*sys.argv[1:])
