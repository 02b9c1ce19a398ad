"""Ways to damage a session file, each drawn from a seeded generator."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

HUGE = (1e308, -1e308, 10**30, -(10**30), 2**63, 10**400, float("inf"))
WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    7,
    2.5,
    "",
    "nan",
    "text",
    [],
    [[]],
    [1, [2]],
    {},
    {"a": 1},
    "\ud800",
    10**400,
)


def flipped(content: bytes, random: Random) -> bytes:
    """One to five bits turned over."""
    damaged = bytearray(content)
    for _ in range(random.randint(1, 5)):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def overwritten(content: bytes, random: Random) -> bytes:
    """A block of zeros or noise."""
    at, length = random.randrange(len(content)), random.randint(1, 64)
    block = bytes(length) if random.random() < 0.5 else random.randbytes(length)
    return content[:at] + block + content[at + length :]


def cut(content: bytes, random: Random) -> bytes:
    """The end is missing."""
    return content[: random.randrange(len(content))]


def holed(content: bytes, random: Random) -> bytes:
    """A piece from the middle is missing."""
    at = random.randrange(len(content))
    return content[:at] + content[at + random.randint(1, 200) :]


def lines_lost(content: bytes, random: Random) -> bytes:
    """A line is missing, or stands twice."""
    lines = content.splitlines(keepends=True)
    at = random.randrange(len(lines))
    lines[at : at + 1] = [] if random.random() < 0.5 else [lines[at]] * 2
    return b"".join(lines)


def without_field(content: bytes, random: Random) -> bytes:
    """A field or an item is removed."""
    tree, parent, key = _place(content, random)
    del parent[key]
    return json.dumps(tree).encode()


def wrong_type(content: bytes, random: Random) -> bytes:
    """Something else stands in a field."""
    tree, parent, key = _place(content, random)
    parent[key] = copy.deepcopy(random.choice(WRONG))
    return json.dumps(tree).encode()


def huge(content: bytes, random: Random) -> bytes:
    """A number that is far too large."""
    tree, parent, key = _place(content, random, lambda value: isinstance(value, int | float))
    parent[key] = random.choice(HUGE)
    return json.dumps(tree).encode()


def renamed(content: bytes, random: Random) -> bytes:
    """A key has another letter."""
    tree, parent, key = _place(content, random, inside=dict)
    at = random.randrange(len(key))
    parent[key[:at] + random.choice("abcxyz~") + key[at + 1 :]] = parent.pop(key)
    return json.dumps(tree).encode()


def _place(
    content: bytes, random: Random, wanted: Callable[[Any], bool] = lambda _: True, inside: type = object
) -> tuple[Any, Any, Any]:
    tree = json.loads(content)
    found = [place for place in _places(tree) if isinstance(place[0], inside) and wanted(place[0][place[1]])]
    return (tree, *random.choice(found))


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from _places(tree[key])


WAYS = (flipped, overwritten, cut, holed, lines_lost, without_field, wrong_type, huge, renamed)
