"""`python -m gradexplorer` is the command `gradexplorer`."""

from __future__ import annotations

import sys

from gradexplorer.cli import main

if __name__ == "__main__":
    sys.exit(main())
