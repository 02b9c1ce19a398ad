"""What a command reads besides its arguments: a program's file, tables of data, standard input."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gradexplorer.cli.reply import Failure, Refusal
from gradexplorer.lang import Table
from gradexplorer.lang.limits import SOURCE_BYTES
from gradexplorer.model.document import Column
from gradexplorer.model.tables import Grid, TableError, read_table

_ITEM = re.compile(r"\s*(?P<name>[A-Za-zΑ-Ωα-ω]\w*)\s*=(?P<file>.+)", re.DOTALL)


def expression_text(options: argparse.Namespace) -> str:
    """The expression, or the program of --program; Refusal where both or neither is given."""
    given, program = options.expression, options.program
    if program is not None and given is not None:
        raise Refusal("There is both an expression and a program.", hint="Give one of them.")
    if program is not None:
        return _program(program)
    if given is None:
        raise Refusal("There is no expression.", hint="Write one, such as 'x^2 + 2y^2', or --program FILE.")
    return str(given)


def _program(name: str) -> str:
    try:
        if name == "-":
            content = sys.stdin.buffer.read(SOURCE_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(SOURCE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Failure(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")


def tables(texts: Sequence[str]) -> list[Table]:
    """The data of every `D=file.csv`; Refusal for what is no table."""
    return [
        Table(name, {column.name: np.asarray(column.values, dtype=np.float64) for column in columns(name, grid)})
        for name, grid in grids(texts)
    ]


def grids(texts: Sequence[str]) -> list[tuple[str, Grid]]:
    """Name and table of every `D=file.csv`, each file read."""
    found: list[tuple[str, Grid]] = []
    for text in texts:
        match = _ITEM.fullmatch(text)
        name, path = (match["name"], match["file"]) if match else ("D", text)
        if any(name == other for other, _ in found):
            raise Refusal(f"{name} is given twice.", hint=f"Name the other: --data E={path}")
        try:
            found.append((name, read_table(Path(path))))
        except TableError as error:
            raise Refusal(f"--data {name}: {error}") from error
    return found


def columns(name: str, grid: Grid) -> tuple[Column, ...]:
    """The columns of a table; Refusal that names the cells that are no numbers."""
    try:
        return grid.columns()
    except TableError as error:
        raise Refusal(f"--data {name}: {error}") from error
