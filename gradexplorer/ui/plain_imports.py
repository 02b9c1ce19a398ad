"""Python's own `import`, kept where PySide6 puts one of its own in its place.

PySide6 looks through the source of every module that is imported after it for its name, to know whether `from
__feature__ import snake_case` could mean anything there. Reading a thousand files is a tenth of the time in which the
window opens, and nobody here asks for other spellings of Qt's names.
"""

from __future__ import annotations

import builtins
import sys


def keep_plain_imports() -> None:
    """Load Qt's core and leave `import` as it was before. A PySide6 that is there already is left as it is."""
    if "PySide6.QtCore" in sys.modules:
        return
    plain = builtins.__import__
    try:
        import PySide6.QtCore  # noqa: F401
    finally:
        builtins.__import__ = plain
