"""What is said where Python cannot read a program: its complaint in the reader's words, and an edit that mends it."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Final

from gradexplorer.lang.characters import SUPERSCRIPTS
from gradexplorer.lang.errors import Fix, LangError, Span
from gradexplorer.lang.limits import NESTING
from gradexplorer.lang.mending import deleted, inserted, written
from gradexplorer.lang.names import PROGRAM_WORDS
from gradexplorer.lang.operators import SPELLINGS

if TYPE_CHECKING:
    from gradexplorer.lang.program_outline import Places

NOTEBOOK: Final = re.compile(r"[ \t]*(?:[%!][A-Za-z]\w*|(?:In|Out) ?\[\d*\]:|>>> |\.\.\. ).*")
"""Lines of a notebook or a prompt that are no Python."""


def too_deep(span: Span, text: str) -> LangError:
    """The error of a program that is nested beyond the bound."""
    return LangError(f"this is nested more than {NESTING} deep", span, text, "give a part a name: a = …")


_SAID: Final = {
    "invalid syntax": "Python cannot read this",
    "unexpected EOF while parsing": "something is missing at the end",
    "unindent does not match any outer indentation level": "this line is indented unlike the lines above it",
    "unexpected indent": "this line is indented more than the line above it",
    "inconsistent use of tabs and spaces in indentation": "tabs and blanks are mixed before this line",
}


_COEFFICIENT: Final = re.compile(r"((?<![\w.])(?!0[xXoObB])(?:[0-9]+\.?[0-9]*|\.[0-9]+))([^\W\d]\w*)")
_POWER: Final = re.compile("[⁻⁺]?[⁰¹²³⁴-⁹]+")
_OPERATORS: Final = frozenset({"+", "-", "*", "/", "**", "<=", ">=", "!="})
_FIRST: Final = re.compile(r"[ \t]*([A-Za-z]+)\b(?=[ \t(])")
_NO_NAME: Final = re.compile(r"[^\W0-9]\w*\.[ \n]*\Z")


def broken(error: SyntaxError, text: str, places: Places) -> LangError:
    """Python's complaint, at its place."""
    message = str(error.msg or "invalid syntax")
    foreign = _foreign(text)
    if foreign is not None:
        return foreign
    line = error.lineno or 1
    start = _column(places, line, error.offset or 1)
    last = error.end_lineno or line
    end = _column(places, last, error.end_offset or 0) if error.end_offset else start + 1
    span = Span(min(start, max(0, len(text) - 1)), max(end, start + 1))
    if "too many nested parentheses" in message or "too many levels" in message or "too many statically" in message:
        return too_deep(span, text)
    if "integer string conversion" in message:
        return LangError("this number has too many digits", span, text, "write it as 1e300, or with fewer digits")
    if "null byte" in message:
        bad = max(text.find("\0"), 0)
        return LangError("an invisible character (U+0000) stands here", Span(bad, bad + 1), text, "delete it")
    slip = _slip(message, text, span)
    if slip is not None:
        return slip
    said = _SAID.get(message)
    if message.startswith("(unicode error)"):
        said = "Python cannot read a `\\` of the text in quotes"
    if said is None:
        said = message[:1].lower() + message[1:].rstrip(".")
        said = said.replace("Perhaps you forgot a comma?", "a comma may be missing")
    hint = None
    if message == "invalid syntax" and _NO_NAME.search(text[max(0, start - 80) : start]):
        said = "a name is missing behind the `.`"
    if "was never closed" in message:
        hint = "add the closing bracket"
    elif message.startswith("expected ':'"):
        hint = "end the line with a colon"
    elif message.startswith("expected an indented block"):
        hint = "indent the lines of the block by four blanks"
    elif "|" in text[text.rfind("\n", 0, span.start) + 1 :].partition("\n")[0]:
        hint = "write abs( ) for bars"
    return LangError(said, span, text, hint)


def _slip(message: str, text: str, span: Span) -> LangError | None:
    """The error for mathematics in a program: `2x`, `x²`, `x!`, `a × b`; for a bracket too many, and for `Def`."""
    start = span.start
    sign = text[start : start + 1]
    if message == "invalid decimal literal":
        while start and (text[start - 1].isdigit() or text[start - 1] == "."):
            start -= 1
        found = _COEFFICIENT.match(text, start)
        if found is None or iskeyword(found[2]) or found[2][0] == "_":
            return None
        fix = inserted(found.end(1), "*")
        return LangError("a product needs its sign in a program", Span(*found.span()), text, "insert *", fix)
    if message.startswith("unmatched"):
        where = Span(start, start + 1)
        return LangError(f"this `{sign}` closes nothing", where, text, "delete it", deleted(where))
    if message.startswith("invalid character"):
        power = _POWER.match(text, start)
        if power is not None:
            fix = written(Span(*power.span()), f"**{power.group().translate(SUPERSCRIPTS)}")
            return LangError("a power is written with ** in a program", fix.span, text, fix.label, fix)
        meant = SPELLINGS.get(sign, "")
        meant = "**" if meant == "^" else meant
        if meant in _OPERATORS:
            fix = written(Span(start, start + 1), meant)
            return LangError(f"`{sign}` is written `{meant}` in a program", fix.span, text, fix.label, fix)
        return None
    if sign == "!" and text[start + 1 : start + 2] != "=":
        return LangError("`!` is not read in a program", Span(start, start + 1), text, "write factorial(x)")
    begin = text.rfind("\n", 0, start) + 1
    word = _FIRST.match(text, begin)
    if word is not None and word[1].lower() in PROGRAM_WORDS and not word[1].islower():
        fix = written(Span(*word.span(1)), word[1].lower())
        return LangError(f"`{word[1]}` is written `{fix.text}`", fix.span, text, fix.label, fix)
    return None


def _foreign(text: str) -> LangError | None:
    """The error of the first line that belongs to a notebook or a prompt; None where there is none."""
    found = re.search(rf"^{NOTEBOOK.pattern}$", text, re.MULTILINE)
    if found is None:
        return None
    span = Span(*found.span())
    prompt = found.group().lstrip()
    if prompt[:3] in (">>>", "..."):
        start = span.end - len(prompt)
        mended = "\n".join(re.sub(r"^[ \t]*(?:>>>|\.\.\.) ?", "", line) for line in text.split("\n"))
        fix = Fix(Span(0, len(text)), mended, "delete the prompts")
        return LangError("Python's prompt is no part of a program", Span(start, start + 3), text, "delete it", fix)
    rest = "".join(line for line in text.splitlines(keepends=True) if not NOTEBOOK.match(line))
    fix = Fix(Span(0, len(text)), rest, "delete such lines")
    return LangError("this line belongs to a notebook, not to a program", span, text, "delete it", fix)


def _column(places: Places, line: int, column: int) -> int:
    """The offset of a character column counted from 1, as a SyntaxError tells it."""
    start = places.starts[min(max(line, 1), len(places.starts)) - 1]
    return min(start + max(column - 1, 0), len(places.text))
