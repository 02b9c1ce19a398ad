"""Fails where a public name of `engine` lacks a docstring, or a function on tensors says too little in its.

    python tools/check_docstrings.py

Every public name has a docstring. What takes or gives tensors says in four labelled lines what shapes and dtypes it
takes and gives, what it raises, and where its formula or behaviour comes from:

    Shape: …
    Dtype: …
    Raises: …
    Source: …
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LABELS = ("Shape", "Dtype", "Raises", "Source")


def main() -> int:
    """Print a line for each public name that says too little; 1 if there is one, else 0."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    found = [line for name, value in public_names() for line in complaints(name, value)]
    print("\n".join(found) if found else "Every public name of engine says what it takes, gives and raises.")
    return 1 if found else 0


def public_names() -> Iterator[tuple[str, Any]]:
    """Every public name of the engine's modules, and every method of Tensor, with its value."""
    import engine
    from engine.tensor import Tensor

    modules = {
        "engine": engine,
        "engine.autograd": engine.autograd,
        "engine.cuda": engine.cuda,
        "engine.graph": engine.graph,
        "engine.linalg": engine.linalg,
        "engine.nn": engine.nn,
        "engine.nn.functional": engine.nn.functional,
        "engine.optim": engine.optim,
        "engine.serialization": engine.serialization,
        "engine.special": engine.special,
        "engine.utils.dlpack": engine.utils.dlpack,
        "engine.viz": engine.viz,
    }
    for title, module in modules.items():
        names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
        for name in names:
            value = getattr(module, name)
            if inspect.ismodule(value) or getattr(value, "__module__", "engine").partition(".")[0] != "engine":
                continue
            yield f"{title}.{name}", value
    for name, value in vars(Tensor).items():
        if not name.startswith("_"):
            yield f"engine.Tensor.{name}", value


def complaints(name: str, value: Any) -> Iterator[str]:
    """What one public name leaves out."""
    if isinstance(value, property):
        value = value.fget
    if not (callable(value) or inspect.isclass(value)):
        return
    text = inspect.getdoc(value) or ""
    if not text.strip():
        yield f"{name}: no docstring"
        return
    if on_tensors(value):
        missing = [label for label in LABELS if not re.search(rf"^{label}: \S", text, re.MULTILINE)]
        if missing:
            yield f"{name}: its docstring has no line {', '.join(f'“{label}:”' for label in missing)}"


def on_tensors(value: Any) -> bool:
    """True for functions that take or give tensors."""
    if inspect.isclass(value):
        return False
    module = getattr(value, "__module__", "")
    if module.startswith(("engine.functions", "engine.ops.", "engine.nn.", "engine.shortcut")):
        return True
    try:
        return "Tensor" in str(inspect.signature(value))
    except (TypeError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main())
