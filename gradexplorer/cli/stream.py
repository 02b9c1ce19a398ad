"""`eval -`: one expression a line from standard input, one answer a line, each as soon as it is there.

A definition line gives its body's value and holds for the lines after it; of two for one name the later one holds, and
it goes before a value of --at. Blank lines and comments (`# …`) have no answer.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from gradexplorer.cli.inputs import tables
from gradexplorer.cli.point import answer, solved, write
from gradexplorer.cli.problem import DTYPES, chosen_variables, pose
from gradexplorer.cli.reply import Refusal, bad_text, error_object, print_json, tell
from gradexplorer.cli.values import assignments
from gradexplorer.lang import Entry, Source, Table, read
from gradexplorer.lang.limits import SOURCE_BYTES
from gradexplorer.lang.names import GREEK_WORD, VARIANTS
from gradexplorer.model.document import Value

_ECHOED = 200
"""Characters of a text that is too long to read which its error repeats."""
_VARIANTS = str.maketrans(VARIANTS)
_DIGITS = re.compile(r"(?<=[^\W\d_])_?(\d+)$")


def stream(options: argparse.Namespace) -> int:
    """Answer every line; 1 where one of them failed."""
    wanted = chosen_variables(options)
    page = Page(tables(options.data), dict.fromkeys(wanted, True))
    for text in options.define:
        entry = page.read(text)
        if entry.error is not None:
            raise bad_text(entry.error)
    given = assignments(options.at)
    failed = False
    for number, text in enumerate(_lines(sys.stdin.buffer), 1):
        try:
            _reply(text, page, given, options)
        except Refusal as refusal:
            failed = True
            if options.json:
                short = text if len(text) <= SOURCE_BYTES else text[:_ECHOED] + "…"
                print_json({"expression": short, "input_line": number, "error": error_object(refusal)})
            else:
                print(f"line {number}:", file=sys.stderr)
                tell(refusal, options)
        sys.stdout.flush()
    return int(failed)


def _reply(text: str, page: Page, given: Mapping[str, Value], options: argparse.Namespace) -> None:
    """Write the answer to one line; Refusal where it has none."""
    entry = page.read(text)
    if entry.error is not None:
        raise bad_text(entry.error)
    if entry.kind == "empty":
        return
    values = {name: value for name, value in given.items() if name not in page.fixed}
    try:
        if entry.function is None:
            raise Refusal(f"{entry.name} is a vector or a matrix, not one number")
        asked = pose(text, entry, entry.function, page.fixed, values, "--at", DTYPES[options.dtype])
    except Refusal as refusal:
        if entry.name is None:
            raise
        _defined(text, entry, refusal.message, options)
        return
    result = solved(asked, options.order)
    if options.json:
        print_json(answer(asked, result))
    else:
        write(asked, result)
        print()


def _defined(text: str, entry: Entry, why: str, options: argparse.Namespace) -> None:
    """The answer to a definition that holds, but whose body has no value here: an argument without one, a vector."""
    if options.json:
        told: dict[str, Any] = {"expression": text, "at": {}, "value": None, "gradient": {}}
        print_json({**told, "notes": [{"message": why, "span": [0, len(text)]}]})
    else:
        print(f"expression  {entry.reading}", f"defined     {entry.name}", f"note        {why}", "", sep="\n")


class Page:
    """The definitions so far. A line is read with those alone that it can mean, so that lines stay cheap."""

    def __init__(self, data: list[Table], roles: Mapping[str, bool]) -> None:
        self.data, self.roles = data, roles
        self.texts: dict[str, str] = {}
        self.fixed: dict[str, float] = {}
        self._spellings: dict[str, tuple[str, ...]] = {}

    def read(self, text: str) -> Entry:
        """Read a line; a definition without an error holds from here on."""
        used = self._used(text)
        sources = [Source(index, self.texts[name]) for index, name in enumerate(used, 1)]
        sheet = read([*sources, Source(0, text)], self.data, self.roles)
        entry = sheet.entries[0]
        if entry.error is not None and used and entry.name in used:
            # A second definition of a name replaces the first.
            sources = [source for source, name in zip(sources, used, strict=True) if name != entry.name]
            sheet = read([*sources, Source(0, text)], self.data, self.roles)
            entry = sheet.entries[0]
        if entry.error is None and entry.name is not None:
            self._take(entry.name, text, sheet.fixed.get(entry.name))
        return entry

    def _take(self, name: str, text: str, fixed: float | None) -> None:
        self.texts[name] = text
        self._spellings.setdefault(name, _spellings(name))
        self.fixed.pop(name, None)
        if fixed is not None:
            self.fixed[name] = fixed

    def _used(self, text: str) -> list[str]:
        """The definitions whose name occurs in the text, and those that they use: more than are meant, never fewer."""
        found: dict[str, None] = {}
        waiting = [text] if len(text) <= SOURCE_BYTES else []
        while waiting:
            plain = unicodedata.normalize("NFKC", waiting.pop()).translate(_VARIANTS)
            for name, spellings in self._spellings.items():
                if name not in found and any(spelling in plain for spelling in spellings):
                    found[name] = None
                    waiting.append(self.texts[name])
        return list(found)


def _spellings(name: str) -> tuple[str, ...]:
    """How a name can stand in a text: θ or theta, x0 or x_0."""
    words = [name]
    head = name[:1]
    if head in GREEK_WORD:
        words.append(GREEK_WORD[head] + name[1:])
    return tuple(words + [_DIGITS.sub(r"_\1", word) for word in words if _DIGITS.search(word)])


def _lines(source: BinaryIO) -> Iterator[str]:
    """The lines as they come. Of one that is too long to be read only as much is kept as shows that it is."""
    most = SOURCE_BYTES + 2
    while line := source.readline(most):
        if not line.endswith(b"\n") and len(line) == most:
            while (rest := source.readline(most)) and not rest.endswith(b"\n"):
                pass
        yield line.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")
