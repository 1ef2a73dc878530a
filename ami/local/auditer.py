"""`make audit`: ask a public database which locked releases have a known vulnerability.

Needs the network, unlike everything else here: it is a command of its own, and a database that does not
answer is never taken for a clean bill.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from ami.local.installation import chemin_du_verrou, dire, epingles

VULNERABLE = 1
# `uv audit` reads projects, not requirements files: it is given one whose lock is ours. Its packages come from
# no address: the database is asked about names and versions, and no index about anything.
PROJET = '[project]\nname = "ami"\nversion = "0"\n'
ENTETE = """version = 1
requires-python = ">=3.11"

[[package]]
name = "ami"
version = "0"
source = {{ virtual = "." }}
dependencies = [{}]
"""
PAQUET = '[[package]]\nname = "{}"\nversion = "{}"\nsource = {{ registry = "." }}\n'


def ecrire_le_projet(dossier: Path, paquets: dict[str, str]) -> None:
    (dossier / "pyproject.toml").write_text(PROJET)
    entete = ENTETE.format(", ".join(f'{{ name = "{nom}" }}' for nom in paquets))
    (dossier / "uv.lock").write_text(
        "\n".join([entete, *(PAQUET.format(*paquet) for paquet in paquets.items())])
    )


def main(*options: str) -> NoReturn:
    """Leave with 0 when nothing is known, 1 when something is, 2 when nobody answered."""
    paquets = epingles(chemin_du_verrou("dev").read_text())  # it holds the two other sets
    with tempfile.TemporaryDirectory() as dossier:
        ecrire_le_projet(Path(dossier), paquets)
        uv = [sys.executable, "-m", "uv", "audit", "--frozen", "--preview-features", "audit-command"]
        code = subprocess.run([*uv, "--project", dossier, *options], check=False).returncode
    if code == VULNERABLE:
        dire("Des versions verrouillées ont des failles connues : relevez-les, puis « make lock ».")
    elif code:
        dire(
            "L’audit n’a pas eu lieu : la base publique des vulnérabilités n’a pas répondu (le message d’uv est"
            " ci-dessus). Rien n’a été vérifié ; recommencez depuis une machine reliée au réseau."
        )
    raise SystemExit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
