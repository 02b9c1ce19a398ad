"""What each stretch of a formula is, also where it is unfinished or wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from gradexplorer.lang import Source, Table, Vocabulary, highlight, read, vocabulary
from gradexplorer.lang.functions import ALIASES, BRACKETED
from gradexplorer.lang.highlight import LONGEST


def names(*texts: str, **tables: list[str]) -> Vocabulary:
    data = [Table(name, {column: [1.0, 2.0] for column in columns}) for name, columns in tables.items()]  # type: ignore[misc]
    return vocabulary(read([Source(id, text) for id, text in enumerate(texts)], data), tables)


def kinds(text: str, known: Vocabulary | None = None, variables: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.kind) for s in highlight(text, known, variables).stretches]


def test_functions_constants_numbers_operators_and_brackets() -> None:
    assert kinds("2 sin(πx)^3") == [
        ("2", "number"),
        ("sin", "function"),
        ("(", "bracket"),
        ("π", "constant"),
        ("x", "variable"),
        (")", "bracket"),
        ("^", "operator"),
        ("3", "number"),
    ]


def test_a_run_is_split_as_the_language_splits_it() -> None:
    assert kinds("xln2") == [("x", "variable"), ("ln", "function"), ("2", "number")]
    assert kinds("x²") == [("x", "variable"), ("²", "number")]


def test_names_of_the_document() -> None:
    known = names("f(x) = a x^2", "b = 3", "y = f(x) + 1", D=["x", "loss"])
    assert dict(kinds("f(x) + a + b + D.loss", known, ("x",))) == {
        "f": "defined",
        "(": "bracket",
        "x": "variable",
        ")": "bracket",
        "+": "operator",
        "a": "slider",
        "b": "slider",
        "D.loss": "column",
    }


def test_a_letter_that_is_a_slider_elsewhere_is_what_it_is_here() -> None:
    known = names("a x")
    assert dict(kinds("a^2", known, ("a",)))["a"] == "variable"
    assert dict(kinds("a^2", known))["a"] == "slider"


def test_arguments_and_counters_are_variables_where_they_count() -> None:
    known = names("k x")
    assert dict(kinds("sum(k x, k=1..4)", known))["k"] == "variable"
    assert dict(kinds("g(k) = k + 1", known))["k"] == "variable"
    assert dict(kinds("g(k) = k + 1", known))["g"] == "defined"


def test_a_definition_that_is_wrong_behind_its_sign_still_gives_its_name() -> None:
    known = names("g(u, v) = u + * v")
    assert known.functions == (("g", ("u", "v")),)
    assert dict(kinds("g(1, 2)", known))["g"] == "defined"


def test_every_function_is_told_as_one() -> None:
    for name in ALIASES:
        assert kinds(f"{name}(x)")[0] == (name, "function"), name
    assert kinds("gamma x")[0] == ("gamma", "variable")
    assert "gamma" in BRACKETED


@pytest.mark.parametrize("text", ["(x", "x)", "sin(x]", "|x", "{x: [1}"])
def test_a_bracket_without_a_partner_is_an_error(text: str) -> None:
    found = highlight(text)
    assert found.brackets.alone
    for place in found.brackets.alone:
        assert any(s.start == place and s.kind == "error" for s in found.stretches)


@pytest.mark.parametrize(
    ("text", "bad"), [("x $ 2", "$"), ("sine(x)", "sine"), ("x + \x00", "\x00"), ("\ud800x", "\ud800")]
)
def test_what_means_nothing_is_an_error_and_the_rest_is_read(text: str, bad: str) -> None:
    found = kinds(text)
    assert (bad, "error") in found
    assert ("x", "variable") in found


def test_comments_and_words() -> None:
    assert kinds("x if x > 0 else 2 # why") == [
        ("x", "variable"),
        ("if", "keyword"),
        ("x", "variable"),
        (">", "operator"),
        ("0", "number"),
        ("else", "keyword"),
        ("2", "number"),
        ("# why", "comment"),
    ]


def test_a_text_too_long_for_a_keystroke_is_left_alone() -> None:
    assert highlight("x+" * LONGEST).stretches == ()


@given(st.text(alphabet="xyasin(){}[]|+-*/^=,.:;'\"#$ \n0123456789πθ²\x00\ud800😀_", max_size=60), st.booleans())
def test_never_raises_and_never_overlaps(text: str, program: bool) -> None:
    found = highlight(text, names("f(x) = a x"), ("x",), program=program)
    end = 0
    for stretch in found.stretches:
        assert end <= stretch.start < stretch.end <= len(text)
        end = stretch.end
    for one, other in found.brackets.partners.items():
        assert found.brackets.partners[other] == one
        assert one not in found.brackets.alone


# ---------------------------------------------------------------------- programs

PROGRAM = """import torch
def f(x, a=2):  # scaled
    total = 0.5
    for i in range(3):
        total += torch.sin(x)*a
    return total.mean()
"""


def program(text: str, variables: tuple[str, ...] = ("x",)) -> dict[str, str]:
    known = Vocabulary(sliders=frozenset({"a"}))
    return {text[s.start : s.end]: s.kind for s in highlight(text, known, variables, program=True).stretches}


def test_a_program_is_coloured_as_python() -> None:
    found = program(PROGRAM)
    for word in ("import", "torch", "def", "for", "in", "return"):
        assert found[word] == "keyword", word
    assert found["f"] == "defined"
    assert (found["x"], found["a"], found["total"]) == ("variable", "slider", "variable")
    assert (found["range"], found["sin"], found["mean"]) == ("function", "function", "function")
    assert (found["0.5"], found["# scaled"], found["+="]) == ("number", "comment", "operator")


@pytest.mark.parametrize("text", ['x = """one\ntwo', "x = 'one", 'def f():\n    "doc (" \n    return 1'])
def test_brackets_in_strings_and_strings_without_an_end(text: str) -> None:
    found = highlight(text, program=True)
    assert any(stretch.kind == "text" for stretch in found.stretches)
    assert not found.brackets.alone


def test_a_program_that_only_steps_its_variable_defines_no_name() -> None:
    text = "x = torch.tensor(1.0, requires_grad=True)\nfor i in range(3):\n    x = x*(x+1)"
    known = names(text)
    assert known.functions == ()
    assert {text[s.start : s.end]: s.kind for s in highlight(text, known, ("x",), program=True).stretches}[
        "x"
    ] == "variable"
    assert names("def f(x, a=2):\n    return a*x").functions == (("f", ("x",)),)


def test_in_programs_bars_are_no_brackets() -> None:
    assert not highlight("x = a | b", program=True).brackets.partners
    assert highlight("x = f((1, 2)", program=True).brackets.alone == (5,)
