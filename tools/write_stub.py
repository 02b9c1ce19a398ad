"""Writes engine/tensor_methods.pyi: what `engine.methods` binds to Tensor, for type checkers and editors.

    python tools/write_stub.py

tests/engine/test_methods.py fails while the file is not what this writes.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STUB = ROOT / "engine" / "tensor_methods.pyi"
HEAD = '''"""What `engine.methods` binds to Tensor, for type checkers; written by tools/write_stub.py."""

from builtins import bool as _bool, float as _float, int as _int
from collections.abc import Iterator
from typing import Any

from engine.dtypes import DType
from engine.tensor import Tensor

class TensorMethods:
'''
_KNOWN = {"Any", "DType", "Iterator", "None", "Tensor", "bool", "float", "int", "str", "tuple", "list"}
# Names of methods hide the builtins in the class.
_HIDDEN = {"bool": "_bool", "float": "_float", "int": "_int"}
# What object declares otherwise, so that a type checker must be told.
_OVERRIDES = {"__eq__", "__ne__"}


def bound() -> dict[str, Any]:
    """What engine.methods has bound, by name: all that stands in the class and not in its own body."""
    sys.path.insert(0, str(ROOT))
    import engine
    from engine.tensor import Tensor

    assert engine is not None
    tree = ast.parse((ROOT / "engine" / "tensor.py").read_text(encoding="utf-8"))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Tensor").body
    own = {getattr(node, "name", "") for node in body} | {"__module__", "__doc__", "__hash__", "__slots__"}
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        own |= {target.id for target in targets if isinstance(target, ast.Name)}
    found = {name: value for name, value in vars(Tensor).items() if name not in own}
    return {k: v for k, v in sorted(found.items()) if isinstance(v, property) or inspect.isfunction(v)}


def written() -> str:
    """The text of the stub."""
    return HEAD + "".join(_declaration(name, value) for name, value in bound().items())


def _declaration(name: str, value: Any) -> str:
    if isinstance(value, property):
        return f"    @property\n    def {name}(self) -> {_type(_returns(value.fget))}: ...\n"
    signature = inspect.signature(value)
    parts, star = ["self"], False
    for parameter in list(signature.parameters.values())[1:]:
        kind = parameter.kind
        if kind is inspect.Parameter.VAR_POSITIONAL:
            parts.append(f"*{parameter.name}: {_type(parameter.annotation)}")
            star = True
            continue
        if kind is inspect.Parameter.VAR_KEYWORD:
            parts.append(f"**{parameter.name}: {_type(parameter.annotation)}")
            continue
        if kind is inspect.Parameter.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        default = "" if parameter.default is inspect.Parameter.empty else f" = {_default(parameter.default)}"
        parts.append(f"{parameter.name}: {_type(parameter.annotation)}{default}")
    ignored = "  # type: ignore[override]" if name in _OVERRIDES else ""
    returned = "Tensor" if name in _OVERRIDES else _type(_returns(value))
    line = f"    def {name}({', '.join(parts)}) -> {returned}: ...{ignored}\n"
    if len(line) <= 121:
        return line
    body = textwrap.indent(",\n".join(parts) + ",", "        ")
    return f"    def {name}(\n{body}\n    ) -> {returned}: ...{ignored}\n"


def _returns(function: Any) -> Any:
    return inspect.signature(function).return_annotation


def _type(annotation: Any) -> str:
    """The annotation where the stub knows all its names, else Any."""
    if annotation is None:
        return "None"
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "Any")
    text = text.replace("dtypes.DType", "DType")
    if not set(re.findall(r"[A-Za-z_][\w.]*", text)) <= _KNOWN or annotation is inspect.Parameter.empty:
        return "Any"
    return re.sub(r"\b(bool|float|int)\b", lambda match: _HIDDEN[match[1]], text)


def _default(value: Any) -> str:
    return repr(value) if isinstance(value, bool | int | float | str | None) else "..."


if __name__ == "__main__":
    STUB.write_text(written(), encoding="utf-8")
