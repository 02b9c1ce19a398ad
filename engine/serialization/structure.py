"""Nested dicts, lists and tuples as a table that JSON can hold, and back.

Every container and tensor is one entry of the table `objects`, after those it contains, and is referred to by its
number: `{"at": 3}`. So what stands in two places stays one, nothing is nested, and no depth is too great. Numbers,
texts and the like stand where they are used; what JSON has no form for is a dict of one key, such as
`{"float": "nan"}`.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

from engine import dtypes
from engine.device import device
from engine.size import Size
from engine.tensor import Tensor

Path: TypeAlias = "tuple[Path, Any] | None"
"""The way to a part: the way to what contains it, and its key there."""

PLAIN = (type(None), bool, str, int, float, dtypes.DType, device, Size)
CONTAINERS: dict[str, type] = {"list": list, "tuple": tuple, "dict": dict, "OrderedDict": OrderedDict}
_NAMES = {kind: name for name, kind in CONTAINERS.items()}
_LARGE = 2**63
"""Integers from here on are written in hexadecimal: other readers of JSON have no such numbers."""
KEEPS = "tensors, dicts, lists, tuples, numbers, strings, bools, None, dtypes, devices and sizes"


class Damaged(ValueError):
    """What a file holds is not what `save` writes; the text says what is wrong, and `number` of which object."""

    def __init__(self, text: str, number: int | None = None) -> None:
        super().__init__(text)
        self.number = number


def place(path: Path) -> str:
    """A way as it is written in Python: `['layers'][0]`."""
    keys: list[str] = []
    while path is not None:
        path, key = path
        keys.append(f"[{key!r}]")
    return "".join(reversed(keys))


class Table:
    """The objects of a nested structure, those that others contain first; `tensors` are all it has.

    TypeError for what a file cannot keep, ValueError for what contains itself; both name the place.
    """

    def __init__(self, root: Any, describe: Callable[[int, Tensor], Any]) -> None:
        self._describe = describe
        self._numbers: dict[int, int] = {}
        self.tensors: list[Tensor] = []
        self.objects: list[Any] = []
        self._read(root)
        self.root = self._value(root)

    def _read(self, root: Any) -> None:
        around: set[int] = set()  # the containers that the present one lies in
        stack: list[tuple[Any, Path, bool]] = [(root, None, False)]
        while stack:
            value, path, read = stack.pop()
            if type(value) in PLAIN or id(value) in self._numbers:
                continue
            if not isinstance(value, Tensor) and not read:
                if id(value) in around:
                    raise ValueError(f"obj{place(path)} contains itself, which a file of engine.save cannot")
                around.add(id(value))
                stack.append((value, path, True))
                stack += [(part, (path, key), False) for key, part in _parts(value, path)][::-1]
                continue
            around.discard(id(value))
            self._numbers[id(value)] = len(self.objects)
            self.objects.append(self._entry(value))

    def _entry(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            self.tensors.append(value)
            return {"tensor": self._describe(len(self.tensors) - 1, value)}
        if isinstance(value, dict):
            return {_NAMES[type(value)]: [[self._value(key), self._value(part)] for key, part in value.items()]}
        return {_NAMES[type(value)]: [self._value(part) for part in value]}

    def _value(self, value: Any) -> Any:
        kind = type(value)
        if kind not in PLAIN:
            return {"at": self._numbers[id(value)]}
        if kind is int and not -_LARGE <= value < _LARGE:
            return {"int": hex(value)}
        if kind is float and not math.isfinite(value):
            return {"float": repr(value)}
        if kind is dtypes.DType:
            return {"dtype": value.name}
        if kind is device:
            return {"device": str(value)}
        return {"Size": list(value)} if kind is Size else value


def _parts(value: Any, path: Path) -> Iterator[tuple[Any, Any]]:
    """What a container holds, keys of dicts included, each with its key. TypeError for what is none of ours."""
    if type(value) not in _NAMES:
        hint = ""
        if isinstance(value, np.ndarray):
            hint = "; engine.from_numpy makes a tensor of it"
        elif isinstance(value, np.generic):
            hint = "; its item() is a number of Python's"
        raise TypeError(f"obj{place(path)} is of type {_kind(value)}; engine.save keeps {KEEPS}{hint}")
    if isinstance(value, dict):
        for key, part in value.items():
            yield key, key
            yield key, part
    else:
        yield from enumerate(value)


def _kind(value: Any) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def rebuild(objects: Any, root: Any, make: Callable[[Any], Tensor]) -> Any:
    """The structure that a Table was made of. Raises Damaged for what no Table writes."""
    if not isinstance(objects, list):
        raise Damaged("'objects' is no list")
    made: list[Any] = []
    try:
        for entry in objects:
            made.append(_rebuilt(entry, made, make))
        return _read_value(root, made)
    except (ValueError, TypeError, OverflowError, RuntimeError, MemoryError) as error:
        number = len(made) if len(made) < len(objects) else None
        raise Damaged(str(error) or type(error).__name__, number) from error


def _rebuilt(entry: Any, made: list[Any], make: Callable[[Any], Tensor]) -> Any:
    kind, content = _only(entry)
    if kind == "tensor":
        return make(content)
    if kind not in CONTAINERS or not isinstance(content, list):
        raise Damaged(f"{kind!r} is no kind of object that engine.save writes")
    if not issubclass(CONTAINERS[kind], dict):
        return CONTAINERS[kind](_read_value(part, made) for part in content)
    pairs = [(_read_value(key, made), _read_value(part, made)) for key, part in content]
    found = CONTAINERS[kind](pairs)
    if len(found) != len(pairs):
        raise Damaged("a key stands twice in a dict")
    return found


def _only(entry: Any) -> tuple[str, Any]:
    if not isinstance(entry, dict) or len(entry) != 1:
        raise Damaged(f"{str(entry)[:60]} is not written by engine.save")
    return next(iter(entry.items()))


def _read_value(value: Any, made: list[Any]) -> Any:
    if value is None or type(value) in (bool, str, int, float):
        return value
    kind, content = _only(value)
    if kind == "at":
        return made[counted(content, "the number of an object", len(made))]
    if kind == "Size" and isinstance(content, list):
        return Size([counted(n, "a size") for n in content])
    if not isinstance(content, str):
        raise Damaged(f"{kind!r} is no kind of value that engine.save writes")
    if kind == "int":
        return int(content, 16)
    if kind == "float":
        return float(content)
    if kind == "dtype":
        return named_dtype(content)
    if kind == "device":
        return device(content)
    raise Damaged(f"{kind!r} is no kind of value that engine.save writes")


def named_dtype(name: Any) -> dtypes.DType:
    """The dtype of this name. Raises Damaged for any other."""
    found = next((dtype for dtype in dtypes.ALL if dtype.name == name), None)
    if found is None:
        raise Damaged(f"there is no dtype {repr(name)[:60]}")
    return found


def counted(value: Any, what: str, end: int = _LARGE) -> int:
    """`value` as an integer from 0 to before `end`. Raises Damaged for anything else."""
    if type(value) is not int or not 0 <= value < end:
        raise Damaged(f"{repr(value)[:60]} is not {what}" + (f", of which there are {end}" if end < _LARGE else ""))
    return value


def found_at(objects: Any, root: Any, number: int) -> str:
    """Where in the structure an object stands, as `['layers'][0]`, as far as the table can be read."""
    ways: dict[int, Path] = {}
    stack: list[tuple[Any, Path]] = [(root, None)]
    while stack:
        value, path = stack.pop()
        at = value.get("at") if isinstance(value, dict) else None
        if type(at) is not int or at in ways or not 0 <= at < len(objects):
            continue
        ways[at] = path
        if at == number:
            return place(path)
        entry = objects[at]
        kind, content = next(iter(entry.items()), ("", None)) if isinstance(entry, dict) else ("", None)
        if kind not in CONTAINERS or not isinstance(content, list):
            continue
        for position, part in enumerate(content):
            if issubclass(CONTAINERS[kind], dict):
                if isinstance(part, list) and len(part) == 2:
                    stack += [(part[0], path), (part[1], (path, part[0]))]
            else:
                stack.append((part, (path, position)))
    return ""
