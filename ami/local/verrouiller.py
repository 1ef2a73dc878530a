"""`make lock`: resolve requirements/*.in into complete, hashed locks, and say what changed.

The pins already written stay, unless a bound refuses them or an option of `uv pip compile` asks for more.
"""

import subprocess
import sys

from ami.local.installation import RACINE, chemin_du_verrou, dire, echouer, epingles

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


def main(*options: str) -> None:
    for ensemble in ENSEMBLES:
        verrou = chemin_du_verrou(ensemble)
        avant = epingles(verrou.read_text()) if verrou.exists() else {}
        resoudre(ensemble, *options)
        lignes = changements(avant, epingles(verrou.read_text()))
        dire(f"requirements/{verrou.name} :" + ("" if lignes else " aucune version n’a changé."))
        for ligne in lignes:
            dire(f"  {ligne}")


if __name__ == "__main__":
    main(*sys.argv[1:])
