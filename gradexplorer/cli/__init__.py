"""The command line: `gradexplorer eval | descend | graph | render | devices | demos`, and the window without one.

Exit code 0 when it worked, 2 for bad usage or a bad text, 1 for the rest. Qt is loaded by what draws, by nothing else.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from gradexplorer.cli.options import Command, parse
from gradexplorer.cli.reply import Failure, Refusal, tell

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (None: the process's own) and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # An undecodable byte of the command line must not end the answer about it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        command = parse(sys.argv[1:] if arguments is None else arguments)
        return _run(command)
    except SystemExit as leaving:  # argparse, after --help and --version as well
        return leaving.code if isinstance(leaving.code, int) else 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        # Whoever read the output has gone; what is left in the buffer must not be written at exit.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(command: Command) -> int:
    try:
        code = command.run(command.options)
        sys.stdout.flush()
        return code
    except Refusal as refusal:
        tell(refusal, command.options)
        return 2
    except Failure as failure:
        tell(failure, command.options)
        return 1
