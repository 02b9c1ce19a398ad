"""The names of a program: what its imports bring, and what the names of the libraries mean."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from gradexplorer.lang.functions import ALIASES, PREFIX_DECIDES, PREFIXED
from gradexplorer.lang.names import CONSTANT_SPELLINGS

LIBRARIES: Final = ("torch", "numpy", "math")
"""What a program may import; the parts of them (`torch.nn.functional`) too."""

PREFIXES: Final[Mapping[str, str]] = {"torch": "torch", "np": "numpy", "numpy": "numpy", "math": "math", "F": "torch"}
"""Names of the libraries that need no import here."""

_PARTS: Final = frozenset({"linalg", "special", "nn", "functional", "autograd"})
DRAWING: Final = frozenset({"matplotlib", "seaborn", "pylab"})
"""What draws: it may be imported, and lines that call it have no effect."""


class Imports(Struct):
    """What imports have named: `modules` by alias (`np` is numpy), `names` the library and name behind a bare name."""

    modules: dict[str, str] = field(default_factory=lambda: dict(PREFIXES))
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    drawing: set[str] = field(default_factory=lambda: {"plt"})

    def take(self, node: ast.Import | ast.ImportFrom) -> str | None:
        """Take an import down; the module that is not among the libraries, or None."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                library, *parts = alias.name.split(".")
                if library in DRAWING:
                    self.drawing.add(alias.asname or library)
                    continue
                if library not in LIBRARIES or not _PARTS.issuperset(parts):
                    return alias.name
                self.modules[alias.asname or library] = library
            return None
        library, *parts = (node.module or "").split(".")
        if library in DRAWING and not node.level:
            self.drawing.update(alias.asname or alias.name for alias in node.names)
            return None
        if node.level or library not in LIBRARIES or not _PARTS.issuperset(parts):
            return node.module or "."
        for alias in node.names:
            if alias.name in _PARTS:
                self.modules[alias.asname or alias.name] = library
            elif alias.name != "*":
                self.names[alias.asname or alias.name] = (library, alias.name)
        return None

    def draws(self, node: ast.expr) -> bool:
        """Whether this is a name of what draws: `plt.plot`."""
        return root(node) in self.drawing

    def dotted(self, node: ast.expr) -> tuple[str, str] | None:
        """Library and name of `torch.nn.functional.relu`; None where it is no name of a library."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not parts or not isinstance(node, ast.Name) or node.id not in self.modules:
            return None
        if not _PARTS.issuperset(parts[1:]):
            return None
        return self.modules[node.id], parts[0]


def root(node: ast.expr) -> str | None:
    """The name in front of all dots: torch of `torch.nn.functional.relu`; None where there is none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def constant(library: str, name: str) -> str | None:
    """The constant behind `math.pi`; None where there is none of this name."""
    if library and name not in ("pi", "e", "tau", "inf"):
        return None
    return CONSTANT_SPELLINGS.get(name)


def function(library: str, name: str) -> str | None:
    """The tree's name of a library's function; "" is Python's own. None where there is none."""
    decided = PREFIX_DECIDES.get(("np" if library == "numpy" else library, name))
    if decided is not None:
        return decided
    known = PREFIXED.get(name) if library else ALIASES.get(name)
    return None if known in ("diff", "grad") else known
