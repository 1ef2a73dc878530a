"""The child process: bounded by the kernel, tied to its parent, it reads one file and writes one other.

Exit status: 0, a copy was written; 3, refused, the reason is on the output; 75, this machine could not (disk
full); anything else, the file brought the child down.
"""

import ctypes
import errno
import os
import resource
import signal
import sys
from pathlib import Path

from .refus import Raison, Refus

REFUSE = 3
EMPECHE = 75
MEMOIRE = 1 << 30
SECONDES = 40
OCTETS_ECRITS = 250_000_000
PR_SET_PDEATHSIG = 1
PANNES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE})


def se_borner(parent: int) -> None:
    """No more memory, time or disk than any honest file needs; dies with its parent."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(EMPECHE)
    for borne, valeur in (
        (resource.RLIMIT_AS, MEMOIRE),
        (resource.RLIMIT_CPU, SECONDES),
        (resource.RLIMIT_FSIZE, OCTETS_ECRITS),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(borne, (valeur, valeur))
    os.umask(0o077)


def nettoyer(genre: str, source: Path, cible: Path) -> None:
    """Write an inert copy. Raises ``Refus``, or whatever the library of that format does."""
    if genre == "pdf":
        from . import pdf  # noqa: PLC0415 - each library is loaded under the limits, and only when it serves

        pdf.nettoyer(source, cible)
    elif genre in {"jpeg", "png"}:
        from . import image  # noqa: PLC0415

        image.nettoyer(genre, source, cible)
    else:
        from . import bureautique  # noqa: PLC0415

        bureautique.nettoyer(genre, source, cible)


def main() -> int:
    se_borner(parent=int(sys.argv[1]))
    try:
        nettoyer(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    except Refus as refus:
        return _refuser(refus.raison)
    except MemoryError:
        return _refuser(Raison.TROP_LOURD)
    except ImportError:
        raise  # this installation is broken, the file is not
    except OSError as erreur:
        if erreur.errno in PANNES:
            return EMPECHE
        return _refuser(Raison.TROP_LOURD if erreur.errno == errno.EFBIG else Raison.ILLISIBLE)
    except Exception:  # noqa: BLE001 - a parser that gives up, whatever it raises, could not read the file
        return _refuser(Raison.ILLISIBLE)
    return 0


def _refuser(raison: Raison) -> int:
    sys.stdout.write(raison.name)
    return REFUSE
