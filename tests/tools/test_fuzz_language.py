"""A short run of the fuzz tool: whatever is typed, the language answers with a value or an error of its own."""

import random

import pytest

from tools import fuzz_language


@pytest.mark.parametrize("seed", range(4))
def test_random_texts_are_answered(seed: int) -> None:
    for number in range(500):
        document = fuzz_language.texts(random.Random(f"{seed}/{number}"))
        found = fuzz_language.problem(document)
        assert found is None or found.endswith(" s"), (found, document[-1])


def test_a_crash_is_found_and_its_text_made_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(text: str) -> None:
        if "!" in text:
            raise KeyError(text)

    monkeypatch.setattr(fuzz_language, "highlight", crash)
    found = fuzz_language.problem(("x + 3x! - 2",))
    assert found is not None
    assert found.startswith("highlight: KeyError")
    assert fuzz_language.shorter(("x + 3x! - 2",), "KeyError") == ("!",)


def test_the_same_seed_makes_the_same_texts() -> None:
    assert fuzz_language.texts(random.Random("1/7")) == fuzz_language.texts(random.Random("1/7"))
