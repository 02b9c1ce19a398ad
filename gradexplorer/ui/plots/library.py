"""pyqtgraph, imported without what no plot asks of it.

Importing pyqtgraph makes two things that nobody here uses, and that take a third of a second on a slow machine:

- every name of three of Qt's modules, copied for the sake of other Qt libraries. PySide6 makes a class when it is first
  asked for: seven hundred of them. pyqtgraph gets PySide6's modules themselves, and finds nothing to copy.
- its widgets, further plot items, parameter trees and processes. Empty modules stand in for these meanwhile; what
  imports one of them later, by its own name, gets the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

_MODULES = {"QtCore": QtCore, "QtGui": QtGui, "QtWidgets": QtWidgets}
_NOT_ASKED_FOR = ("imageview", "multiprocess", "parametertree")
_ASKED_FOR = {
    "widgets": {"GraphicsView"},
    "graphicsItems": {
        "GraphicsItem",
        "GraphicsObject",
        "GraphicsWidget",
        "ImageItem",
        "ItemGroup",
        "PlotCurveItem",
        "ScatterPlotItem",
        "ViewBox",
    },
}
"""Of these packages, the modules that the plots use, and those that these use."""


class _StandIns(MetaPathFinder, Loader):
    """Finds an empty module, any name of which is an empty class, for each module that no plot asks for."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        library, _, name = fullname.partition(".")
        package, _, module = name.partition(".")
        if library != "pyqtgraph":
            return None
        asked_for = not module or package not in _ASKED_FOR or module.partition(".")[0] in _ASKED_FOR[package]
        if asked_for and not name.startswith(_NOT_ASKED_FOR):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = _StandIn(spec.name)
        module.__all__ = []  # type: ignore[attr-defined]
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: it stays empty."""


class _Empty(type):
    """The classes of modules that stand in."""


class _StandIn(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Empty(name, (), {})


@contextmanager
def _without_the_rest() -> Iterator[None]:
    stand_ins = _StandIns()
    sys.meta_path.insert(0, stand_ins)
    try:
        yield
    finally:
        sys.meta_path.remove(stand_ins)
        for name in [name for name, module in sys.modules.items() if isinstance(module, _StandIn)]:
            del sys.modules[name]
        for module in [module for name, module in sys.modules.items() if name.startswith("pyqtgraph")]:
            for name in [name for name, value in vars(module).items() if isinstance(value, _StandIn | _Empty)]:
                delattr(module, name)


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


def _forget() -> None:
    """Take away what was imported of pyqtgraph before something failed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyqtgraph"]:
        del sys.modules[name]


if "pyqtgraph" in sys.modules:
    import pyqtgraph as pg
else:
    try:
        with _nothing_to_copy(), _without_the_rest():
            import pyqtgraph as pg
    except Exception:  # a version that wants more of itself gets all of itself
        _forget()
        import pyqtgraph as pg

from pyqtgraph.Qt.internals import PrimitiveArray  # noqa: E402  (behind the import above)

__all__ = ["PrimitiveArray", "pg"]
