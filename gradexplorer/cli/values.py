"""The values given to names: `--at x=-2`, `--at 'x=[-5,-2]'`, `--at x[0]=-5,x[1]=-2`, `--at a=pi/2`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from gradexplorer.cli.reply import Refusal, bad_text
from gradexplorer.compute.components import host
from gradexplorer.lang import LangError, Source, read
from gradexplorer.lang.names import spelled
from gradexplorer.model.check import value_fault
from gradexplorer.model.document import Number, Value

_TARGET = re.compile(r"\s*(?P<name>[^\W\d]\w*)(?P<indices>(?:\s*\[\s*\d+\s*\])*)\s*")
_MOST_COMPONENTS = 100_000

_Parts = dict[tuple[int, ...], Number]


def assignments(texts: Iterable[str]) -> dict[str, Value]:
    """Return the value of every name that `texts` give one; Refusal for what cannot be read."""
    whole: dict[str, Value] = {}
    parts: dict[str, _Parts] = {}
    for text in texts:
        for piece in _split(text):
            name, indices, value = _assignment(piece)
            if name in whole or indices in parts.get(name, ()) or (name in parts and not indices):
                raise Refusal(f"{name} is given twice.")
            if not indices:
                whole[name] = value
            elif isinstance(value, tuple):
                raise Refusal(f"{piece.strip()}: a component is one number.")
            else:
                parts.setdefault(name, {})[indices] = value
    return whole | {name: _gathered(name, given) for name, given in parts.items()}


def written(name: str, indices: Iterable[int] = ()) -> str:
    """Return a component's name as it is typed: `x`, `x[0]`, `x[1][2]`."""
    return name + "".join(f"[{index}]" for index in indices)


def _assignment(piece: str) -> tuple[str, tuple[int, ...], Value]:
    target, equals, value = piece.partition("=")
    match = _TARGET.fullmatch(target)
    if not equals or match is None:
        raise Refusal(
            f"“{piece.strip()}” gives no value to a name.", hint="Write it like x=-2, 'x=[-5,-2]' or x[0]=-5."
        )
    indices = tuple(int(digits) for digits in re.findall(r"\d+", match["indices"]))
    # Subscripts and variants of letters are one name: x₀ is x0, theta is θ.
    name = spelled(unicodedata.normalize("NFKC", match["name"]))
    read_value = _value(value.strip(), piece)
    fault = value_fault(read_value)
    if fault is not None or len(indices) > 2:
        raise Refusal(f"{piece.strip()}: {fault or 'A component has at most two indices.'}")
    return name, indices, read_value


def _value(text: str, piece: str) -> Value:
    if text.startswith("[") and text.endswith("]"):
        inner = text[1:-1].strip()
        return tuple(_row(part.strip(), piece) for part in _split(inner)) if inner else ()
    return _number(text, piece)


def _row(text: str, piece: str) -> Number | tuple[Number, ...]:
    if text.startswith("[") and text.endswith("]"):
        inner = text[1:-1].strip()
        return tuple(_number(part.strip(), piece) for part in _split(inner)) if inner else ()
    return _number(text, piece)


def _number(text: str, piece: str) -> Number:
    try:
        return float(text)
    except ValueError:
        pass
    entry = read([Source(0, text)]).entries[0]
    if entry.error is not None:
        raise bad_text(entry.error)
    function = entry.function
    if function is None or function.variables or function.sliders:
        raise Refusal(f"“{text}” in “{piece.strip()}” is no number.")
    try:
        return float(host(function({})))
    except LangError as error:
        raise bad_text(error) from error


def _split(text: str) -> Iterator[str]:
    """Split at the commas that stand in no bracket."""
    start = depth = 0
    for index, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def _gathered(name: str, given: Mapping[tuple[int, ...], Number]) -> Value:
    """Return the vector or matrix whose components are given one by one; Refusal where one is missing."""
    if len({len(indices) for indices in given}) > 1:
        raise Refusal(f"{name} is given both as a vector and as a matrix.")
    sizes = tuple(1 + max(indices[axis] for indices in given) for axis in range(len(next(iter(given)))))
    if max(sizes) > _MOST_COMPONENTS or math.prod(sizes) > _MOST_COMPONENTS:
        raise Refusal(f"{name} has more than {_MOST_COMPONENTS:,} components.")
    if len(sizes) == 1:
        return tuple(_component(name, given, (i,)) for i in range(sizes[0]))
    return tuple(tuple(_component(name, given, (i, j)) for j in range(sizes[1])) for i in range(sizes[0]))


def _component(name: str, given: Mapping[tuple[int, ...], Number], indices: tuple[int, ...]) -> Number:
    if indices not in given:
        missing = written(name, indices)
        raise Refusal(f"{missing} is missing.", hint=f"Give it a value too: {missing}=0.")
    return given[indices]
