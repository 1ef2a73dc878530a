"""`make reset`: empty the local data folder, after asking."""

import os
import shutil
import sys
from pathlib import Path

from ami.local.dossier import ouvrir
from ami.local.erreurs import ErreurLanceur, dire
from ami.local.options import Options


def vider(racine: Path) -> None:
    """Remove everything but the lock, which the caller holds: no launcher can start meanwhile."""
    for chemin in racine.iterdir():
        if chemin.name == "verrou":
            continue
        if chemin.is_dir() and not chemin.is_symlink():
            shutil.rmtree(chemin)
        else:
            chemin.unlink()


def main() -> int:
    try:
        racine = Options.lire(os.environ).donnees
        if not racine.exists():
            dire(f"Rien à vider : {racine} n’existe pas.")
            return 0
        ouvrir(racine)
    except ErreurLanceur as erreur:
        dire(str(erreur))
        return 1
    if os.environ.get("OUI") != "1":
        dire(f"Toutes les données de {racine} seront effacées. Tapez oui pour confirmer :")
        if sys.stdin.readline().strip().lower() != "oui":
            dire("Rien n’a été effacé.")
            return 1
    vider(racine)
    dire(f"{racine} est vide.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
