"""The recorded graph as a drawing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.viz import make_dot


def boxes(source: str) -> dict[str, str]:
    """The statement of each node, by its name."""
    return dict(re.findall(r"^  (\w+) (\[label=.*\]);$", source, re.MULTILINE))


def lines(source: str) -> list[str]:
    return [line.strip().removesuffix(";") for line in source.splitlines()]


def loss() -> tuple[Any, dict[str, Any]]:
    x, w = engine.ones(2, 3), engine.nn.Parameter(engine.ones(3))
    y = (x @ w).tanh().sum()
    return y, {"weight": w, "loss": y}


def test_leaves_are_light_blue_and_the_result_is_green() -> None:
    y, names = loss()
    source = make_dot(y, params=names).source
    assert lines(source)[0] == "digraph {"
    assert boxes(source) == {
        "leaf0": r'[label="weight\n (3)", fillcolor=lightblue]',
        "n0": '[label="AccumulateGrad"]',
        "n1": '[label="MvBackward0"]',
        "n2": '[label="TanhBackward0"]',
        "n3": '[label="SumBackward0"]',
        "out0": r'[label="loss\n ()", fillcolor=darkolivegreen1]',
    }
    arrows = [line for line in lines(source) if "->" in line]
    assert arrows == ["leaf0 -> n0", "n0 -> n1", "n1 -> n2", "n2 -> n3", "n3 -> out0"]


def test_what_formulas_keep_is_orange_where_asked_for() -> None:
    y, names = loss()
    source = make_dot(y, names, show_saved=True).source
    assert boxes(source)["saved2_0"] == r'[label="result\n (2)", fillcolor=orange]'
    assert "n2 -> saved2_0 [dir=none]" in lines(source)
    assert "orange" not in make_dot(y, names).source
    x = engine.ones(2, requires_grad=True)
    assert "n1 -> leaf0 [dir=none]" in lines(make_dot(x * x, show_saved=True).source)


def test_attributes_stand_under_the_name_and_are_cut() -> None:
    x = engine.ones(20, 3, requires_grad=True)
    y = x.sum(dim=1)
    text = boxes(make_dot(y, show_attrs=True).source)["n1"]
    assert text.startswith(r'[label="SumBackward1\n---------------')
    assert r"\naxis    :    (1,)\nkeepdims:   False\nshape   : (20, 3)" in text
    short = boxes(make_dot(y, show_attrs=True, max_attr_chars=2).source)["n1"]
    assert r"\naxis    : ...\n" in short
    assert "[saved tensor]" in boxes(make_dot(x * x, show_attrs=True).source)["n1"]


def test_a_view_has_its_base_in_dark_green() -> None:
    x = engine.ones(4, requires_grad=True)
    base = x * 2
    source = make_dot((base[1:],), {"base": base}).source
    assert boxes(source)["out0"] == r'[label="\n (3)", fillcolor=darkolivegreen1]'
    assert boxes(source)["out1"] == r'[label="base\n (4)", fillcolor=darkolivegreen3]'
    assert "out1 -> out0 [style=dotted]" in lines(source)


def test_tensors_that_a_function_keeps_are_always_drawn() -> None:
    class Cube(engine.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x * x)
            return x**3

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return 3 * ctx.saved_tensors[0] * g

    source = make_dot(Cube.apply(engine.ones(2, requires_grad=True))).source
    assert boxes(source)["saved1_0"] == r'[label="saved_tensors[0]\n (2)", fillcolor=orange]'


def test_large_graphs_get_more_room() -> None:
    x = y = engine.tensor(1.0, requires_grad=True)
    assert 'graph [size="12,12"]' in lines(make_dot(y * 1).source)
    for _ in range(100):
        y = y * x
    size = re.search(r'size="([\d.]+),', make_dot(y).source)
    assert size is not None
    assert float(size[1]) > 12


def test_names_are_quoted_and_must_be_of_tensors() -> None:
    x = engine.ones(1, requires_grad=True)
    assert r'label="a\"b\\\n (1)"' in make_dot(x * 2, {'a"b\\': x}).source
    with pytest.raises(AssertionError):
        make_dot(x * 2, {"x": 3})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="must be Tensor"):
        make_dot(3)


def test_the_text_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = make_dot(loss()[0])
    assert str(drawing) == drawing.source
    path = drawing.save("loss.gv", directory=tmp_path / "pictures")
    assert path == os.fspath(tmp_path / "pictures" / "loss.gv")
    assert Path(path).read_text(encoding="utf-8") == drawing.source
    monkeypatch.chdir(tmp_path)
    assert drawing.save() == "Digraph.gv"
    assert (tmp_path / "Digraph.gv").read_text(encoding="utf-8") == drawing.source


def test_render_writes_the_text_and_says_where_no_graphviz_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match=r"loss\.gv is written, but Graphviz's program `dot`"):
        make_dot(loss()[0]).render("loss.gv", tmp_path)
    assert (tmp_path / "loss.gv").read_text(encoding="utf-8").startswith("digraph {")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for Graphviz is a shell script")
def test_render_runs_graphviz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "dot"
    program.write_text('#!/bin/sh\n[ "$1" = -Tbad ] && { echo "Format: bad" >&2; exit 1; }\necho "$1" "$4" > "$3"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    drawing = make_dot(loss()[0])
    picture = drawing.render("loss", tmp_path, format="svg", cleanup=True)
    assert picture == f"{tmp_path / 'loss'}.svg"
    assert Path(picture).read_text(encoding="utf-8") == f"-Tsvg {tmp_path / 'loss'}\n"
    assert not (tmp_path / "loss").exists()
    with pytest.raises(RuntimeError, match="but `dot` failed: Format: bad"):
        drawing.render("loss", tmp_path, format="bad")


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_it() -> None:
    source = make_dot(loss()[0], show_attrs=True, show_saved=True).source
    done = subprocess.run(["dot", "-Tplain"], input=source, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
