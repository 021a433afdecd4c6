"""``python -m clm_core``: see ``--help``."""

import sys

from clm_core.commands.main import main

if __name__ == "__main__":
    sys.exit(main())
