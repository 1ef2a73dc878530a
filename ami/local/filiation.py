"""Tie the life of a child process to the life of its parent, with the kernel's help.

A launcher that is killed with SIGKILL runs no cleanup code. `PR_SET_PDEATHSIG` asks the kernel to
signal the child when the *thread* that forked it ends, so children are only ever started from the
main thread. The setting survives `exec` but is cleared by `setuid`: it comes after a change of user.
"""

import ctypes
import os
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
# Loaded before any fork: nothing may be imported or allocated lazily in the forked child.
_LIBC = ctypes.CDLL(None, use_errno=True)


def lier_au_parent(parent: int, mortel: signal.Signals = signal.SIGKILL) -> None:
    """Make this process receive `mortel` when `parent` dies; leave now if it is already gone."""
    _LIBC.prctl(PR_SET_PDEATHSIG, int(mortel), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def avant_exec(mortel: signal.Signals) -> Callable[[], None]:
    """Return the `preexec_fn` that ties the next child to this process."""
    parent = os.getpid()

    def lier() -> None:
        lier_au_parent(parent, mortel)

    return lier


def lier_les_descendants() -> None:
    """Tie every process this one will ever fork (gunicorn's workers, celery's pool) to it."""
    parent = os.getpid()

    def noter() -> None:
        nonlocal parent
        parent = os.getpid()

    os.register_at_fork(before=noter, after_in_child=lambda: lier_au_parent(parent))
