"""`python -m ami.local`: the whole application on this machine, until Ctrl-C."""

import sys

from ami.local.lanceur import main

if __name__ == "__main__":
    sys.exit(main())
