import pytest

from gradexplorer.lang import LangError
from gradexplorer.lang.lexer import lines, tokens


def kinds(text: str) -> list[tuple[str, object]]:
    return [(token.kind, token.value) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "value"), [("2", 2.0), ("2.5", 2.5), (".5", 0.5), ("5.", 5.0), ("2e3", 2000.0), ("1E-2", 0.01)]
)
def test_numbers(text: str, value: float) -> None:
    assert kinds(text) == [("number", value)]


def test_2e_is_a_number_and_a_word() -> None:
    assert kinds("2e") == [("number", 2.0), ("word", "e")]


def test_1_to_4() -> None:
    assert kinds("1..4") == [("number", 1.0), ("op", ".."), ("number", 4.0)]


def test_words_take_digits_and_subscripts() -> None:
    assert kinds("x0 x₀ x_max θ") == [("word", "x0"), ("word", "x0"), ("word", "x_max"), ("word", "θ")]


def test_superscripts_are_whole_numbers() -> None:
    assert kinds("x⁻¹²") == [("word", "x"), ("sup", -12)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("−", "-"), ("×", "*"), ("·", "*"), ("÷", "/"), ("≤", "<="), ("≥", ">="), ("≠", "!="), ("**", "^")],
)
def test_signs_of_one_operator(typed: str, meant: str) -> None:
    assert kinds(typed) == [("op", meant)]


def test_tokens_know_their_place() -> None:
    last = tokens("  x + sin")[-1]
    assert (last.start, last.end) == (6, 9)


def test_newlines_inside_brackets_are_blanks() -> None:
    assert len(lines(tokens("f(x,\n y) = 1\n\n# a remark\nx"))) == 2


@pytest.mark.parametrize(
    ("text", "word", "hint"),
    [
        ("2 $ 3", "`$`", "dollar"),
        ("x \\ 2", "\\", "LaTeX"),
        ("\0", "U+0000", "delete"),
        ("x\u200b", "zero width", "delete"),
        ("\u202ex", "right-to-left", "delete"),
        ("\ud800", "broken", "delete"),
        ("а+1", "cyrillic", "`a`"),
        ("ｘ", "fullwidth", "`x`"),
        ("é", "Latin or Greek", ""),
        ("½", "½", "1/2"),
        ("xⁿ", "ⁿ", "^n"),
    ],
)
def test_characters_without_meaning(text: str, word: str, hint: str) -> None:
    with pytest.raises(LangError) as caught:
        tokens(text)
    assert word in caught.value.message
    assert hint in (caught.value.hint or "")
    assert "\ud800" not in caught.value.caret()
