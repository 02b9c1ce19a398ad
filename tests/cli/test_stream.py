from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import gradexplorer
from gradexplorer.cli import main
from gradexplorer.cli.stream import Page

ROOT = Path(gradexplorer.__file__).parents[1]


class Standard:
    """Standard input of given bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.fixture
def answers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(content: str | bytes, *words: str) -> tuple[int, list[dict[str, Any]]]:
        raw = content if isinstance(content, bytes) else content.encode()
        monkeypatch.setattr(sys, "stdin", Standard(raw))
        code = main(["eval", "-", *words, "--json"])
        out = capsys.readouterr()
        assert out.err == ""
        return code, [json.loads(line) for line in out.out.splitlines()]

    return run


def test_one_answer_a_line_in_order(answers: Any) -> None:
    code, found = answers("x^2\nsin(0x)\nx^3\n", "--at", "x=0.5")
    assert code == 0
    assert found[0] == {"expression": "x^2", "at": {"x": 0.5}, "value": 0.25, "gradient": {"x": 1.0}}
    assert [each["value"] for each in found] == [0.25, 0.0, 0.125]


def test_a_bad_line_gives_its_error_and_the_rest_go_on(answers: Any) -> None:
    code, found = answers("x^2\nx + sine(x)\n2 (x\nq x\nx\n", "--at", "x=2")
    assert code == 1
    assert [each.get("value") for each in found] == [4.0, None, None, None, 2.0]
    assert found[1]["error"]["span"] == [4, 8]
    assert found[1]["error"]["fix"] == {"span": [4, 8], "text": "sin", "label": "write sin"}
    assert found[2]["expression"] == "2 (x"
    assert [each.get("input_line") for each in found] == [None, 2, 3, 4, None]
    assert found[3]["error"]["message"] == "q has no value."


def test_definitions_hold_for_the_lines_after_them(answers: Any) -> None:
    text = "f(2)\nf(x) = x^2 + 1\nf(2x)\ng(x) = f(x) + 1\ng(x)\nf(x) = x^3\nf(x)\ng(x)\na = 2\na x\na = 3\na x"
    code, found = answers(text, "--at", "x=0.5")
    assert code == 1  # there is no f in the first line
    assert "error" in found[0]
    assert [each["value"] for each in found[1:]] == [1.25, 2.0, 2.25, 2.25, 0.125, 0.125, 1.125, 2.0, 1.0, 3.0, 1.5]
    assert found[1]["gradient"] == {"x": 1.0}


@pytest.mark.parametrize(
    ("definition", "use", "value"),
    [("theta = 4", "θ x", 2.0), ("x_1 = 4", "x₁ x", 2.0), ("θ_0 = 4", "theta0 x", 2.0), ("ς = 4", "sigma x", 2.0)],
)
def test_a_definition_is_found_by_every_spelling(answers: Any, definition: str, use: str, value: float) -> None:
    code, found = answers(f"{definition}\n{use}\n", "--at", "x=0.5")
    assert (code, found[1]["value"]) == (0, value)


def test_a_definition_goes_before_a_value_given(answers: Any) -> None:
    code, found = answers("a x\na = 3\na x\n", "--at", "x=1,a=2,unused=7")
    assert code == 0
    assert [each["value"] for each in found] == [2.0, 3.0, 3.0]


def test_a_definition_whose_body_has_no_value_here_holds_all_the_same(answers: Any) -> None:
    code, found = answers("g(t) = t^2\nv = [1, 2]\ng(x) + sum(v x)\n", "--at", "x=2")
    assert code == 0
    assert [each["value"] for each in found] == [None, None, 10.0]
    assert found[0]["notes"][0]["message"] == "t has no value."


def test_blank_lines_and_comments_have_no_answer(answers: Any) -> None:
    code, found = answers("\n  \n# a comment\nx # another\r\n\r\n", "--at", "x=2")
    assert (code, [each["value"] for each in found]) == (0, [2.0])
    assert answers("") == (0, [])


def test_second_derivatives_of_every_line(answers: Any) -> None:
    code, found = answers("x^2 y\nx^3\n", "--at", "x=1,y=2", "--order", "2")
    assert code == 0
    assert found[0]["hessian"] == {"x": {"x": 4.0, "y": 2.0}, "y": {"x": 2.0, "y": 0.0}}
    assert found[1]["hessian"] == {"x": {"x": 6.0}}


def test_strange_bytes(answers: Any) -> None:
    code, found = answers(b"\xef\xbb\xbfx\n\xff\xfe\nx\0\n\xe2\x80\xaex\nx\n", "--at", "x=2")
    assert code == 1
    assert [each.get("value") for each in found] == [2.0, None, None, None, 2.0]
    assert all("error" in each for each in found[1:4])


def test_a_line_too_long_is_refused_and_not_repeated(answers: Any) -> None:
    code, found = answers("x+" * 2_500_000 + "x\nx\n", "--at", "x=2")
    assert code == 1
    assert "100,000" in found[0]["error"]["message"]
    assert len(found[0]["expression"]) < 1000
    assert found[1]["value"] == 2.0


def test_a_bad_definition_option_is_refused_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Standard(b"x\n"))
    assert main(["eval", "-", "--define", "f(x) =", "--at", "x=1", "--json"]) == 2
    assert "missing" in capsys.readouterr().out


def test_in_words_answers_and_errors_go_apart(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Standard(b"x^2\n\nx +\n"))
    assert main(["eval", "-", "--at", "x=3"]) == 1
    out = capsys.readouterr()
    assert "value       9.0" in out.out
    assert "^" in out.err
    assert out.err.startswith("line 3:\n")


def test_a_line_is_read_with_the_definitions_that_it_can_mean_alone() -> None:
    page = Page([], {})
    for count in range(200):
        assert page.read(f"name{count}q(x) = x + {count}").error is None
    assert page._used("name7q(x)") == ["name7q"]
    assert page.read("name7q(x)").error is None


def test_each_answer_is_there_before_the_next_line_is_written() -> None:
    command = [sys.executable, "-m", "gradexplorer", "eval", "-", "--at", "x=0.5", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text, value in (("x^2", 0.25), ("f(x) = x + 1", 1.5), ("f(f(x))", 2.5)):
            process.stdin.write(f"{text}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["value"] == value
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(timeout=20) == 0


@pytest.mark.skipif(os.name == "nt", reason="the shell's head")
def test_a_reader_that_leaves_early() -> None:
    command = f"yes 'x^2' | {sys.executable} -m gradexplorer eval - --at x=1 --json | head -n 2"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=50, check=False, cwd=ROOT)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == ""
