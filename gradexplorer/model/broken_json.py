"""Reading JSON that is damaged: what can still be read, and where something is lost.

The reader follows the usual grammar. Where that fails it notes the line, leaves out as little as it can, and goes on at
the next member. It uses that a text holds no bare line break, and that a file with one member to a line, as session
files are written, shows by its indentation which bracket is missing.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

MOST_FAULTS = 1000
"""A text with more faults than this is given up."""
MOST_DEPTH = 100

_SPACE = re.compile(r"[ \t\r\n]*")
_BLANK = re.compile(" *")
_MARGIN = re.compile(r"[^\S\n]*")
# Junk before blanks and a member; a line break that became another control character; a quote that opens no text.
_STRAY = re.compile(
    r'[^\s"{}\[\],:\w-]{1,200}(?=[ \t]+["{\[\]}\d-])'
    r'|[\x0b\x0c\x1c-\x1f](?=[ \t]*["{\[\]}\d-])'
    r'|"(?=[}\]],?[ \t\r]*(?:\n|$)|[ \t]+"\w+"[ \t]*:)'
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])")
_WORD = re.compile(r"(?:true|false|null)(?!\w)")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_OPEN_STRING = re.compile(r'"((?:[^"\\\n]|\\[^\n])*)')
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\0-\x1f]")
_KEY = re.compile(r'[ \t\r\n]*"(?:[^"\\\n]|\\.)*"[ \t]*:')
_NEXT = re.compile(r',[ \t\r]*(?:\n|$|"(?:[^"\\\n]|\\.)*"[ \t]*:)')
_LOOSE_KEY = re.compile(r'(?:[^\w\n]{0,2}(\w+)[^\w\n]{0,2}[ \t]*:|"(\w+)"[ \t]*[^\w\s"])[ \t]*')
_JUNK_OPENER = re.compile(r"[^\s\"\d,:\]}]{1,4}[ \t\r]*\n( *)")
_END = "The file ends here; what followed is lost."
_STRAY_TOLD = "A character that has no meaning here is left out."
_IN_MARGIN = re.compile(r'(?m)^( *)[^\s{}\[\]]( *)(?=[{}\[\]],?\s*$|(?<= ) *"[^"\n]*"[:,\n]|"[^"\n]*":)')
_FOR_BREAK = re.compile(r'([{\[,])[^\s{}\[\]"]( {2,})(?=["{\[\]}\d-])')
_WORDS = {"true": True, "false": False, "null": None}


class Lost(NamedTuple):
    """Stands in the tree for a value that cannot be read; `line` counts from 1."""

    line: int
    message: str


class TooDamaged(Exception):
    """There are too many faults, or brackets nested too deeply. `line` is where the reader gave up."""

    def __init__(self, line: int, message: str) -> None:
        """Keep the line and the sentence."""
        super().__init__(message)
        self.line, self.message = line, message


class _Broken(Exception):
    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at, self.message = at, message


def read(content: bytes) -> tuple[Any, list[Lost]]:
    """Return what can be read of `content`, and what is lost without a place of its own in it, by line.

    A value that is lost where its place is known stands there as `Lost`. Raises TooDamaged.
    """
    text = content.decode("utf-8-sig", errors="replace")
    told = [Lost(line, "Bytes here are no text; � stands for each.") for line in _undecodable(content)]
    # Where the indentation is damaged it misleads: of several readings the one that costs least is taken.
    mended, strays = _mended(text)
    readers = [_Reader(text, True, []), _Reader(text, False, [])]
    if strays:
        readers.append(_Reader(mended, True, strays))
    trees = [reader.whole() for reader in readers]
    best = min(range(len(readers)), key=lambda at: readers[at].cost)
    if (given_up := readers[best].given_up) is not None:
        raise given_up
    return trees[best], told + readers[best].faults


def _undecodable(content: bytes) -> Iterator[int]:
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            yield number


def _mended(text: str) -> tuple[str, list[Lost]]:
    """`text` with the blanks and line breaks that its layout shows to have been where a single letter stands now."""
    strays: list[Lost] = []
    for pattern, blank in ((_IN_MARGIN, r"\1 \2"), (_FOR_BREAK, r"\1\n\2")):
        found = list(islice(pattern.finditer(text), MOST_FAULTS + 1))
        if len(strays) + len(found) > MOST_FAULTS:
            return text, []
        strays += [Lost(1 + text.count("\n", 0, each.start()), _STRAY_TOLD) for each in found]
        text = pattern.sub(blank, text)
    return text, strays


class _Reader:
    """Reads once; with `layout` it takes the indentation for a sign of where brackets end."""

    def __init__(self, text: str, layout: bool, faults: list[Lost]) -> None:
        self.text, self.layout, self.faults = text, layout, faults
        self.count = self.cost = len(faults)
        self.given_up: TooDamaged | None = None
        self.at = 0
        self._margin = -1, -1  # where the line asked about last begins, and where the blanks that it begins with end
        self._lines = [found.start() for found in re.finditer("\n", self.text)]

    def whole(self) -> Any:
        """The tree, None where the reader gave up."""
        tree: Any = None
        try:
            tree = self.value(0)
            self.space()
            if self.at < len(self.text):
                self.fault(self.at, "What follows the end is left out.")
        except _Broken as broken:
            return self.lost(broken)
        except TooDamaged as given_up:
            self.given_up, self.cost = given_up, len(self.text) + MOST_FAULTS
        return tree

    # ------------------------------------------------------------------ places and faults

    def line(self, at: int) -> int:
        return 1 + bisect_left(self._lines, at)

    def fault(self, at: int, message: str) -> None:
        """Note what has no place of its own."""
        self._count(Lost(self.line(at), message))

    def lost(self, broken: _Broken) -> Lost:
        """What stands for a value that is broken."""
        self._many(self.line(broken.at))
        return Lost(self.line(broken.at), broken.message)

    def end(self) -> None:
        """Note, once, that the text ends within a bracket."""
        if not any(lost.message == _END for lost in self.faults):
            self.fault(self.at, _END)

    def _count(self, lost: Lost) -> None:
        self._many(lost.line)
        self.faults.append(lost)

    def _many(self, line: int) -> None:
        self.count += 1
        self.cost += 1
        if self.count > MOST_FAULTS:
            raise TooDamaged(line, f"There are more than {MOST_FAULTS} faults up to here.")

    def space(self) -> None:
        """Pass blanks, and a character that stands alone among them."""
        while True:
            self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches the empty text
            stray = _STRAY.match(self.text, self.at)
            if stray is None:
                return
            self.fault(self.at, _STRAY_TOLD)
            self.at = stray.end()

    def _line_start(self, at: int) -> int:
        """Where the line of `at` begins. It is looked up: to search the text would read a long line at each number."""
        before = bisect_left(self._lines, at)
        return self._lines[before - 1] + 1 if before else 0

    def indent(self) -> int | None:
        """How far the present place is indented; None where something stands before it in its line."""
        start = self._line_start(self.at)
        if self._margin[0] != start:
            self._margin = start, _MARGIN.match(self.text, start).end()  # type: ignore[union-attr]  # as above
        return self.at - start if self.at <= self._margin[1] else None

    def line_indent(self, at: int) -> int:
        """How far the line of `at` is indented."""
        start = self._line_start(at)
        return _BLANK.match(self.text, start).end() - start  # type: ignore[union-attr]  # it matches the empty text

    # ------------------------------------------------------------------ values

    def value(self, depth: int) -> Any:
        self.space()
        text, at = self.text, self.at
        if depth > MOST_DEPTH:
            raise TooDamaged(self.line(at), "Brackets are nested too deeply here.")
        if at >= len(text):
            raise _Broken(at, _END)
        if text[at] in "{[":
            self.at += 1
            return self.container(depth, text[at], at)
        if text[at] == '"':
            return self.string()
        if found := _NUMBER.match(text, at) or _WORD.match(text, at):
            self.at = found.end()
            if self.at == len(text) and depth:
                raise _Broken(at, _END)
            return _WORDS[found[0]] if found[0] in _WORDS else self.number(at, found[0])
        if (found := _JUNK_OPENER.match(text, at)) and len(found[1]) > self.line_indent(at):
            self.fault(at, "A bracket is missing here.")
            self.at = found.end()
            return self.container(depth, "{" if _KEY.match(text, self.at) else "[", at)
        raise _Broken(at, "Nothing that can be read stands here.")

    def number(self, at: int, written: str) -> int | float:
        try:
            number = float(written) if set(written) & set(".eE") else int(written)
        except ValueError:  # Python reads no whole number of more than 4300 digits
            raise _Broken(at, "This number is too large.") from None
        if number in (float("inf"), float("-inf")):
            raise _Broken(at, "This number is too large.")
        return number

    def string(self) -> str:
        at = self.at
        found = _STRING.match(self.text, at)
        if found is None:
            found = _OPEN_STRING.match(self.text, at)
            assert found is not None, "a text begins here"
            self.at = found.end()
            self.fault(at, "The end of this text is missing; it is read to the end of the line.")
            return _unescaped(found[1].rstrip("\r").rstrip(","))
        self.at = found.end()
        text = _unescaped(found[1])
        if _CONTROL.search(found[1]) or _HALF.search(text):
            self.fault(at, "This text holds characters that no text can hold.")
        return text

    # ------------------------------------------------------------------ objects and lists

    def container(self, depth: int, opener: str, start: int) -> Any:
        """What follows the opening bracket at `start`; a bracket of the wrong kind is seen by what it holds."""
        self.space()
        likely = (_KEY, _LOOSE_KEY) if opener == "{" else (_KEY,)
        keyed = any(key.match(self.text, self.at) for key in likely)
        empty = self.text[self.at : self.at + 50].lstrip()[:1] in ("}", "]", "")
        is_object = opener == "{" if empty or keyed == (opener == "{") else keyed
        if is_object != (opener == "{"):
            self.fault(start, "This is the wrong bracket.")
        members: dict[str, Any] = {}
        items: list[Any] = []
        inner: int | None = None
        outer = self.line_indent(start)
        while True:
            self.space()
            if self.at >= len(self.text):
                self.end()
                break
            indent = self.indent()
            closes = self.text[self.at] in "}]"
            if closes and not (indent is not None and inner is not None and indent >= inner):
                if indent is None or inner is None or indent in (inner - 1, outer):
                    if (self.text[self.at] == "}") != is_object:
                        self.fault(self.at, "This is the wrong bracket.")
                    self.at += 1
                else:
                    self.fault(self.at, "A closing bracket is missing before this.")
                break
            if closes:
                self.fault(self.at, "There is a bracket too many here.")
                self.at += 1
                continue
            if self.layout and indent is not None and indent <= (outer if inner is None else inner - 1):
                self.fault(self.at, "A closing bracket is missing before this.")
                break
            if inner is None and self.layout and indent is not None and indent > outer:
                inner = indent
            self.member(depth, members if is_object else None, items, inner)
        return members if is_object else items

    def member(self, depth: int, members: dict[str, Any] | None, items: list[Any], inner: int | None) -> None:
        """One member and the comma behind it; where it is broken, go on behind it."""
        key: str | None = None
        try:
            if members is not None:
                begin, key = self.at, self.key()
                if key in members:
                    self.fault(begin, f"“{key}” stands here once more; what it said before is lost.")
            value = self.value(depth + 1)
        except _Broken as broken:
            lost = self.lost(broken)
            if members is None:
                items.append(lost)
            elif key is not None:
                members[key] = lost
            elif lost.message != _END:
                self.faults.append(lost)
            self.skip(inner, members is not None)
        else:
            if members is None:
                items.append(value)
            else:
                members[key or ""] = value
        self.comma(inner, members is not None)

    def key(self) -> str:
        if sound := _KEY.match(self.text, self.at):
            key = self.string()
            self.at = sound.end()
            return key
        if loose := _LOOSE_KEY.match(self.text, self.at):
            self.fault(self.at, "Here must stand a name in quotes and a colon.")
            self.at = loose.end()
            return loose[1] or loose[2]
        rest = self.text[self.at :].lstrip('"')
        message = _END if rest.replace("_", "").isalnum() or not rest else "Here must stand a name."
        raise _Broken(self.at, message)

    def comma(self, inner: int | None, is_object: bool) -> None:
        """The comma between two members; what stands in its place is left out."""
        self.space()
        rest = self.text[self.at : self.at + 1]
        if rest == ",":
            begin, self.at = self.at, self.at + 1
            self.space()
            if self.text[self.at : self.at + 1] in ("}", "]"):
                self.fault(begin, "After this comma something is missing.")
        elif rest not in ("", "}", "]"):
            if self.indent() is None:
                self.fault(self.at, "A comma must stand here.")
                self.skip(inner, is_object)
                if self.text[self.at : self.at + 1] == ",":
                    self.at += 1
            else:
                self.fault(self.at, "A comma is missing before this.")

    def skip(self, inner: int | None, is_object: bool) -> None:
        """Go to the comma or bracket that ends the present member, or to the line where the next one begins."""
        begin = self.at
        self._skip(inner, is_object)
        self.cost += self.text.count("\n", begin, self.at)

    def _skip(self, inner: int | None, is_object: bool) -> None:
        depth, quoted, text = 0, False, self.text
        while self.at < len(text):
            letter = text[self.at]
            if letter == "\n":
                quoted = False
                following = _SPACE.match(text, self.at).end()  # type: ignore[union-attr]  # as above
                indent = following - (text.rfind("\n", 0, following) + 1)
                if inner is not None and indent <= inner:
                    return
                self.at = following
                continue
            elif letter == '"':
                quoted = not quoted
            elif not quoted and letter in "{[":
                depth += 1
            elif not quoted and letter in "}]":
                if depth == 0 and (letter == "}" or not is_object):
                    return
                depth = max(depth - 1, 0)
            elif not quoted and letter == "," and depth == 0 and (not is_object or _NEXT.match(text, self.at)):
                return
            self.at += 1


def _unescaped(raw: str) -> str:
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw
