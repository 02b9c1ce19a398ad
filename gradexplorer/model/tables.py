"""Tables of numbers read from text: CSV, TSV, and what a spreadsheet puts on the clipboard.

The separator (tab, semicolon, comma or blanks), a header and a decimal comma are found from the text itself. Nothing is
dropped in silence: a cell that is no number is told by row and column, and a name that had to be changed is noted.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from gradexplorer.model.document import Column

MOST_BYTES: Final = 25_000_000
"""Larger files are not read."""
MOST_CELLS: Final = 1_000_000
"""Larger tables are not read: their cells, as text and as numbers, take some 200 bytes each meanwhile."""
MOST_TOLD: Final = 3
"""Bad cells that one message names; the rest are counted."""
MOST_COUNTED: Final = 10_000
"""Bad cells that are counted."""

_MISSING: Final = frozenset({"", "nan", "na", "n/a", "#n/a", "null", "none", "-", "–", "—"})
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf(?:inity)?", re.IGNORECASE)
_COMMA: Final = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d*|[+-]?\d{1,3}(?:\.\d{3})+,\d*")
_NAMED: Final = re.compile(r"[^\W\d]\w*(?:[ ]*,[ ]*[^\W\d]\w*)+[ ]*\n")
"""A header whose names are separated by commas."""
_THOUSANDS: Final = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")
_FOREIGN: Final = re.compile("[^A-Za-z0-9_Α-Ωα-ω]+")
_BLANKS: Final = re.compile(" +")
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BLANK_DECIMALS: Final = re.compile(r"\d,\d+[ \t]+[+-]?\d")


class TableError(ValueError):
    """Why a text is no table; the message is one sentence."""


class BadCell(Struct, frozen=True):
    """A cell that holds no number. `row` counts from 1 below the header, `line` from 1 in the text, `index` from 0."""

    row: int
    line: int
    index: int
    column: str
    text: str

    @property
    def message(self) -> str:
        """The place and the cell: "row 7, column y: `abc` is no number"."""
        where = f"row {self.row}, column {self.column}" + (f" (line {self.line})" if self.line != self.row else "")
        plain = _THOUSANDS.sub("", self.text.strip())
        meant = f": write {plain}" if plain != self.text.strip() and _NUMBER.fullmatch(plain) else ""
        return f"{where}: `{_cut(self.text)}` is no number{meant}"


class Grid(Struct, frozen=True):
    """A table as text: column names as the language takes them, rows of as many cells, and each row's line."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    notes: tuple[str, ...] = ()
    decimal_comma: bool = False

    def number(self, row: int, index: int) -> float | None:
        """The number in a cell, nan where it is empty; None for what is no number."""
        return cell_number(self.rows[row][index], decimal_comma=self.decimal_comma)

    def bad_cells(self) -> Iterator[BadCell]:
        """Every cell that is no number, row by row."""
        for r, row in enumerate(self.rows):
            for c, text in enumerate(row):
                if cell_number(text, decimal_comma=self.decimal_comma) is None:
                    yield BadCell(r + 1, self.lines[r], c, self.names[c], text)

    def columns(self) -> tuple[Column, ...]:
        """The columns as numbers. Raises TableError that names the first cells that are none."""
        found: list[Column] = []
        for c, name in enumerate(self.names):
            values: list[float] = []
            for row in self.rows:
                value = cell_number(row[c], decimal_comma=self.decimal_comma)
                if value is None:
                    raise TableError(self._complaint())
                values.append(value)
            found.append(Column(name=name, values=tuple(values)))
        return tuple(found)

    def _complaint(self) -> str:
        every = self.bad_cells()
        told = list(itertools.islice(every, MOST_TOLD))
        more = sum(1 for _ in itertools.islice(every, MOST_COUNTED + 1))
        rest = f"; and {'over ' if more > MOST_COUNTED else ''}{min(more, MOST_COUNTED):,} more" if more else ""
        return "; ".join(cell.message for cell in told) + rest


def read_table(path: Path) -> Grid:
    """Read a file. Raises TableError with a sentence for one that cannot be read or holds no table."""
    try:
        with path.open("rb") as file:  # a device or a pipe has no size that one could look at first
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise TableError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(content) > MOST_BYTES:
        raise TableError(f"{path} has more than {MOST_BYTES // 1_000_000} MB; that is too large a table.")
    return parse_table(decoded(content))


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with its mark, else UTF-8, else Windows-1252, which takes any byte."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def parse_table(text: str) -> Grid:
    """Read a table. Raises TableError for none, for rows of different lengths, and for one that is too large.

    Without a header the columns are x, y, z, or from four on x1, x2, ….
    """
    text = text.removeprefix("\ufeff")
    separator = _separator(text)
    rows, lines = _cells(text, separator)
    if not rows:
        raise TableError("There is no table here: the text is empty.")
    comma = separator != "," and _decimal_comma(rows)
    header = _is_header(rows[0], comma)
    first = rows[0]
    width = _width(rows)
    body, body_lines = (rows[1:], lines[1:]) if header else (rows, lines)
    if not body:
        raise TableError("The table has a header and no rows.")
    fitted = tuple(_fitted(row, width, number, body_lines[number - 1]) for number, row in enumerate(body, 1))
    names, notes = column_names(_fitted(first, width, 0, lines[0])) if header else (default_names(width), [])
    if comma:
        notes.append("the comma is read as the decimal mark")
    empty = sum(cell.strip().lower() in _MISSING for row in fitted for cell in row)
    if empty:
        notes.append(f"{empty:,} empty {'cell is' if empty == 1 else 'cells are'} nan")
    return Grid(names, fitted, tuple(body_lines), tuple(notes), comma)


def cell_number(text: str, *, decimal_comma: bool = False) -> float | None:
    """The number that a cell holds, nan for an empty one or a word such as NA; None for anything else.

    A typographic minus and blanks around are taken; 1,234.5 and 1.234,5 are numbers whose groups are marked.
    """
    try:
        if text.isascii() and "_" not in text:
            return float(text)
    except ValueError:
        pass
    plain = text.strip().replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "")
    if plain.lower() in _MISSING:
        return float("nan")
    if _GROUPED.fullmatch(plain):
        point = plain.rfind(".") > plain.rfind(",")
        plain = plain.replace(",", "") if point else plain.replace(".", "").replace(",", ".")
    elif decimal_comma and _COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    # What float takes besides, as 1_000 or digits of other scripts, is no number in a table.
    return float(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None


def column_names(typed: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names as the language takes them for typed ones, all different, and a note for each that had to be changed."""
    found: dict[str, int] = {}
    """Every name, and how often names were made from it."""
    notes: list[str] = []
    for place, raw in enumerate(typed, 1):
        name = base = mended_name(raw) or f"c{place}"
        while name in found:
            count = found[base] = found[base] + 1
            name = f"{base}_{'abcdefghijklmnopqrstuvwxyz'[(count - 1) % 26]}{'' if count <= 26 else count}"
        if name != unicodedata.normalize("NFKC", raw).strip():
            notes.append(f"column {place}, “{_cut(raw.strip())}”, is called {name}")
        found[name] = 1
    return tuple(found), notes


def mended_name(raw: str) -> str:
    """The name nearest to `raw` that the language takes; "" where nothing of it is left."""
    parts = unicodedata.normalize("NFKD", raw.replace("ß", "ss"))
    plain = "".join(character for character in parts if not unicodedata.combining(character))
    plain = _FOREIGN.sub("_", plain).strip("_")
    plain = re.sub(r"_+", "_", plain)
    return f"c{plain}" if plain and not plain[0].isalpha() else plain


def default_names(width: int) -> tuple[str, ...]:
    """What columns without a header are called."""
    return ("x", "y", "z")[:width] if width <= 3 else tuple(f"x{place}" for place in range(1, width + 1))


def _separator(text: str) -> str:
    """Tab, semicolon, comma or blank, whichever the first lines show outside quotes."""
    sample = "\n".join(line for line in itertools.islice(io.StringIO(text), 50) if line.strip())
    plain = re.sub(r'"[^"]*"', "q", sample)
    if "\t" in plain:
        return "\t"
    if ";" in plain:
        return ";"
    named = _NAMED.match(plain.lstrip()) is not None
    if "," in plain and (named or not _BLANK_DECIMALS.search(plain)):
        return ","
    return " "


def _cells(text: str, separator: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """The rows that hold anything, and the line each begins in."""
    if max(text.count("\n"), text.count("\r")) > 2 * MOST_CELLS:  # empty ones included
        raise TableError(f"The table has more than {2 * MOST_CELLS:,} lines.")
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    count = 0
    source = map(_single_blanks, text.splitlines()) if separator == " " else map(re.Match.group, _LINE.finditer(text))
    reader = csv.reader(source, delimiter=separator, skipinitialspace=True)
    begin = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(tuple(row))
                lines.append(begin)
                count += len(row)
                if count > MOST_CELLS:
                    raise TableError(f"The table has more than {MOST_CELLS:,} cells.")
            begin = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            message = f"Line {reader.line_num} has a cell of more than {csv.field_size_limit():,} characters."
            raise TableError(f"{message} Is a quotation mark missing?") from error
        raise TableError(f"Line {reader.line_num} cannot be read: {error}.") from error
    return rows, lines


def _single_blanks(line: str) -> str:
    line = line.strip()
    return _BLANKS.sub(" ", line) if "  " in line else line


def _decimal_comma(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the cells are written with a decimal comma: some have one and none a decimal point."""
    cells = [cell.strip() for row in itertools.islice(rows, 1000) for cell in row]
    points = any("." in cell and _NUMBER.fullmatch(cell) for cell in cells)
    return not points and any(_COMMA.fullmatch(cell) for cell in cells)


def _is_header(row: Sequence[str], comma: bool) -> bool:
    """Whether the first row is names: more of its cells are words than numbers."""
    kinds = [cell_number(cell, decimal_comma=comma) for cell in row if cell.strip()]
    words = kinds.count(None)
    return words > len(kinds) - words


def _width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most rows have, without those at the end that every row leaves empty."""
    lengths = Counter(map(len, rows))
    most = max(lengths, key=lambda length: (lengths[length], length))
    return min(most, max(map(_used, rows)))


def _used(row: Sequence[str]) -> int:
    """The length of a row without the empty cells at its end."""
    length = len(row)
    while length and not row[length - 1].strip():
        length -= 1
    return length


def _fitted(row: Sequence[str], width: int, number: int, line: int) -> tuple[str, ...]:
    """A row of `width` cells. Raises TableError where it has fewer, or more that hold something."""
    if len(row) < width or _used(row) > width:
        where = f"Row {number} (line {line})" if number else f"The header (line {line})"
        have = len(row) if len(row) < width else _used(row)
        raise TableError(f"{where} has {have} {'cell' if have == 1 else 'cells'} where the others have {width}.")
    return tuple(row[:width])


def _cut(text: str) -> str:
    shown = "".join(character if character.isprintable() else "·" for character in text.strip())
    return shown if len(shown) <= 30 else shown[:29] + "…"
