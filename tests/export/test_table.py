"""Tables as CSV: whole numbers, empty cells, quoted words; what is written reads back."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from gradexplorer.export.table import Table, delimited
from gradexplorer.model.tables import parse_table, read_table


def test_numbers_are_written_whole() -> None:
    table = Table(("x", "f"), [(0.1, 1 / 3), (2, math.nan), (1e-300, -math.inf)])
    assert delimited(table) == "x,f\n0.1,0.3333333333333333\n2,\n1e-300,-inf\n"


def test_words_are_quoted_where_they_must_be() -> None:
    table = Table(("kind", 'say "f"'), [("minimum, kink", 1.0), ("two\nlines", 2.0)])
    assert delimited(table) == 'kind,"say ""f"""\n"minimum, kink",1.0\n"two\nlines",2.0\n'


def test_tabs_for_the_clipboard() -> None:
    assert delimited(Table(("x", "y"), [(1.5, 2.5)]), "\t") == "x\ty\n1.5\t2.5\n"


@pytest.mark.parametrize("separator", [",", "\t"])
@given(rows=st.lists(st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False)), min_size=1, max_size=20))
def test_it_reads_back_bit_for_bit(separator: str, rows: list[tuple[float, float]]) -> None:
    x, y = parse_table(delimited(Table(("x", "y"), rows), separator)).columns()
    assert [math.copysign(1, a) * a for a in x.values] == [math.copysign(1, row[0]) * row[0] for row in rows]
    assert y.values == tuple(row[1] for row in rows)


def test_a_file_of_it_is_a_table_of_data(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text(delimited(Table(("x", "f"), [(1.0, math.nan), (2.0, 4.0)])))
    x, f = read_table(tmp_path / "out.csv").columns()
    assert (x.name, x.values, f.name) == ("x", (1.0, 2.0), "f")
    assert math.isnan(f.values[0])
    assert f.values[1] == 4.0
