"""A child process: whatever kills, hangs or swells it harms nothing else, and it knows no secret.

This file is both ends: the parent imports it, the child runs it as a script. Standard library only.
"""

import ctypes
import importlib
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OCTETS_ECRITS = 250_000_000
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Programme:
    """``main() -> int`` of a module found in ``dossier``, the only folder of ours within its reach."""

    dossier: Path
    module: str
    memoire: int  # bytes of addresses
    processeur: int  # seconds of work, all threads together
    delai: float  # seconds by the clock


def executer(
    programme: Programme, *arguments: str, lieu: Path | None = None, entree: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run it to its end, in the folder ``lieu``, and return its status and what it wrote.

    It dies with this process. Raises ``subprocess.TimeoutExpired`` and ``OSError``.
    """
    bornes = (str(os.getpid()), str(programme.memoire), str(programme.processeur))
    # -I: neither the folder nor the variables of the caller.
    return subprocess.run(  # noqa: S603 - our own program, no shell, no word from outside
        [sys.executable, "-I", __file__, *bornes, str(programme.dossier), programme.module, *arguments],
        cwd=lieu or programme.dossier,
        env={"LC_ALL": "C.UTF-8"},  # no secret of the application
        input=entree,
        capture_output=True,
        timeout=programme.delai,
        check=False,
    )


def se_borner(parent: int, memoire: int, processeur: int) -> None:
    """No more memory, time or disk than any honest input needs; dies with its parent."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(os.EX_TEMPFAIL)
    for borne, valeur in (
        (resource.RLIMIT_AS, memoire),
        (resource.RLIMIT_CPU, processeur),
        (resource.RLIMIT_FSIZE, OCTETS_ECRITS),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(borne, (valeur, valeur))
    os.umask(0o077)
    os.nice(10)  # people who file come first


def _devenir() -> int:
    parent, memoire, processeur, dossier, module = sys.argv[1:6]
    del sys.argv[1:6]
    se_borner(int(parent), int(memoire), int(processeur))
    sys.path.append(dossier)
    return int(importlib.import_module(module).main())


if __name__ == "__main__":
    sys.exit(_devenir())
