"""What runs in the child process (``ami.commun.enfant``): it reads one file and writes one other.

Exit status: 0, a copy was written, what was taken out is on the output, a code a line; 3, refused, the reason is on the output; 75, this machine could not (disk
full); killed by SIGXCPU, the file asks for too much work; anything else, the file brought the child down.
"""

import errno
import resource
import sys
from pathlib import Path

from .refus import Raison, Refus
from .retraits import Retrait

REFUSE = 3
EMPECHE = 75
PANNES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE})


def nettoyer(genre: str, source: Path, cible: Path) -> set[Retrait]:
    """Write an inert copy; return what it no longer has. Raises ``Refus``, or whatever the library of that format does."""
    if genre == "pdf":
        from . import pdf  # noqa: PLC0415 - each library is loaded under the limits, and only when it serves

        return pdf.nettoyer(source, cible)
    if genre in {"jpeg", "png"}:
        from . import image  # noqa: PLC0415

        return image.nettoyer(genre, source, cible)
    from . import bureautique  # noqa: PLC0415

    return bureautique.nettoyer(genre, source, cible)


def main() -> int:
    _dire_la_fin_du_temps()
    try:
        retraits = nettoyer(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
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
    sys.stdout.write("\n".join(sorted(retraits)))
    return 0


def _dire_la_fin_du_temps() -> None:
    """One second before the kernel kills without a word, let it kill by SIGXCPU, which tells why."""
    _, processeur = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (processeur - 1, processeur))


def _refuser(raison: Raison) -> int:
    sys.stdout.write(raison.name)
    return REFUSE
