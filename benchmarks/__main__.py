"""`python -m benchmarks [start] [window] [holds] [engine] [lang] [--display]`: measure, and print tables."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence

PARTS = ("start", "window", "holds", "engine", "lang")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts asked for, all where none is named. The exit code is 0: numbers do not fail."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the window, the engine and the language."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--display", action="store_true", help="open windows on the present display")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if not options.display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        # The measured windows neither read nor write the person's preferences.
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
            os.environ[name] = home
        for part in PARTS:
            if part in options.parts or not options.parts:
                _print(part)
    return 0


def _print(part: str) -> None:
    """Measure one part and print its table."""
    from benchmarks import engine, holds, lang, start, window
    from benchmarks.table import moments_table

    titles = {
        "start": "First window, fresh processes",
        "window": "The window, from the event to the painted frame",
        "holds": "How long the GUI thread is held",
        "engine": "The engine",
        "lang": "The language",
    }
    print(f"{titles[part]}\n", flush=True)
    if part in ("engine", "lang"):
        print({"engine": engine, "lang": lang}[part].report())
    else:
        print(moments_table({"start": start, "window": window, "holds": holds}[part].moments()))
    print(f"\n{_load()}\n", flush=True)


def _load() -> str:
    """How busy the machine was: on a busy one every number above is too large."""
    if not hasattr(os, "getloadavg"):
        return "How busy the machine was is not known on this system."
    return f"The machine's load in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.platform()}\n")
    sys.exit(main())
