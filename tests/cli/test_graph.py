from __future__ import annotations

import json
import re
from typing import Any

import pytest

from gradexplorer.cli import main


def graph(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["graph", *words, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_shape_of_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    found = graph(capsys, "3 sin(x) + x + 3", "--at", "x=5")
    for index, node in enumerate(found["nodes"]):
        assert list(node) == ["id", "kind", "op", "label", "shape", "dtype", "value", "gradient", "span"]
        assert node["kind"] in ("operation", "leaf", "constant")
        assert index == 0 or node["id"] > found["nodes"][index - 1]["id"]
        assert (node["shape"], node["dtype"]) == ([], "float64")
    ids = {node["id"] for node in found["nodes"]}
    for edge in found["edges"]:
        assert list(edge) == ["from", "to", "slot"]
        assert {edge["from"], edge["to"]} <= ids


def test_operations_have_pytorchs_names_values_and_gradients(capsys: pytest.CaptureFixture[str]) -> None:
    found = graph(capsys, "3 sin(x) + x + 3", "--at", "x=5")
    ops = sorted(node["op"] for node in found["nodes"] if node["kind"] == "operation")
    assert ops == ["AddBackward0", "AddBackward0", "MulBackward0", "SinBackward0"]
    by_op = {node["op"]: node for node in found["nodes"]}
    assert by_op["SinBackward0"]["value"] == pytest.approx(-0.9589242746631385, abs=1e-15)
    assert by_op["SinBackward0"]["gradient"] == 3.0
    (x,) = (node for node in found["nodes"] if node["kind"] == "leaf")
    assert (x["label"], x["value"]) == ("x", 5.0)
    assert x["gradient"] == pytest.approx(1 + 3 * 0.28366218546322625, abs=1e-15)


def test_an_operand_used_twice_has_two_edges(capsys: pytest.CaptureFixture[str]) -> None:
    found = graph(capsys, "x*x", "--at", "x=3")
    (x,) = (node["id"] for node in found["nodes"] if node["kind"] == "leaf")
    (product,) = (node["id"] for node in found["nodes"] if node["kind"] == "operation")
    assert found["edges"] == [
        {"from": x, "to": product, "slot": 0},
        {"from": x, "to": product, "slot": 1},
    ]


def test_a_matrix_has_its_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = graph(capsys, "mean(2(3x+2)^2)", "--at", "x=[[1,2,3],[3,2,1]]")
    (x,) = (node for node in found["nodes"] if node["kind"] == "leaf")
    assert x["shape"] == [2, 3]
    assert x["value"] == [[1, 2, 3], [3, 2, 1]]
    assert x["gradient"] == [pytest.approx([10, 16, 22]), pytest.approx([22, 16, 10])]


def test_json_by_either_name(capsys: pytest.CaptureFixture[str]) -> None:
    one = graph(capsys, "x*x", "--at", "x=3")
    assert main(["graph", "x*x", "--at", "x=3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == one


def test_the_graph_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "x^2 + 1", "--at", "x=3"]) == 0
    out = capsys.readouterr().out
    assert "PowBackward0" in out
    assert "AddBackward0" in out
    assert re.search(r"AccumulateGrad\s+x\s+3\.0\s+6\.0", out)


def test_the_graph_as_dot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "x*x", "--at", "x=3", "--format", "dot"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("digraph")
    assert out.rstrip().endswith("}")
    assert len(re.findall(r"n\d+ -> n\d+;", out)) == 2
    assert "MulBackward0" in out
    assert r"gradient 6" in out


def test_a_bad_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "x +", "--at", "x=1", "--format", "json"]) == 2
    out = capsys.readouterr()
    assert set(json.loads(out.out)["error"]) == {"message", "line", "column", "span", "hint"}
    assert "^" in out.err
