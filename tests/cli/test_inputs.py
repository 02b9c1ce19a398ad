from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gradexplorer.cli import main


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code = main([*words, "--json"])
    out = capsys.readouterr()
    assert (code, out.err) == (0, "")
    return json.loads(out.out)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text("x,loss\n1,2\n2,4\n3,7\n")
    return path


def test_data_from_a_file(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    found = answer(capsys, "eval", "mean((a D.x - D.loss)^2)", "--data", f"D={table}", "--at", "a=2")
    assert found["value"] == pytest.approx(1 / 3)
    assert found["gradient"]["a"] == pytest.approx(-2.0)
    assert answer(capsys, "eval", "sum(loss) a", "--data", str(table), "--at", "a=1")["value"] == 13.0
    steps = answer(capsys, "descend", "mean((a D.x - D.loss)^2)", "--data", f"D={table}", "--start", "a=0",
                   "--steps", "2", "--step-size", "0.1")["steps"]  # fmt: skip
    assert steps[1]["point"]["a"] == pytest.approx(0.1 * 2 * (2 + 8 + 21) / 3)


def test_two_files(capsys: pytest.CaptureFixture[str], table: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tsv"
    other.write_text("1,5\t2\n3\t4\n")
    found = answer(capsys, "eval", "sum(D.x) + sum(E.x) x", "--data", f"D={table}", "--data", f"E={other}",
                   "--at", "x=1")  # fmt: skip
    assert found["value"] == 10.5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x,y\n1,2\n3,abc\n", "row 2, column y (line 3): `abc` is no number"),
        ("x,y\n1,2\n3\n", "Row 2 (line 3) has 1 cell where the others have 2"),
        ("", "empty"),
        (None, "cannot be read"),
    ],
)
def test_data_that_cannot_be_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str | None, sentence: str
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_text(content)
    assert main(["eval", "sum(D.x)", "--data", f"D={path}", "--json"]) == 2
    out = capsys.readouterr()
    assert sentence in json.loads(out.out)["error"]["message"]
    assert "Traceback" not in out.err


def test_variables_are_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "a x^2", "--variables", "a,x", "--at", "x=3,a=2")
    assert found["gradient"] == {"a": 9.0, "x": 12.0}
    assert answer(capsys, "eval", "x^2 y", "--variables", "y", "--at", "x=3,y=2")["gradient"] == {"y": 9.0}
    assert answer(capsys, "eval", "a[0] + a[1] x", "--variables", "a", "--at", "a=[1,2],x=3")["gradient"] == {
        "a": [1.0, 3.0]
    }
    assert main(["eval", "x", "--variables", "q", "--at", "x=1"]) == 2
    assert "q does not occur" in capsys.readouterr().err


def test_a_line_that_sets_a_value_can_be_a_variable(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "a x", "--define", "a = 4", "--variables", "a", "--at", "x=2")
    assert (found["value"], found["gradient"]) == (8.0, {"a": 2.0})


def test_second_derivatives(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "x[0]^2 x[1] y", "--at", "x=[1,2],y=3", "--order", "2")
    assert found["hessian"] == {
        "x": {"x": [[12.0, 6.0], [6.0, 0.0]], "y": [4.0, 1.0]},
        "y": {"x": [4.0, 1.0], "y": 0.0},
    }
    assert answer(capsys, "eval", "2", "--order", "2")["hessian"] == {}
    wide = answer(capsys, "eval", "sum(x^2)", "--at", f"x=[{','.join('1' * 20)}]", "--order", "2")
    assert [wide["hessian"]["x"]["x"][k][k] for k in range(20)] == [2.0] * 20
    assert main(["eval", "x^2 y", "--at", "x=1,y=2", "--order", "2"]) == 0
    assert "hessian     x, y: 2.0" in capsys.readouterr().out
    assert main(["eval", "sum(x)", "--at", f"x=[{','.join('1' * 1001)}]", "--order", "2"]) == 2
    assert "at most 1,000 rows" in capsys.readouterr().err


def test_second_derivatives_that_take_too_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gradexplorer.compute.point.SECONDS", -1.0)
    assert main(["eval", "x^2", "--at", "x=1", "--order", "2", "--json"]) == 2
    assert "take too long" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_an_expression_or_a_program(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["eval"]) == 2
    assert "There is no expression" in capsys.readouterr().err
    assert main(["eval", "x", "--program", "p.py"]) == 2
    assert "both an expression and a program" in capsys.readouterr().err
    assert main(["eval", "--program", str(tmp_path / "none.py")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_mistyped_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evla", "x"]) == 2
    assert "did you mean eval?" in capsys.readouterr().err
    assert main(["nonsense", "x"]) == 2
    assert "there is no command nonsense" in capsys.readouterr().err


def test_explain(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    found = answer(capsys, "explain", "a sin 2x + 1/2x", "--define", "a = 3")
    assert (found["kind"], found["reading"]) == ("function", "a·sin(2·x) + (1/2)·x")
    assert [one["name"] for one in found["variables"]] == ["x"]
    assert found["sliders"] == [{"name": "a", "value": 3.0}]
    assert "\\sin" in found["latex"]
    assert found["tree"][0] == {"depth": 0, "node": "Sum +", "text": found["reading"], "span": [0, 15]}
    assert {"depth": 2, "node": "Call sin", "text": "sin(2·x)", "span": [2, 8]} in found["tree"]
    assert found["hints"][0]["span"] == [13, 15]
    assert main(["explain", "mean(D.loss) x", "--data", f"D={table}"]) == 0
    out = capsys.readouterr().out
    assert "reading     mean(D.loss)·x" in out
    assert "    Call mean  0-12  mean(D.loss)" in out.splitlines()
    assert main(["explain", "x +", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["column"] == 3
    assert main(["explain", " "]) == 2


PROGRAM = """import torch
x = torch.tensor(1.0, requires_grad=True)
y = x
for i in range(3):
    y = y*(y+1)
"""


def test_a_program_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "lecture.py"
    path.write_bytes(b"\xef\xbb\xbf" + PROGRAM.replace("\n", "\r\n").encode())
    found = answer(capsys, "eval", "--program", str(path))
    assert (found["at"], found["value"], found["gradient"]) == ({"x": 1.0}, 42.0, {"x": 195.0})
    assert answer(capsys, "eval", "--program", str(path), "--at", "x=2", "--order", "2")["value"] == 1806.0
    assert answer(capsys, "eval", PROGRAM)["value"] == 42.0
    assert answer(capsys, "graph", "--program", str(path))["at"] == {"x": 1.0}
    steps = answer(capsys, "descend", "--program", str(path), "--steps", "1", "--step-size", "0.001")["steps"]
    assert steps[1]["point"]["x"] == pytest.approx(0.805)
    told = answer(capsys, "explain", "--program", str(path))
    assert (told["kind"], told["variables"][0]["start"]) == ("program", 1.0)
