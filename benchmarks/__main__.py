"""`python -m benchmarks`: measure the acts people wait for, on embedded services, in a minute at most.

The numbers of one run compare with each other, not with another machine's: pages are also given as a
multiple of a bare Django page measured in the same run.
"""

import contextlib
import os
import sys

from benchmarks.services import services_embarques


def main() -> int:
    with services_embarques() as adresses:
        os.environ.update(adresses)
        import django  # noqa: PLC0415 - settings read the addresses

        django.setup()
        from benchmarks.mesures import mesurer  # noqa: PLC0415

        with contextlib.suppress(BrokenPipeError):
            for ligne in mesurer():
                print(ligne, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
