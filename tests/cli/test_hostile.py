"""Whatever the command line is given: an answer, no traceback, little memory."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest

from tests.peak import MOST, Done, run, several

pytestmark = pytest.mark.timeout(300)

LINES: dict[str, tuple[bytes, str]] = {
    "tower": (b"9^9^9^9", ""),
    "series": (b"sum(k, k=1..10^12)", "this series has 1,000,000,000,000 terms; at most 100,000 are possible"),
    "brackets": (b"(" * 10_000, "this is nested more than 100 deep"),
    "square brackets": (b"[" * 10_000, "this is nested more than 100 deep"),
    "minuses": (b"-" * 5_000 + b"x", "this is nested more than 100 deep"),
    "5 MB": (b"x+" * 2_500_000 + b"x", "at most 100,000 are read"),
    "5 MB of NUL": (b"\0" * 5_000_000, "at most 100,000 are read"),
    "parts": (b"x " * 49_999 + b"x", "this formula has more than 50,000 parts"),
    "NUL": (b"x\0", "an invisible character (U+0000) stands here"),
    "escape": (b"\x1b[31mx", "an invisible character (U+001B) stands here"),
    "no UTF-8": (b"\xff\xfe\xfd", "half of a broken character (U+DCFF) stands here"),
    "surrogate": (b"\xed\xa0\x80x", "half of a broken character (U+DCED) stands here"),
    "look-alike": ("сos(x)".encode(), "`с` is the cyrillic small letter es, not the Latin `c`"),
    "right to left": ("\u202ex".encode(), "an invisible character (U+202E, right-to-left override) stands here"),
    "pole": (b"1/0", ""),
    "index": (b"x[10^300] + x[999999]", "`x` would need more than 10,000 entries for this index"),
    "ring": (b"f(x) = f(x)", "`f` is defined by itself"),
    "superscripts": (("x" + "⁹" * 30_000).encode(), ""),
    "far below 0": (b"digamma(-10^12 - x/4)", ""),
    "dimensions": (b"mvlgamma(x + 9, 10^9)", "mvlgamma of 1,000,000,000 dimensions takes too long"),
    "places": (b"round(x, 10^18)", ""),
    "derivative of constants": (b"grad(h)(8, 2)[0]", ""),
}
"""A line, and a part of the message of its error; "" where it has a value."""

PROGRAMS: dict[str, tuple[bytes, int, str]] = {
    "5 MB": (b"x+" * 2_500_000, 2, "100,001 bytes; at most 100,000 are read"),
    "NUL": (b"def f(x):\n    return x\0", 2, "U+0000"),
    "surrogate": (b"def f(x):\n    return x\xed\xa0\x80", 2, "U+DCED"),
    "bytes": (random.Random(1).randbytes(1_000_000), 2, "at most 100,000 are read"),
    "UTF-16": ("def f(x):\n    return x".encode("utf-16"), 2, "half of a broken character"),
    "empty": (b"", 2, "The expression is empty."),
    "blank": (b"\n" * 99_000, 2, "The expression is empty."),
    "blank lines": (b"x = 1\ny = x + 1\n" + b"\n" * 99_000, 0, ""),
    "brackets": (b"def f(x):\n    return " + b"(" * 10_000, 2, "this is nested more than 100 deep"),
    "long sum": (b"def f(x):\n    return " + b"x+" * 20_000 + b"x", 2, "this is nested more than 100 deep"),
    "blocks": (b"def f(x):\n" + b"".join(b" " * i + b"if x:\n" for i in range(1, 200)) + b" " * 200 + b"return x", 2,
               "this is nested more than 100 deep"),
    "digits": (b"def f(x):\n    return x + " + b"9" * 9_000, 2, "this number has too many digits"),
    "wide line": (b"def f(x):\n    return x*sum([" + b"1," * 30_000 + b"1]) # " + "é".encode() * 9_000, 0, ""),
    "endless": (b"def f(x):\n    while True:\n        x = x + 1\n    return x", 2, ""),
    "turns": (b"def f(x):\n    for i in range(10**12):\n        x = x + 1\n    return x", 2, "at most 100,000"),
    "nested turns": (b"def f(x):\n    for i in range(10**4):\n        for j in range(10**4):\n            x = x + 1\n"
                     b"    return x", 2, ""),
    "doubling": (b"f0 = lambda x: x\n" + b"".join(b"f%d = lambda x: f%d(x) + f%d(x)\n" % (i, i - 1, i - 1)
                                                  for i in range(1, 60)), 2, ""),
    "outer product": (b"def f(x):\n    a = [k*x for k in range(3000)]\n    return (a[:, None]*a[None, :]).sum()", 2,
                      "at most 5,000,000"),
    "matrices": (b"def f(x):\n    r = [k*x for k in range(1500)]\n    m = [r for k in range(1500)]\n"
                 b"    return (m @ m).sum()", 2, "3,375,000,000 multiplications"),
    "recursion": (b"def f(x):\n    return f(x - 1)", 2, "`f` calls itself"),
    "dunders": (b"def f(x):\n    return x.__class__.__mro__[1].__subclasses__()", 2, "is not read in a program"),
    "open": (b"def f(x):\n    open('/etc/passwd')\n    return x", 2, "`open` is not known"),
}  # fmt: skip
"""A program, the exit code, and a part of the message of its error."""

TABLES: dict[str, tuple[bytes, int, str]] = {
    "bytes": (random.Random(1).randbytes(5_000_000), 2, "--data D: "),
    "one cell of 5 MB": (b"1" * 5_000_000, 2, "Line 1 has a cell of more than 131,072 characters"),
    "an open quotation mark": (b'x,y\n"' + b"1,2\n" * 1_000_000, 2, "Is a quotation mark missing?"),
    "NUL": (b"x,y\n1,2\n\0,3\n", 2, "row 2, column x (line 3): `·` is no number"),
    "5 MB of NUL": (b"\0" * 5_000_000, 2, "Line 1 has a cell of more than 131,072 characters"),
    "no UTF-8": (b"x,y\n1,\xff\xfe\n", 2, "row 1, column y (line 2): `ÿþ` is no number"),
    "surrogates": (b"\xff\xfe" + b"\x00\xd8" * 100_000, 2, "The table has a header and no rows."),
    "lines": (b"\n" * 5_000_000, 2, "The table has more than 2,000,000 lines."),
    "cells": (b"x,y\n" + b"1,2\n" * 500_001, 2, "The table has more than 1,000,000 cells."),
    "30 MB": (b"1.5,2.5\n" * 3_750_000, 2, "has more than 25 MB; that is too large a table."),
    "columns": (b",".join([b"x"] * 20_000) + b"\n" + b",".join([b"2"] * 20_000), 0, ""),
    "digits": (b"x\n1e" + b"9" * 100_000 + b"\n", 0, ""),
    "many bad cells": (b"x,y\n" + b"a,b\n" * 100_000, 2, "and over 10,000 more"),
    "large": (b"x,y\n" + b"".join(b"%.15f,%.15f\n" % (i / 7, i / 9) for i in range(300_000)), 0, ""),
}
"""The bytes of a table's file, the exit code, and a part of the message."""


def told(done: Done) -> dict[str, Any]:
    """The one answer, after what holds of every process is asserted."""
    sound(done)
    return json.loads(done.out)  # type: ignore[no-any-return]


def sound(done: Done) -> None:
    assert "Traceback" not in done.err
    assert len(done.err) < 5_000
    assert done.peak < MOST


def test_lines_of_standard_input_each_by_itself() -> None:
    given = b"h(x, y) = x y\n" + b"\n".join(line for line, _ in LINES.values()) + b"\nx\n"
    done = run("gradexplorer", "eval", "-", "--at", "x=0.5", "--json", given=given)
    sound(done)
    assert (done.code, done.err) == (1, "")
    _, *answers, last = map(json.loads, done.out.splitlines())
    assert last["value"] == 0.5
    for (line, sentence), answer in zip(LINES.values(), answers, strict=True):
        assert sentence in answer.get("error", {}).get("message", ""), line[:100]
        assert ("value" in answer) == (not sentence), line[:100]
        assert len(answer["expression"]) < 100_001


EXPRESSIONS = {name: LINES[name] for name in LINES if len(LINES[name][0]) < 100_000 and name != "NUL"}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Done]:
    """All expressions, programs and tables, each kind in one process."""
    folder, wanted = tmp_path_factory.mktemp("hostile"), {}
    for name, (line, _) in EXPRESSIONS.items():
        at = ("--at", "x=0.5") if b"x" in line else ()
        text = line.decode("utf-8", "surrogateescape")
        wanted["expression", name] = ("eval", "--define", "h(x, y) = x y", *at, "--json", "--", text)
    for number, (name, (content, *_)) in enumerate(PROGRAMS.items()):
        (path := folder / f"{number}.py").write_bytes(content)
        wanted["program", name] = ("eval", "--program", str(path), "--at", "x=0.5", "--json")
    for number, (name, (content, *_)) in enumerate(TABLES.items()):
        (path := folder / f"{number}.csv").write_bytes(content)
        wanted["table", name] = ("eval", "a sum(D.x)", "--data", f"D={path}", "--at", "a=1", "--json")
    found = {}
    for kind in ("expression", "program", "table"):
        keys = [key for key in wanted if key[0] == kind]
        done = several([("gradexplorer", wanted[key]) for key in keys], timeout=90)
        found |= dict(zip(keys, done, strict=True))
    return found


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression(answers: dict[tuple[str, str], Done], name: str) -> None:
    sentence, done = EXPRESSIONS[name][1], answers["expression", name]
    answer = told(done)
    assert done.code == (2 if sentence else 0)
    assert ("error" in answer) == bool(sentence)
    assert sentence in answer.get("error", {}).get("message", "")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program(answers: dict[tuple[str, str], Done], name: str) -> None:
    (_, code, sentence), done = PROGRAMS[name], answers["program", name]
    answer = told(done)
    assert done.code == code
    assert ("error" in answer) == (code > 0)
    assert sentence in answer.get("error", {}).get("message", "")


@pytest.mark.parametrize("name", TABLES)
def test_a_table(answers: dict[tuple[str, str], Done], name: str) -> None:
    (_, code, sentence), done = TABLES[name], answers["table", name]
    answer = told(done)
    assert done.code == code
    assert sentence in answer.get("error", {}).get("message", "")


@pytest.mark.parametrize("name", [".", "none/none.csv", "x" * 1_000])
def test_files_that_are_none(name: str) -> None:
    answer = told(run("gradexplorer", "eval", "a sum(D.x)", "--data", f"D={name}", "--at", "a=1", "--json"))
    assert "cannot be read" in answer["error"]["message"]
    answer = told(run("gradexplorer", "eval", "--program", name, "--at", "x=1", "--json"))
    assert "cannot be read" in answer["error"]["message"]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="a device without an end")
def test_a_device_without_an_end() -> None:
    answer = told(run("gradexplorer", "eval", "a sum(D.x)", "--data", "D=/dev/zero", "--at", "a=1", "--json"))
    assert "more than 25 MB" in answer["error"]["message"]
    answer = told(run("gradexplorer", "eval", "--program", "/dev/zero", "--at", "x=1", "--json"))
    assert "at most 100,000 are read" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("x=sum(k, k=1..10^12)", "1,000,000,000,000 terms"),
        ("x=" + "(" * 10_000, "nested more than 100"),
        ("x=" + "[" * 10_000, "nested more than 100"),
        ("x[99999999999]=1", "more than 100,000 components"),
        ("x=\udcff", "U+DCFF"),
        ("x=1," * 20_000 + "x=1", "given twice"),
    ],
    ids=["series", "brackets", "lists", "index", "bytes", "twice"],
)
def test_values(value: str, sentence: str) -> None:
    done = run("gradexplorer", "eval", "x^2", "--at", value, "--json")
    assert done.code == 2
    assert sentence in told(done)["error"]["message"]


def test_a_graph_of_too_many_numbers() -> None:
    text = "def f(x):\n    a = [k*x for k in range(2000)]\n    return (a[:, None]*a[None, :]).sum()"
    done = run("gradexplorer", "graph", text, "--at", "x=1", "--json")
    assert done.code == 2
    assert "the graph would show" in told(done)["error"]["message"]
