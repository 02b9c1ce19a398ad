"""Places in a text, and what is said about them: spans, notes and the one error of the language."""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import force_setattr

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Span(Struct, frozen=True, gc=False):
    """Characters `start` (included) to `end` (excluded) of a source text."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`."""
        return Span(self.start, other.end)


class Note(Struct, frozen=True):
    """A remark on a stretch of a text that is no error: how it was read, or where a value was lost."""

    message: str
    span: Span


class Fix(Struct, frozen=True):
    """An edit that mends a text: `text` in place of `span`. `label` names it in a few words: "write sin".

    Half a character (a lone surrogate, as undecodable bytes become) is never written back: no file could hold it.
    """

    span: Span
    text: str
    label: str

    def __post_init__(self) -> None:
        for name in ("text", "label"):
            written = getattr(self, name)
            if not written.isascii():
                force_setattr(self, name, _SURROGATE.sub("", written))

    def mended(self, source: str) -> str:
        """`source` with this edit made."""
        return source[: self.span.start] + self.text + source[self.span.end :]


class LangError(Exception):
    """What a text cannot mean, or a value that does not exist, with its place.

    `message` is one sentence in the reader's words, `span` its place in `source`, `hint` what to do about it where
    there is something, `fix` the same as an edit where one will do; `line` and `column` count from 1.
    """

    def __init__(
        self, message: str, span: Span, source: str = "", hint: str | None = None, fix: Fix | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.fix = fix
        self.source = source
        start = max(0, min(span.start, len(source)))
        self.span = Span(start, max(start, min(span.end, len(source))))

    def __reduce__(self) -> tuple[Any, ...]:
        return LangError, (self.message, self.span, self.source, self.hint, self.fix)

    def moved(self, message: str, span: Span, source: str) -> LangError:
        """An error of the same kind and hint at another place, in other words."""
        kind = TooMuch if isinstance(self, TooMuch) else LangError
        return kind(message, span, source, self.hint)

    def kept(self) -> LangError:
        """This error as an answer: without the calls it came through, whose values would live as long as it does."""
        self.__cause__ = self.__context__ = None
        return self.with_traceback(None)

    def __str__(self) -> str:
        return self.message

    @property
    def line(self) -> int:
        """The line of the span's start, from 1."""
        return self.source.count("\n", 0, self.span.start) + 1

    @property
    def column(self) -> int:
        """The column of the span's start, from 1."""
        return self.span.start - (self.source.rfind("\n", 0, self.span.start) + 1) + 1

    def caret(self) -> str:
        """The message, the source line, carets under the span and the hint, one below the other.

        A long line is cut to the neighbourhood of the span; characters that would move the carets are shown as `·`.
        """
        begin = self.source.rfind("\n", 0, self.span.start) + 1
        end = self.source.find("\n", begin)
        end = len(self.source) if end < 0 else end
        first, last = self.span.start - begin, max(self.span.start + 1, min(self.span.end, end)) - begin
        shown = "".join(c if c.isprintable() else " " if c == "\t" else "·" for c in self.source[begin:end])
        cut = max(0, first - 60)
        window = shown[cut : cut + 110]
        prefix, suffix = "…" if cut else "", "…" if len(shown) > cut + 110 else ""
        marks = "^" * max(1, min(last, cut + 110) - first)
        lines = [self.message, f"  {prefix}{window}{suffix}", "  " + " " * (len(prefix) + first - cut) + marks]
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


class TooMuch(LangError):
    """A bound on memory or turns that was met; at fewer points at once it may be kept."""
