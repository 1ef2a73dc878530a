"""Health checks of the containers: `python docker/sonde.py {web,beat}`; exit status 0 when healthy.

Standard library only, and no import from the project: a check must stay cheap.
"""  # noqa: INP001 - a script, in no package

import http.client
import os
import sys
from pathlib import Path


def web(port: int = 8000) -> bool:
    """Ask /sante/ under a name the site answers to; 503 means the database is ill."""
    connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connexion.request("GET", "/sante/", headers={"Host": nom_du_site(os.environ["ALLOWED_HOSTS"])})
        return connexion.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connexion.close()


def nom_du_site(noms: str) -> str:
    """Return a name that ALLOWED_HOSTS accepts: « .exemple.fr » accepts exemple.fr, « * » any."""
    premier = noms.partition(",")[0].strip().lstrip(".")
    return "localhost" if premier == "*" else premier


def beat(processus: Path = Path("/proc/1/status"), memoire: Path = Path("/tmp/sonde-beat")) -> bool:  # noqa: S108
    """Tell whether beat, first process of its container, has woken since the last check.

    It wakes each minute to send what is due: checks are further apart than that. Its schedule file would
    not do: some dbm libraries keep it in memory until the end.
    """
    lignes = (ligne.split() for ligne in processus.read_text().splitlines())
    reveils = next(mots[1] for mots in lignes if mots[0] == "voluntary_ctxt_switches:")
    avant = memoire.read_text() if memoire.exists() else ""
    memoire.write_text(reveils)
    return reveils != avant


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1]]() else 1)
