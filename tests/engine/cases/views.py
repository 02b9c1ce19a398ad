"""In-place operations and writes through views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.engine.operator_table import REAL, Case


def _set(b: Any, write: Callable[[Any], Any]) -> Any:
    write(b)
    return b.exp()


def _view_of_view(a: Any) -> Any:
    b = a.clone()
    row, flat = b[0], b.view(-1)
    row.mul_(2)
    flat[3:6] = a[1, :3] ** 2
    return b * row + flat.sin().sum()


def _into_constant(t: Any, a: Any) -> Any:
    b = t.zeros(3, 4, dtype=t.float64, device=a.device)
    b[1] = a[0] ** 2
    row = b[1]
    row.mul_(a[2])
    return b


CASES = (
    Case("setitem", lambda t, a: _set(a * 2, lambda b: b.__setitem__(0, b[1] * 3)), (REAL,)),
    Case("setitem mask", lambda t, a: _set(a * a, lambda b: b.__setitem__(b > 1, 0.5)), (REAL,)),
    Case("setitem list", lambda t, a: _set(a * a, lambda b: b.__setitem__([0, 2], a[1] ** 2)), (REAL,)),
    Case("mul_ on a view", lambda t, a: _set(a * 2, lambda b: b[:, 1].mul_(a[:, 2])), (REAL,)),
    Case("add_", lambda t, a: (a * a).add_(a[0]).exp_(), (REAL,)),
    Case("fill_ of a part", lambda t, a: _set(a**2, lambda b: b[1].fill_(3)), (REAL,)),
    Case("zero_ of a part", lambda t, a: _set(a**2, lambda b: b[:, 0].zero_()), (REAL,)),
    Case("copy_ into a part", lambda t, a: _set(a**2, lambda b: b[1].copy_(a[0] ** 3)), (REAL,)),
    Case("views of a view", lambda t, a: _view_of_view(a), (REAL,)),
    Case("into a constant", lambda t, a: _into_constant(t, a), (REAL,)),
    Case("masked_fill_", lambda t, a: (a * a).masked_fill_(a > 0, 2.0) * a, (REAL,)),
)
