"""Tables of numbers as text: CSV for files, tabs for the clipboard."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct

Cell: TypeAlias = str | int | float


class Table(Struct, frozen=True):
    """Rows of as many cells as there are columns; a number that is nan has no value."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def delimited(table: Table, separator: str = ",", *, header: bool = True) -> str:
    """`table` with a header and a line for each row: numbers that read back the same, an empty cell for nan.

    Words with a separator, a quotation mark or a line break in them are quoted as RFC 4180 has it.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    if header:
        writer.writerow(table.columns)
    writer.writerows(_cells(row) for row in table.rows)
    return text.getvalue()


def _cells(row: Iterable[Cell]) -> list[str]:
    return [_cell(cell) for cell in row]


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return "" if math.isnan(cell) else repr(float(cell))
    return str(cell)
