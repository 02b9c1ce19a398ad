"""What may be meant by a name that is being typed: functions with a line of help, constants, names of the document."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from msgspec import Struct

from gradexplorer.lang.errors import LangError
from gradexplorer.lang.functions import ALIASES, FUNCTIONS, MISTAKES, PREFIX_DECIDES, PREFIXED, PREFIXES
from gradexplorer.lang.highlight_program import Kind
from gradexplorer.lang.lexer import LETTERS, tokens
from gradexplorer.lang.names import CONSTANT_SHOWN, CONSTANT_SPELLINGS, CONSTANTS, GREEK, KEYWORDS
from gradexplorer.lang.vocabulary import Vocabulary
from gradexplorer.lang.words import resolved

SHORTEST: Final = 2
"""Names are offered from this many letters on; behind a dot, and where they are asked for, at once."""
_MOST: Final = 60

_WORD: Final = re.compile(rf"(?:([{LETTERS}][{LETTERS}0-9_]*)\.)?([{LETTERS}][{LETTERS}0-9_]*|(?<=\.))$")
_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")
_CALL: Final = re.compile(r"\(([a-z](?:, [a-z]\w*)*)\)$")
_GIVEN: Final = ("x", "y", "z")

_OWN_HELP: Final = {
    "pow": ("pow(x, n)", "x to the power n"),
    "factorial": ("factorial(x)", "x!, which is Γ(x + 1)"),
    "diff": ("diff(expr, x)", "derivative of an expression for x"),
    "grad": ("grad(f)", "the gradient of a function f, itself a function"),
}
"""What has a node of its own in the tree."""

_WORD_HELP: Final = {
    "and": "1 where both sides are true",
    "or": "1 where one side is true",
    "not": "1 where what follows is false",
    "if": "a if c else b: a where c holds",
    "else": "a if c else b: b where c does not hold",
}

_PROGRAM_WORDS: Final = {
    "def": "a function: def f(x):",
    "return": "the value of a function",
    "for": "a loop: for i in range(3):",
    "while": "a loop: while x > 1:",
    "in": "for i in range(3):",
    "range": "whole numbers: range(n), range(a, b)",
    "zip": "side by side: for a, b in zip(x, y):",
    "enumerate": "with its place: for i, v in enumerate(x):",
    "if": "a branch: if x < 0:",
    "elif": "another branch",
    "else": "the last branch",
    "break": "leave the loop",
    "continue": "to the loop's next turn",
    "pass": "nothing",
    "lambda": "a short function: f = lambda x: x**2",
    "import": "import torch",
    "torch": "torch.sin(x): PyTorch's meaning",
    "numpy": "numpy.std(x): NumPy's meaning",
    "math": "math.log(x, b): Python's meaning",
}


class Completion(Struct, frozen=True):
    """A name on offer: `insert` replaces what is typed, `call` says that brackets follow, `help` is one line."""

    name: str
    insert: str
    signature: str
    help: str
    kind: Kind
    call: bool = False


class Offer(Struct, frozen=True):
    """What may stand for the characters `start` to `end` of a text, best first.

    `whole`: what is typed means something as it stands, so that nobody may replace it unasked.
    """

    start: int
    end: int
    items: tuple[Completion, ...]
    whole: bool = False


NOTHING: Final = Offer(0, 0, ())


def completions(
    text: str,
    cursor: int,
    vocabulary: Vocabulary | None = None,
    *,
    program: bool = False,
    asked: bool = False,
) -> Offer:
    """What the name that ends at `cursor` may become. Never raises.

    `asked`: somebody wants to see what there is, from the first letter on and without one. Behind `torch.` and the
    like come the functions of that library, behind a data item's name its columns; in a program Python's words too.
    """
    vocabulary = vocabulary or Vocabulary()
    line = text[max(text.rfind("\n", 0, cursor) + 1, cursor - 200) : cursor]
    if "#" in line:
        return NOTHING
    found = _WORD.search(line)
    if found is None:
        return Offer(cursor, cursor, tuple(_every(vocabulary, text, program))[:_MOST]) if asked else NOTHING
    prefix, word = found.groups()
    start = cursor - len(word)
    if prefix is not None:
        items = _ranked(_behind(prefix, vocabulary, program), word)
        return Offer(start, cursor, items, any(item.name == word for item in items)) if items else NOTHING
    if len(word) < SHORTEST and not asked:
        return NOTHING
    return _of_word(word, start, text, vocabulary, program)


def _of_word(word: str, start: int, text: str, vocabulary: Vocabulary, program: bool) -> Offer:
    end = start + len(word)
    rest = text[:start] + " " + text[end:]
    every = list(_every(vocabulary, rest, program))
    whole = any(item.name == word for item in every) or (not program and _readable(word, vocabulary))
    items = _ranked(every, word)
    if not items and word in MISTAKES:
        items = tuple(item for item in every if item.name == MISTAKES[word])
    if not items and not program:
        # `xsi` is x times what may become sin.
        for cut in range(1, len(word) - SHORTEST + 1):
            items = _ranked(every, word[cut:])
            if items:
                start += cut
                break
    if len(items) == 1 and items[0].name == text[start:end] and items[0].kind != "function":
        return NOTHING
    return Offer(start, end, items, whole) if items else NOTHING


def _readable(word: str, vocabulary: Vocabulary) -> bool:
    """Whether `word` has a meaning as it stands: a name, or a product of letters."""
    try:
        resolved(tokens(word), vocabulary.scope, word)
    except LangError:
        return False
    return True


def _ranked(items: Iterable[Completion], word: str) -> tuple[Completion, ...]:
    """Those that begin with `word`, the one that is `word` first, then those of its capitals."""
    low = word.lower()
    found = {item.name: item for item in reversed([item for item in items if item.name.lower().startswith(low)])}
    order = sorted(reversed(found.values()), key=lambda item: (item.name != word, not item.name.startswith(word)))
    return tuple(order[:_MOST])


def _every(vocabulary: Vocabulary, text: str, program: bool) -> Iterator[Completion]:
    """All names, the document's own first."""
    yield from _own(vocabulary)
    if program:
        yield from (Completion(word, word, word, help, "keyword") for word, help in _PROGRAM_WORDS.items())
        taken = {*_PROGRAM_WORDS, *ALIASES, *CONSTANTS}
        for name in dict.fromkeys(_IDENTIFIER.findall(text)):
            if len(name) > 1 and name not in taken and not keyword.iskeyword(name):
                yield Completion(name, name, name, "a name of this program", "variable")
    yield from _functions()
    yield from _constants()
    if not program:
        yield from (Completion(word, word, word, _WORD_HELP[word], "keyword") for word in sorted(KEYWORDS))


def _own(vocabulary: Vocabulary) -> Iterator[Completion]:
    for name, arguments in vocabulary.functions:
        yield Completion(name, name, f"{name}({', '.join(arguments)})", "defined in this document", "defined", True)
    for name in sorted(vocabulary.expressions):
        yield Completion(name, name, name, "defined in this document", "defined")
    for name in sorted(vocabulary.sliders | vocabulary.values):
        yield Completion(name, name, name, "a slider of this document", "slider")
    for table, columns in vocabulary.tables:
        yield Completion(table, f"{table}.", table, f"data: {', '.join(columns)}", "column")
        for column in columns:
            if column not in ("x", "y"):
                yield Completion(column, column, column, f"a column of {table}", "column")


def _behind(prefix: str, vocabulary: Vocabulary, program: bool) -> Iterator[Completion]:
    """What may follow `prefix.`: columns, functions of a library, in programs methods."""
    columns = dict(vocabulary.tables).get(prefix)
    if columns is not None:
        yield from (Completion(name, name, f"{prefix}.{name}", f"a column of {prefix}", "column") for name in columns)
    elif prefix in PREFIXES or program:
        library = "np" if prefix == "numpy" else prefix
        for name, target in PREFIXED.items():
            target = PREFIX_DECIDES.get((library, name), target)
            item = _function(name, target)
            if item is not None:
                yield item
        if program:
            found = (_function(name, name) for name in FUNCTIONS if name not in PREFIXED and "." not in name)
            yield from (item for item in found if item is not None)
        if prefix in PREFIXES:
            yield from (item for item in _constants() if item.name in ("pi", "e", "tau", "inf"))


@cache
def _functions() -> tuple[Completion, ...]:
    made = (_function(name, target) for name, target in ALIASES.items())
    return tuple(item for item in made if item is not None)


def _function(name: str, target: str) -> Completion | None:
    if target in _OWN_HELP:
        signature, help = _OWN_HELP[target]
        return Completion(name, name, signature.replace(target, name, 1), help, "function", True)
    info = FUNCTIONS.get(target)
    if info is None or not info.help:
        return None
    call = re.search(rf"\b{re.escape(info.name)}(\([\w, ]*\))$", info.help)
    help = info.help[: call.start()].rstrip(" :") if call else info.help
    arguments = call[1] if call else "(" + ", ".join(_GIVEN[: max(1, min(info.least, 3))]) + ")"
    return Completion(name, name, name + arguments, help, "function", True)


@cache
def _constants() -> tuple[Completion, ...]:
    made = [
        Completion(name, name, name, f"{CONSTANT_SHOWN[name]} = {value:.7g}", "constant")
        for name, value in CONSTANTS.items()
    ]
    for word, letter in GREEK.items():
        if word not in CONSTANT_SPELLINGS:
            made.append(Completion(word, letter, word, f"the letter {letter}", "variable"))
    return tuple(made)
