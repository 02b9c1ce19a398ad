"""Functions of typed texts, as the window makes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import engine
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function, Source, Table, read


def function_of(*texts: str, tables: Sequence[Table] = ()) -> Function:
    """The function of the last text; the others define what it uses."""
    sheet = read([Source(number, text) for number, text in enumerate(texts)], tables)
    entry = sheet.entries[len(texts) - 1]
    assert entry.function is not None, entry.error
    return entry.function


@pytest.fixture(scope="session")
def function() -> Callable[..., Function]:
    return function_of


@pytest.fixture(scope="session")
def line() -> Callable[..., Line]:
    def make(text: str, dtype: engine.dtype = engine.float64) -> Line:
        found = function_of(text)
        return Line(found, dict.fromkeys(found.variables, 0.0), dict.fromkeys(found.sliders, 1.0), dtype=dtype)

    return make
