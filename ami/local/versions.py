"""Which migrations made the data of a folder: a later program must still hold all of them, unchanged."""

import hashlib
from pathlib import Path

from ami.local.dossier import ecrire_prive
from ami.local.erreurs import ErreurLanceur
from ami.local.options import RACINE

APPS = ("ami", "candidatures", "evaluation", "vagues")


def reconnaitre(racine: Path) -> None:
    """Note the migrations beside the data. Raises ``ErreurLanceur`` when others made them.

    As long as nothing is released, migrations are written again in place: Django would find them applied already, and
    leave tables that are not what the program expects. ``make reset`` empties the folder, this note with it.
    """
    note, presentes = racine / "migrations", migrations()
    if (racine / "postgresql").exists():
        faites = set(note.read_text().splitlines()) if note.exists() else set()
        if not faites or not faites <= presentes:
            raise ErreurLanceur(
                f"Les données de {racine} viennent d’une version antérieure, que celle-ci ne sait pas reprendre : "
                "effacez-les avec « make reset », puis relancez."
            )
    ecrire_prive(note, "\n".join(sorted(presentes)))


def migrations() -> set[str]:
    """One line for each: its name and its digest, but for comments (Django writes the date in one)."""
    return {
        f"{chemin.relative_to(RACINE)} {_empreinte(chemin)}"
        for app in APPS
        for chemin in (RACINE / app).rglob("migrations/0*.py")
    }


def _empreinte(chemin: Path) -> str:
    lignes = [ligne for ligne in chemin.read_text().splitlines() if not ligne.startswith("#")]
    return hashlib.sha256("\n".join(lignes).encode()).hexdigest()
