"""The command line: `gradexplorer eval | descend | graph | render | devices | demos`, and the window without one.

Exit code 0 when it worked, 2 for bad usage or a bad text, 1 for the rest. Qt is loaded by what draws, by nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gradexplorer.model.lasting import lasting

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (None: the process's own) and return the exit code."""
    with lasting():
        from gradexplorer.cli.running import run  # NumPy and the engine come with it

    return run(sys.argv[1:] if arguments is None else arguments)
