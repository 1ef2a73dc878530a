"""`python -m ami.local.enfant MODULE ARGS…`: run a module whose own children die with it.

gunicorn and celery fork workers of their own, which the launcher does not see: when their parent is
killed, a worker busy with a request or a task would live on.
"""

import runpy
import sys

from ami.local.filiation import lier_les_descendants

if __name__ == "__main__":
    lier_les_descendants()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
