"""Health checks of the containers: `python docker/sonde.py {web,beat}`; exit status 0 when healthy.

Standard library only, and no import from the project: a check must stay cheap.
"""

import http.client
import os
import sys
import time
from pathlib import Path

BATTEMENT_MAX = 600  # seconds; beat writes its schedule every three minutes


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
    premier = noms.split(",")[0].strip().lstrip(".")
    return "localhost" if premier == "*" else premier


def beat(planning: Path = Path("/tmp/planning-beat")) -> bool:  # noqa: S108 - memory of the container
    """Tell whether beat has written its schedule lately (dbm may add a suffix to the name)."""
    ecrits = [fichier.stat().st_mtime for fichier in planning.parent.glob(f"{planning.name}*")]
    return bool(ecrits) and time.time() - max(ecrits) < BATTEMENT_MAX


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1]]() else 1)
