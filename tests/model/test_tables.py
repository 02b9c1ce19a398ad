from __future__ import annotations

import codecs
import math
from pathlib import Path

import pytest

from gradexplorer.model import tables
from gradexplorer.model.tables import TableError, cell_number, column_names, parse_table, read_table


def values(text: str) -> dict[str, tuple[float, ...]]:
    return {column.name: column.values for column in parse_table(text).columns()}


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1,2.5\n-3,4e1\n",
        "x;y\n1;2.5\n-3;4e1",
        "x\ty\r\n1\t2.5\r\n-3\t4e1\r\n",
        "x y\n1 2.5\n-3   4e1\n",
        "  x  y\n  1  2.5\n -3 40\n",
        "x, y\n1, 2.5\n\u22123, 40\n",
        '\ufeff"x","y"\n"1","2.5"\n\n-3,40\n\n\n',
        "x;y\n1;2,5\n-3;40",
        "x\ty\n1,0\t2,5\n-3\t40",
        "x y\n1,0 2,5\n-3 40",
        "1,2.5\n-3,40",
        "x,y,\n1,2.5,\n-3,40,\n",
    ],
)
def test_separators_headers_and_decimal_marks(text: str) -> None:
    assert values(text) == {"x": (1.0, -3.0), "y": (2.5, 40.0)}


def test_names_of_columns_without_a_header() -> None:
    assert parse_table("1").names == ("x",)
    assert parse_table("1,2,3").names == ("x", "y", "z")
    assert parse_table("1,2,3,4").names == ("x1", "x2", "x3", "x4")


def test_a_word_among_numbers_makes_no_header() -> None:
    grid = parse_table("1,abc\n2,3\n")
    assert grid.names == ("x", "y")
    assert [cell.message for cell in grid.bad_cells()] == ["row 1, column y: `abc` is no number"]


def test_names_that_the_language_does_not_take_are_mended_and_noted() -> None:
    names, notes = column_names(["height (cm)", "2020", "Größe", "", "x", "x", "θ"])
    assert names == ("height_cm", "c2020", "Grosse", "c4", "x", "x_b", "θ")
    assert len(notes) == 5
    assert notes[0] == "column 1, “height (cm)”, is called height_cm"


def test_many_columns_of_one_name() -> None:
    names, _ = column_names(["c"] * 20_000)
    assert names[:3] == ("c", "c_b", "c_c")
    assert names[26] == "c_a27"
    assert len(set(names)) == 20_000
    assert column_names(["c_b", "c", "c"])[0] == ("c_b", "c", "c_c")


def test_empty_cells_are_nan_and_counted() -> None:
    grid = parse_table("x,y\n1,\nNA,2\n")
    columns = grid.columns()
    assert columns[0].values[0] == 1.0
    assert all(map(math.isnan, (columns[0].values[1], columns[1].values[0])))
    assert grid.notes == ("2 empty cells are nan",)


def test_a_blank_between_thousands_is_told() -> None:
    with pytest.raises(TableError, match=r"row 1, column y .line 2.: `1 000` is no number: write 1000"):
        parse_table("x,y\n1,1 000\n2,3\n").columns()
    with pytest.raises(TableError, match=r"`abc 000` is no number$"):
        parse_table("x;y\n1;abc 000\n2;3\n").columns()


def test_bad_cells_are_named_and_the_rest_counted() -> None:
    with pytest.raises(TableError) as caught:
        parse_table("x,y\n1,a\n2,b\nc,3\n4,d\n5,1_000\n").columns()
    message = str(caught.value)
    assert message.startswith("row 1, column y (line 2): `a` is no number; row 2, column y (line 3): `b`")
    assert "row 3, column x (line 4): `c`" in message
    assert message.endswith("and 2 more")
    with pytest.raises(TableError, match="and over 10,000 more"):
        parse_table("x,y\n" + "a,b\n" * 10_000).columns()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the text is empty"),
        (" \n\n", "the text is empty"),
        ("x,y\n", "no rows"),
        ("x,y\n1,2\n3\n", "Row 2 (line 3) has 1 cell where the others have 2"),
        ("x,y\n1,2\n3,4,5\n6,7\n", "Row 2 (line 3) has 3 cells where the others have 2"),
        ("x\n1,2\n3,4\n", "The header (line 1) has 1 cell where the others have 2"),
        ("a" * 200_000 + ",b\n1,2", "Line 1 has a cell of more than 131,072 characters"),
    ],
)
def test_what_is_no_table(text: str, sentence: str) -> None:
    with pytest.raises(TableError) as caught:
        parse_table(text)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" 1.5 ", 1.5),
        ("\u22122", -2.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 000", None),
        ("1\u00a0000", 1000.0),
        ("inf", math.inf),
        ("1_000", None),
        ("٣", None),
        ("0x10", None),
        ("1,5", None),
        ("12%", None),
    ],
)
def test_numbers_in_cells(text: str, number: float | None) -> None:
    assert cell_number(text) == number


def test_a_decimal_comma_where_it_is_one() -> None:
    assert cell_number("1,5", decimal_comma=True) == 1.5
    assert cell_number("1,5,2", decimal_comma=True) is None
    with pytest.raises(TableError, match="`1,5` is no number"):
        parse_table("x;y\n1,5;2.5\n").columns()  # both marks in one table: nobody knows


@pytest.mark.parametrize(
    "content",
    [
        "x;ä\n1;2\n".encode(),
        codecs.BOM_UTF8 + "x;ä\n1;2\n".encode(),
        "x;ä\n1;2\n".encode("utf-16"),
        "x;ä\n1;2\n".encode("cp1252"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert [(column.name, column.values) for column in read_table(path).columns()] == [("x", (1.0,)), ("a", (2.0,))]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="cannot be read"):
        read_table(tmp_path)
    with pytest.raises(TableError, match="cannot be read"):
        read_table(Path("a\0b"))
    large = tmp_path / "large.csv"
    large.write_text("1,2\n" * 10)
    monkeypatch.setattr(tables, "MOST_CELLS", 10)
    with pytest.raises(TableError, match="more than 10 cells"):
        read_table(large)
    large.write_text("1\n" + "\n" * 30)
    with pytest.raises(TableError, match="more than 20 lines"):
        read_table(large)
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    with pytest.raises(TableError, match="too large"):
        read_table(large)
