"""pyqtgraph, imported without what no plot asks of it.

pyqtgraph copies every name of three of Qt's modules into modules of its own, for the sake of other Qt libraries, and
PySide6 makes a class when it is first asked for: seven hundred of them, most used by nobody, in some 100 ms. Here
pyqtgraph gets PySide6's modules themselves, and finds nothing to copy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6 import QtCore, QtGui, QtWidgets

_MODULES = {"QtCore": QtCore, "QtGui": QtGui, "QtWidgets": QtWidgets}


@contextmanager
def _nothing_to_copy() -> Iterator[None]:
    """PySide6's modules stand where pyqtgraph has its own, and for as long name nothing when `dir` asks them."""
    named = [module.__dir__ for module in _MODULES.values()]
    for name, module in _MODULES.items():
        sys.modules[f"pyqtgraph.Qt.{name}"] = module
        module.__dir__ = list  # type: ignore[method-assign]
    try:
        yield
    finally:
        for module, names in zip(_MODULES.values(), named, strict=True):
            module.__dir__ = names  # type: ignore[method-assign]


if "pyqtgraph" in sys.modules:
    import pyqtgraph as pg
else:
    with _nothing_to_copy():
        import pyqtgraph as pg

from pyqtgraph.Qt.internals import PrimitiveArray  # noqa: E402  (behind the import above)

__all__ = ["PrimitiveArray", "pg"]
