"""Running one command: what it answers, and the exit code that this is."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from gradexplorer.cli.options import Command, parse
from gradexplorer.cli.reply import Failure, Refusal, tell
from gradexplorer.model.lasting import lasting


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments` and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # An undecodable byte of the command line must not end the answer about it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        with lasting():
            command = parse(arguments)
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
