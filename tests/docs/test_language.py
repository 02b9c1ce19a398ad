"""docs/language.md is what tools/write_language.py writes, and every example on it holds."""

import importlib.util
import math
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import engine
from gradexplorer.lang import Source, Table, read
from gradexplorer.lang.function_table import FUNCTIONS
from gradexplorer.lang.functions import ALIASES, MISTAKES
from gradexplorer.lang.names import CONSTANT_SPELLINGS, GREEK
from gradexplorer.lang.operators import OPERATOR_TABLE, SPELLINGS
from gradexplorer.model.tables import TableError, parse_table
from tests.lang.conftest import compute, read_last

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
DATA = Table("D", {"x": np.array([1.0, 2.0, 3.0]), "loss": np.array([4.0, 2.0, 0.0])})


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_language", ROOT / "tools" / "write_language.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_tool_writes(tool: ModuleType) -> None:
    assert tool.written() == PAGE, "run python tools/write_language.py"


def rows(*heads: str) -> list[list[str]]:
    """The rows of every table with these heads, their cells as text."""
    found: list[list[str]] = []
    inside = False
    for line in PAGE.split("\n"):
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells == list(heads):
            inside = True
        elif not cells:
            inside = False
        elif inside and cells[0] != "---":
            found.append(cells)
    return found


def plain(cell: str) -> list[str]:
    """The texts of a cell of code."""
    parts = [part.strip("` ") if part.startswith("`` ") else part[1:-1] for part in cell.split("<br>")]
    return [part.replace(" ↵ ", "\n") for part in parts]


def number(shown: str) -> float | list[float]:
    return [float(part) for part in shown[1:-1].split()] if shown.startswith("(") else float(shown)


EXAMPLES = rows("typed", "is read as", "at", "value")
ERRORS = rows("typed", "what is said", "hint", "the edit that is offered gives")
OPERATORS = rows("level", "sign", "also typed", "meaning", "example", "the same with brackets")
ROLES = rows("typed", "made a variable", "variables", "sliders", "at", "slope")
TABLES = rows("pasted", "columns", "what is told")
FUNCTION_ROWS = rows("name", "meaning", "example", "value")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 70
    assert len(ERRORS) > 25
    assert len(ROLES) > 5
    assert len(TABLES) > 9
    assert len(OPERATORS) == len(OPERATOR_TABLE)
    assert len(FUNCTION_ROWS) == len([info for info in FUNCTIONS.values() if info.group != "In programs"])


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_examples_are_read_and_valued_so(row: list[str]) -> None:
    typed, reading, at, shown = row
    texts = plain(typed)
    assert read_last(*texts, tables=[DATA]).reading == plain(reading)[0]
    if shown:
        point = {name: number(value) for name, value in (part.split(" = ") for part in at.split(", ") if part)}
        assert compute(*texts, at=point, tables=[DATA]) == pytest.approx(float(shown), rel=1e-5, nan_ok=True)


@pytest.mark.parametrize("row", ERRORS, ids=lambda row: row[0])
def test_errors_are_told_so(row: list[str]) -> None:
    typed, message, hint, mended = row
    texts = plain(typed)
    error = read_last(*texts, tables=[DATA]).error
    assert error is not None
    assert error.message == message
    assert (error.hint or "") == hint
    assert ("" if error.fix is None else error.fix.mended(texts[-1])) == (plain(mended)[0] if mended else "")


@pytest.mark.parametrize("row", OPERATORS, ids=lambda row: row[4])
def test_operators_bind_so(row: list[str]) -> None:
    first, same = plain(row[4])[0], plain(row[5])[0]
    assert read_last("f(t) = t^2", first).reading == read_last("f(t) = t^2", same).reading


@pytest.mark.parametrize("row", FUNCTION_ROWS, ids=lambda row: row[2])
def test_functions_are_valued_so(row: list[str]) -> None:
    found = compute(plain(row[2])[0])
    assert found == pytest.approx(float(row[3]), rel=1e-5, abs=1e-15)
    assert not math.isnan(found)


@pytest.mark.parametrize("row", ROLES, ids=lambda row: f"{row[0]} {row[1]}")
def test_roles_are_as_shown(row: list[str]) -> None:
    """The slopes are those of differences, by each variable with the other names held."""
    typed, made, variables, sliders, at, slope = row
    text = plain(typed)[0]
    point = {name: float(value) for name, value in (part.split(" = ") for part in at.split(", "))}
    roles = {name: name in made.split(", ") for name in point} if made != "nothing" else {}
    function = read([Source(1, text)], roles=roles).entries[1].function
    assert function is not None
    assert (", ".join(function.variables), ", ".join(function.sliders)) == (variables, sliders)

    def value(**moved: float) -> float:
        return function({name: engine.tensor(v, dtype=engine.float64) for name, v in {**point, **moved}.items()}).item()

    for name, shown in zip(function.variables, slope.split(", "), strict=True):
        difference = (value(**{name: point[name] + 1e-4}) - value(**{name: point[name] - 1e-4})) / 2e-4
        assert shown == f"{round(difference, 6):g} by {name}"


@pytest.mark.parametrize("row", TABLES, ids=lambda row: row[0])
def test_tables_are_read_so(row: list[str]) -> None:
    pasted, columns, told = row
    text = plain(pasted)[0].replace(" → ", "\t")
    if columns:
        grid = parse_table(text)
        assert "; ".join(f"{c.name} = {', '.join(f'{v:g}' for v in c.values)}" for c in grid.columns()) == columns
        assert "; ".join(grid.notes) == told
    else:
        with pytest.raises(TableError) as caught:
            parse_table(text).columns()
        assert str(caught.value) == told


def test_the_page_names_everything() -> None:
    page = PAGE.replace("\\|", "|")
    for name in (*ALIASES, *MISTAKES, *CONSTANT_SPELLINGS, *GREEK, *SPELLINGS):
        assert f"`{name}" in page, name


def test_the_readme_leads_to_it() -> None:
    assert "docs/language.md" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("bound", "value"),
    [
        ("Longest text", "100,000"),
        ("Highest order", "6"),
        ("Most turns", "100,000"),
        ("Most numbers in all arrays", "20,000,000"),
    ],
)
def test_each_bound_stands_with_its_number(bound: str, value: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {bound}")]
    assert row.endswith(f"| {value} |")


def test_a_name_with_a_number_is_no_variable() -> None:
    function = read([Source(0, "x = 3"), Source(1, "x^2")]).entries[1].function
    assert function is not None
    assert (function.variables, function.sliders) == ((), ("x",))
