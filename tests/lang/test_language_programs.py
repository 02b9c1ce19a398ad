"""The language, line by line: the two front ends, and the bounds of programs."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import engine
import gradexplorer.lang
from gradexplorer.lang import Entry, LangError
from gradexplorer.lang.tree import walk
from tests.lang.programs import Program, programs

Read = Callable[..., Entry]
PROGRAMS = programs()


def test_nothing_typed_can_reach_what_runs_code() -> None:
    """No file of the language calls what would run or import a text; `ast.parse` only reads it."""
    called = set()
    for file in Path(gradexplorer.lang.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called.add(node.func.id)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
                assert not {"os", "subprocess", "importlib", "builtins", "pickle"}.intersection(names), file
    assert not called & {"eval", "exec", "compile", "__import__", "open", "globals", "locals", "vars", "input"}


@pytest.mark.parametrize("program", PROGRAMS, ids=[program.name for program in PROGRAMS])
def test_every_node_of_a_program_keeps_its_place(entry: Read, program: Program) -> None:
    function = entry(program.text).function
    assert function is not None
    for node in walk(function.tree):
        assert 0 <= node.span.start < node.span.end <= len(program.text)
        assert program.text[node.span.start : node.span.end].strip()


@pytest.mark.parametrize("name", ["xy", "ax", "xsinx", "pix", "sin2x", "abc"])
def test_in_programs_nothing_is_split(problem: Callable[..., LangError], name: str) -> None:
    error = problem(f"def f(x):\n    return {name}")
    assert error.message.startswith(f"`{name}` ")


def test_a_program_has_the_bounds_of_a_formula(problem: Callable[..., LangError]) -> None:
    many = "\n".join(f"    x = x + {k}*x" for k in range(9_000))
    assert problem(f"def f(x):\n{many}\n    return x").message.startswith("this text has")
    few = "    " + ";".join(["x=-x"] * 17_000)
    assert problem(f"def f(x):\n{few}\n    return x").message == "this program has more than 50,000 parts"


@pytest.mark.parametrize(
    "text", ["sum(sin(k x), k=1..50000)", "def f(x):\n    for k in range(50000):\n        x = sin(x)\n    return x"]
)
def test_turns_at_many_points_are_bounded(entry: Read, text: str) -> None:
    function = entry(text).function
    assert function is not None
    with pytest.raises(LangError, match="turns"):
        function({"x": engine.ones(200_000)}, samples=1, seconds=60)
