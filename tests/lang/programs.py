"""The corpus of programs, and how PyTorch runs them.

A file of tests/data/programs is a program as it would be pasted. Its first lines may say at which points the last
function is called, `# at x=1.5 a=2`; or with which numbers the script itself begins, `# start x=1.0,w=2.0`.
tests/data/programs/recorded.json has what PyTorch computes for each: value, gradient and Hessian over all entries of
all names, in their order. It is written by

    python -m tests.lang.programs

where PyTorch is installed.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.lang.forms import Values, by_autograd, list_of, pytorch

FOLDER: Final = Path(__file__).parents[1] / "data" / "programs"
RECORDED: Final = FOLDER / "recorded.json"

_PLAIN_IMPORT: Final = re.compile(r"^(?:import|from) (?:numpy|math)\b.*$", re.MULTILINE)
"""NumPy and math know no gradients; PyTorch has functions of the same names."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program, and the values at which it is run; `script`: they are those that it gives itself."""

    name: str
    text: str
    points: tuple[Values, ...]
    script: bool


def programs() -> list[Program]:
    """Every program of the folder."""
    found = []
    for file in sorted(FOLDER.glob("*.py")):
        text = file.read_text(encoding="utf-8")
        script = re.search(r"^# start (.*)$", text, re.MULTILINE)
        heads = [script.group(1)] if script else re.findall(r"^# at (.*)$", text, re.MULTILINE)
        points = tuple(
            {name: list_of(value) for name, value in re.findall(r"(\w+)=([^=]*?)(?=,?\s*\w+=|$)", head)}
            for head in heads
        )
        found.append(Program(file.stem, text, points, script is not None))
    return found


def by_pytorch(program: Program, at: Values) -> tuple[Any, Any, Any]:
    """Value, gradient and Hessian as PyTorch computes them when it runs the program itself."""
    import torch

    functions = pytorch()
    backward = torch.Tensor.backward
    made = torch.tensor

    def again(self: Any, *given: Any, **options: Any) -> None:
        backward(self, *given, **{**options, "retain_graph": True})  # the test differentiates the same graph

    def run(leaves: Values) -> Any:
        space = _Space(torch, functions, iter(leaves.values()) if program.script else None)
        names = {
            "torch": torch,
            "np": space,
            "math": space,
            "pi": torch.pi,
            "print": lambda *_: None,
            "__name__": "program",
        }
        source = _PLAIN_IMPORT.sub("pass", program.text)
        torch.tensor = space.tensor
        try:
            exec(compile(source, program.name, "exec"), names)
            if program.script:
                return names[_last_assigned(program.text)]
            function = names[re.findall(r"^(?:def (\w+)|(\w+) = lambda)", program.text, re.MULTILINE)[-1][0] or "f"]
            return function(**leaves)  # type: ignore[operator]
        finally:
            torch.tensor = made

    kind = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    torch.Tensor.backward = again
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return by_autograd(_Plain(torch, made), run, at)
    finally:
        torch.Tensor.backward = backward
        torch.set_default_dtype(kind)


def _last_assigned(text: str) -> str:
    return re.findall(r"^(\w+) [-+*/]?= ", text, re.MULTILINE)[-1]  # type: ignore[no-any-return]


class _Plain:
    """PyTorch with its own `tensor`."""

    def __init__(self, torch: Any, made: Callable[..., Any]) -> None:
        self.torch, self.tensor = torch, made

    def __getattr__(self, name: str) -> Any:
        return getattr(self.torch, name)


class _Space:
    """PyTorch's functions under the prefixes `np` and `math`, and a `torch.tensor` that hands out the given leaves."""

    def __init__(self, torch: Any, functions: dict[str, Any], leaves: Any) -> None:
        self._torch, self._functions, self._leaves, self._made = torch, functions, leaves, torch.tensor

    def __getattr__(self, name: str) -> Any:
        if name in ("sum", "mean", "ndarray"):
            return getattr(self._torch, name, object)
        if name == "factorial":
            return math.factorial
        found = self._functions.get(name)
        return getattr(self._torch, name) if found is None else found

    def tensor(self, *given: Any, requires_grad: bool = False, **options: Any) -> Any:
        if requires_grad and self._leaves is not None:
            return next(self._leaves)
        return self._made(*given, requires_grad=requires_grad, **options)


def record() -> None:
    """Run every program by PyTorch and write down what it computes."""
    found: dict[str, list[dict[str, Any]]] = {}
    for program in programs():
        found[program.name] = []
        for at in program.points:
            value, gradient, hessian = by_pytorch(program, at)
            numbers = {"value": float(value), "gradient": gradient.tolist(), "hessian": hessian.tolist()}
            found[program.name].append({"at": at, **numbers})
    lines = [f"{json.dumps(name)}: [\n  " + ",\n  ".join(map(json.dumps, runs)) + "\n]" for name, runs in found.items()]
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    record()
