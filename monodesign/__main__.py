"""`python -m monodesign` is the `monodesign` command, for environments whose scripts are not on the path."""

import sys

from monodesign.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
