"""Making a document sound that was read from a damaged file: `check` says what is wrong, this says what is done."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from gradexplorer.model import check
from gradexplorer.model.check import Problem
from gradexplorer.model.document import Column, Data, Document

_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_MOST_ROUNDS = 20


class Loss(NamedTuple):
    """What was wrong at `place` and what was done: "$.document.run.steps", "… The default is used."."""

    place: str
    message: str

    def __str__(self) -> str:
        """Return both in one line."""
        return f"{self.place}: {self.message}"


def mended(document: Document, place: str) -> tuple[Document, tuple[Loss, ...]]:
    """Return `document`, which stands at `place`, without what `check` finds wrong, and what was done."""
    losses: list[Loss] = []
    for _ in range(_MOST_ROUNDS):
        found = list(dict.fromkeys(check.problems(document)))
        if not found:
            break
        document = _round(document, found, place, losses)
    return document, tuple(losses)


def _round(document: Document, found: list[Problem], place: str, losses: list[Loss]) -> Document:
    """One round: what can be mended is; then what cannot is left out, the last first, so that indices hold."""
    rest: list[Problem] = []
    for problem in found:
        changed, remedy = _remedied(document, problem.place)
        if changed is document:
            rest.append(problem)
            continue
        document = changed
        losses.append(Loss(place + problem.place, f"{problem.message} {remedy}"))
    gone: set[str] = set()
    for problem in sorted(rest, key=lambda problem: _order(problem.place), reverse=True):
        path = _path(problem.place)
        if any(problem.place.startswith(each) for each in gone):
            continue
        document, what = without(document, path)
        left = _spelled(what)
        if isinstance(what[-1], int):
            gone.add(left)
        remedy = f"{place}{left} is left out." if isinstance(what[-1], int) else "The default is used."
        losses.append(Loss(place + problem.place, f"{problem.message} {remedy}"))
    return document


# --- mending without loss -----------------------------------------------------------------------------------------


def _remedied(document: Document, place: str) -> tuple[Document, str]:
    """The document with the fault at `place` mended and the sentence that says how; the same one where nothing does."""
    path = _path(place)
    if len(path) == 3 and path[0] == "items" and path[2] in ("id", "name"):
        return _with_item(document, path[1], path[2])
    if len(path) == 5 and path[0] == "items":
        return _with_column(document, path[1], path[3], path[4])
    if len(path) == 2 and path[0] == "sliders":
        slider = document.sliders[path[1]]
        value = slider.value if math.isfinite(slider.value) else 0.0
        fresh = replace(slider, low=min(-5.0, value), high=max(5.0, value))
        return _put(document, path, fresh), f"It goes from {fresh.low:g} to {fresh.high:g} now."
    return document, ""


def _with_item(document: Document, index: int, field: str) -> tuple[Document, str]:
    item = document.items[index]
    if field == "id":
        fresh = 1 + max(other.id for other in document.items)
        return _put(document, ["items", index], replace(item, id=fresh)), f"The item has the id {fresh} now."
    taken = {other.name for other in document.items if isinstance(other, Data)}
    name = _free(item.name, taken) if isinstance(item, Data) else ""
    return _put(document, ["items", index, "name"], name), f"It is called “{name}” now."


def _with_column(document: Document, index: int, at: int, field: str) -> tuple[Document, str]:
    data = document.items[index]
    assert isinstance(data, Data), "no other item has columns"
    if field == "name":
        name = _free(data.columns[at].name, {column.name for column in data.columns})
        column = replace(data.columns[at], name=name)
        return _put(document, ["items", index, "columns", at], column), f"It is called “{name}” now."
    longest = max(len(column.values) for column in data.columns)
    columns = tuple(_filled(column, longest) for column in data.columns)
    return _put(document, ["items", index, "columns"], columns), f"nan fills each column to {longest} values."


def _filled(column: Column, length: int) -> Column:
    return replace(column, values=column.values + (math.nan,) * (length - len(column.values)))


def _free(name: str, taken: Iterable[str]) -> str:
    """A name like `name` that nothing has."""
    stem = re.sub(r"\W", "", name).lstrip("0123456789_") or "D"
    return next(new for new in (f"{stem}{number or ''}" for number in (0, *range(2, 10**6))) if new not in {*taken})


def _put(whole: Any, path: list[Any], new: Any) -> Any:
    """`whole` with `new` at `path`."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*whole[:step], _put(whole[step], rest, new), *whole[step + 1 :])
    return replace(whole, **{step: _put(getattr(whole, step), rest, new)})


# --- leaving out --------------------------------------------------------------------------------------------------


def without(document: Document, path: list[Any]) -> tuple[Document, list[Any]]:
    """`document` without the piece at `path`, and what had to go with it: the path of the least that can be missing."""
    for length in range(len(path), 0, -1):
        whole = document
        for step in path[: length - 1]:
            whole = whole[step] if isinstance(step, int) else getattr(whole, step)  # type: ignore[index]
        step = path[length - 1]
        if isinstance(step, int) and isinstance(whole, tuple) and not _fixed(path[: length - 1]):
            return _put(document, path[: length - 1], whole[:step] + whole[step + 1 :]), path[:length]
        if isinstance(step, str) and (default := _default(whole, step)) is not msgspec.NODEFAULT:
            return _put(document, path[:length], default), path[:length]
    return Document(), path[:1]


def _fixed(path: list[Any]) -> bool:
    """Whether the list at `path` has a length of its own."""
    return path[-1] in ("x_range", "y_range", "axes", "value")


def _default(whole: Any, name: str) -> Any:
    return next(field.default for field in msgspec.structs.fields(whole) if field.name == name)


def _path(place: str) -> list[Any]:
    return [int(index) if index else name for name, index in _STEP.findall(place)]


def _spelled(path: list[Any]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _order(place: str) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in _path(place)]
