"""Docstrings as Sphinx is given them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

import engine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def docstrings() -> Any:
    """The module docs/docstrings.py, which stands in no package."""
    spec = importlib.util.spec_from_file_location("docstrings", ROOT / "docs" / "docstrings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def converted(docstrings: Any, text: str, name: str = "engine.f", value: Any = None) -> list[str]:
    lines = text.splitlines()
    docstrings.convert(None, "function", name, value, None, lines)
    return lines


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("gives `x.exp_()` back", "gives ``x.exp_()`` back"),
        ("2*x, |x| and x_ or exp_, \\n", r"2\*x, \|x\| and x\_ or exp\_, \\n"),
        ("the `dim`s of `a*b`", r"the ``dim``\ s of ``a*b``"),
        ("plain words.", "plain words."),
    ],
)
def test_code_is_code_and_signs_are_signs(docstrings: Any, written: str, read: str) -> None:
    assert converted(docstrings, written) == [read]


def test_a_code_span_over_two_lines_is_one(docstrings: Any) -> None:
    assert converted(docstrings, "say `a =\n    1` so\nthen") == ["say ``a = 1`` so", "then"]


def test_arguments_and_labels_are_fields(docstrings: Any) -> None:
    arguments = "Sums.\n\nArgs:\n    dim: along `x*`,\n        or all.\n    *rest: more\n\n"
    assert converted(docstrings, arguments + "Shape: any.\nRaises: none:\n    once.") == [
        "Sums.", "", "", ":param dim: along ``x*``,", "        or all.", r":param \*rest: more", "", "", ":Shape: any.",
        "", ":Raises: none:", "    once.",
    ]  # fmt: skip


def test_a_method_that_is_a_function_refers_to_it(docstrings: Any) -> None:
    told = converted(docstrings, "As it is.", "engine.Tensor.exp", engine.Tensor.exp)
    assert told == [":func:`engine.exp` of this tensor."]
    assert converted(docstrings, "As it is.", "engine.Tensor.tolist", engine.Tensor.tolist) == ["As it is."]


def test_forms_in_place_are_left_out(docstrings: Any) -> None:
    assert docstrings.skip(None, "method", "exp_", engine.Tensor.exp_, False, None) is True
    for kept in (engine.Tensor.exp, engine.Tensor.zero_, engine.float32):
        assert docstrings.skip(None, "method", "", kept, False, None) is None


def test_every_public_module_of_the_engine_has_its_page() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import check_docstrings
    finally:
        sys.path.remove(str(ROOT / "tools"))
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "api").glob("*.md"))
    for module in {name.rpartition(".")[0] for name, _ in check_docstrings.public_names()} - {"engine.Tensor"}:
        assert f".. automodule:: {module}\n" in pages
