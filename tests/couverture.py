"""Branch coverage of each package against its floor: ``python -m tests.couverture report.json``.

The floors are in ``[tool.ami.couverture]`` of pyproject.toml, keyed by folder. A file counts for the
nearest key above it; each folder with an ``apps.py`` has its own key, so that a new app cannot hide
behind its parent.
"""

import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

RACINE = Path(__file__).resolve().parents[1]


def mesurer(fichiers: Mapping[str, Any], cles: set[str]) -> dict[str, float]:
    """Return the percentage of lines and branches covered for each key; what has no key stands for itself."""
    sommes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for chemin, fichier in fichiers.items():
        dossiers = [str(parent) for parent in PurePosixPath(chemin).parents]
        somme = sommes[next((dossier for dossier in dossiers if dossier in cles), dossiers[0])]
        resume = fichier["summary"]
        somme[0] += resume["covered_lines"] + resume["covered_branches"]
        somme[1] += resume["num_statements"] + resume["num_branches"]
    return {cle: 100 * couvert / total for cle, (couvert, total) in sommes.items() if total}


def applications(racine: Path, dossiers: list[str]) -> set[str]:
    """Return the folders of the apps under those that are measured."""
    return {
        chemin.parent.relative_to(racine).as_posix()
        for dossier in dossiers
        for chemin in (racine / dossier).rglob("apps.py")
    }


def fautes(mesures: Mapping[str, float], planchers: Mapping[str, float], apps: set[str]) -> list[str]:
    """Return what must be mended: a floor not reached, a package without floor, a floor without package."""
    trouvees = [
        f"{nom} : {part:.1f} < {planchers[nom]}"
        for nom, part in sorted(mesures.items())
        if nom in planchers and part < planchers[nom]
    ]
    trouvees += [f"{nom} : sans plancher" for nom in sorted((mesures.keys() | apps) - planchers.keys())]
    return trouvees + [f"{nom} : rien à mesurer" for nom in sorted(planchers.keys() - mesures.keys())]


def main(rapport: str) -> int:
    reglages = tomllib.loads((RACINE / "pyproject.toml").read_text())["tool"]
    planchers: dict[str, float] = reglages.get("ami", {}).get("couverture", {})
    mesures = mesurer(json.loads(Path(rapport).read_text())["files"], set(planchers))
    for nom, part in sorted(mesures.items()):
        print(f"{part:6.1f} %  (floor {planchers.get(nom, '?')})  {nom}")  # noqa: T201
    trouvees = fautes(mesures, planchers, applications(RACINE, reglages["coverage"]["run"]["source"]))
    for faute in trouvees:
        print(faute, file=sys.stderr)  # noqa: T201
    return 1 if trouvees else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
