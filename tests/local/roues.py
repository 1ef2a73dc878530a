"""Small wheels, and the locks that pin them: what an index offers, made by the test."""

import hashlib
import venv
import zipfile
from collections.abc import Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pip
from packaging.version import Version

from ami.local.installation import RACINE, epingles

TEMOIN = ("temoin", "1.0")
ROUE = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def verrou_reel(ensemble: str) -> dict[str, str]:
    return epingles((RACINE / "requirements" / f"{ensemble}.txt").read_text())


def ecrire_la_roue(
    depot: Path, nom: str, version: str, exige: Sequence[str] = (), extras: Sequence[str] = ()
) -> str:
    """Put a wheel that holds one empty module in an index, and return the line that pins it."""
    module = nom.replace("-", "_")
    infos = f"{module}-{version}.dist-info"
    entetes = ["Metadata-Version: 2.1", f"Name: {nom}", f"Version: {version}"]
    entetes += [f"Provides-Extra: {extra}" for extra in extras]
    entetes += [f"Requires-Dist: {exigence}" for exigence in exige]
    fichiers = {f"{module}.py": "", f"{infos}/METADATA": "\n".join(entetes) + "\n", f"{infos}/WHEEL": ROUE}
    fichiers[f"{infos}/RECORD"] = "".join(f"{chemin},,\n" for chemin in [*fichiers, f"{infos}/RECORD"])
    roue = depot / nom / f"{module}-{version}-py3-none-any.whl"
    roue.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(roue, "w") as archive:
        for chemin, texte in fichiers.items():
            archive.writestr(chemin, texte)
    with (roue.parent / "index.html").open("a") as page:
        page.write(f'<!DOCTYPE html><a href="{roue.name}">{roue.name}</a>\n')
    return f"{nom}=={version} --hash=sha256:{hashlib.sha256(roue.read_bytes()).hexdigest()}\n"


def _ecrire_comme(depot: Path, vraie: Distribution, nom: str, version: str) -> str:
    extras = vraie.metadata.get_all("Provides-Extra", [])
    return ecrire_la_roue(depot, nom, version, vraie.requires or (), extras)


def garnir_en_avance(depot: Path, paquets: dict[str, str]) -> str:
    """Put in an index an empty double of each package, requirements and extras included, and a newer release of each.

    One more package, TEMOIN, wants with an extra each of those that have one. Return the lock of them all.
    """
    verrou = ""
    avec_un_extra = []
    for nom, version in paquets.items():
        vraie = distribution(nom)
        verrou += _ecrire_comme(depot, vraie, nom, version)
        _ecrire_comme(depot, vraie, nom, f"{Version(version).base_version}.1")
        avec_un_extra += [f"{nom}[{extra}]" for extra in vraie.metadata.get_all("Provides-Extra", [])[:1]]
    return verrou + ecrire_la_roue(depot, *TEMOIN, avec_un_extra)


def venv_sans_attendre(dossier: Path) -> None:
    """Make a venv with the pip of this one, read from beside it: `ensurepip` would take seconds."""
    venv.create(dossier, with_pip=False, symlinks=True)
    a_cote = dossier / "pip"
    a_cote.mkdir()
    source = Path(pip.__file__).parent
    for chemin in (source, *source.parent.glob("pip-*.dist-info")):
        (a_cote / chemin.name).symlink_to(chemin)
    (paquets,) = dossier.glob("lib/python*/site-packages")
    (paquets / "pip.pth").write_text(f"{a_cote}\n")
