"""What importing the window leaves of Python's `import`."""

from __future__ import annotations

import subprocess
import sys


def told(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_the_window_is_imported_without_a_look_into_every_source() -> None:
    read = (
        "import builtins, linecache, gradexplorer.ui.window;"
        "print(builtins.__import__, len([name for name in linecache.cache if 'gradexplorer' in name]))"
    )
    assert told(read) == "<built-in function __import__> 0"
    # What it is for: with PySide6's own `import` they are all read. Where that ends, the module can go.
    function, files = told("import PySide6.QtCore; " + read).rsplit(maxsplit=1)
    assert function == "<built-in function __feature_import__>"
    assert int(files) > 100
