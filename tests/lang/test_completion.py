"""What is offered while a name is typed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.lang import Offer, Source, Table, Vocabulary, completions, read, vocabulary
from gradexplorer.lang.functions import ALIASES, FUNCTIONS

DOCUMENT = vocabulary(
    read(
        [Source(1, "cosmic(x) = x^2"), Source(2, "k = 3"), Source(3, "a x")],
        [Table("D", {"x": np.ones(2), "loss": np.ones(2)})],
    ),
    {"D": ["x", "loss"]},
)


def offered(text: str, **options: bool) -> Offer:
    return completions(text, len(text), DOCUMENT, **options)


def first(text: str, **options: bool) -> str:
    return offered(text, **options).items[0].name


def test_a_name_comes_with_its_arguments_and_a_line_of_help() -> None:
    item = offered("2 ata").items[1]
    assert (item.name, item.signature, item.call) == ("atan2", "atan2(y, x)", True)
    assert item.help == "the angle of the point (x, y)"


def test_every_function_is_offered_with_help() -> None:
    for name, info in FUNCTIONS.items():
        if info.group == "In programs":
            continue
        short = name.rpartition(".")[2]
        text = name if name in ALIASES or "." in name else f"x.{name}"  # some are methods of programs only
        items = {item.name: item for item in offered(text, asked=True, program=text != name).items}
        assert items[short].help, name
        assert "\n" not in items[short].help
        assert items[short].signature.startswith(short + "("), name
        assert info.help.startswith(items[short].help)


def test_one_letter_is_no_question() -> None:
    assert not offered("s").items
    assert first("s", asked=True) == "sin"
    assert not offered("").items
    assert offered("", asked=True).items
    assert not offered("x + ").items


def test_what_is_typed_wholly_comes_first() -> None:
    assert [item.name for item in offered("sin").items][:3] == ["sin", "sinc", "sinh"]
    assert first("cos") == "cos"
    assert first("cosm") == "cosmic"


def test_the_documents_own_names() -> None:
    assert offered("cosm").items[0].signature == "cosmic(x)"
    assert offered("lo").items[0].help == "a column of D"
    assert [item.insert for item in offered("D.").items] == ["x", "loss"]
    assert [item.insert for item in offered("1 + D.l").items] == ["loss"]
    assert not offered("E.l").items


def test_prefixes_decide_the_meaning() -> None:
    assert "n - 1" in offered("torch.st").items[0].help
    assert "as in NumPy" in offered("np.st").items[0].help
    assert offered("np.").items
    assert {"pi", "e"} <= {item.name for item in offered("math.").items} | {
        item.name for letter in "pe" for item in offered(f"math.{letter}").items
    }


def test_greek_words_become_letters() -> None:
    assert offered("alph").items[0].insert == "α"
    assert offered("thet").items[0].insert == "θ"


def test_the_end_of_a_run_is_completed() -> None:
    offer = offered("3xsi")
    assert (offer.start, offer.items[0].name) == (2, "sin")


@pytest.mark.parametrize(("text", "meant"), [("sine", "sin"), ("root", "sqrt"), ("average", "mean")])
def test_a_usual_mistake_leads_to_the_function(text: str, meant: str) -> None:
    assert first(text) == meant


@pytest.mark.parametrize(
    ("text", "whole"), [("sin", True), ("si", True), ("cosmi", False), ("sqrt", True), ("clam", False)]
)
def test_what_means_something_as_it_stands_is_whole(text: str, whole: bool) -> None:
    assert offered(text).whole is whole


def test_nothing_in_comments_and_for_a_constant_that_is_there() -> None:
    assert not offered("x # si").items
    assert not completions("tau", 3, Vocabulary()).items


def test_programs_have_their_words_and_names() -> None:
    text = "def f(x):\n    total = 1\n    ret"
    assert first(text, program=True) == "return"
    assert first("def f(x):\n    total = 1\n    return tot", program=True) == "total"
    assert "mean" in {item.name for item in offered("z.me", program=True).items}
    assert "while" not in {item.name for item in offered("whi").items}


@given(
    st.text(alphabet="sincoxD.torchnp_0123 (#\n=θ\ud800", max_size=30), st.integers(0, 30), st.booleans(), st.booleans()
)
def test_never_raises(text: str, cursor: int, program: bool, asked: bool) -> None:
    cursor = min(cursor, len(text))
    offer = completions(text, cursor, DOCUMENT, program=program, asked=asked)
    assert 0 <= offer.start <= offer.end <= max(cursor, 0)
