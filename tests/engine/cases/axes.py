"""The order of dims, and of the elements along them."""

from __future__ import annotations

from typing import Any

from tests.engine.operator_table import CUBE, REAL, ROW, Case


def _turned(a: Any, name: str, *arguments: Any) -> Any:
    b = a * a
    assert getattr(b, name)(*arguments) is b
    return b


CASES = (
    Case("T", lambda t, a: a.T, (REAL,)),
    Case("mT", lambda t, a: a.mT, (CUBE,)),
    Case("H", lambda t, a: a.H, (REAL,)),
    Case("mH", lambda t, a: a.mH, (CUBE,)),
    Case("adjoint", lambda t, a: t.adjoint(a), (CUBE,)),
    Case("t", lambda t, a: a.t(), (REAL,)),
    Case("transpose", lambda t, a: a.transpose(0, -1), (CUBE,)),
    Case("transpose of a 0-d", lambda t, a: (a[0] ** 2).transpose(0, -1), (ROW,)),
    Case("swapaxes", lambda t, a: t.swapaxes(a, 0, 1), (CUBE,)),
    Case("swapdims", lambda t, a: a.swapdims(0, 1), (CUBE,)),
    Case("permute", lambda t, a: a.permute(2, 0, 1), (CUBE,)),
    Case("movedim", lambda t, a: a.movedim(0, -1), (CUBE,)),
    Case("movedim of two", lambda t, a: t.movedim(a, (0, 2), (1, 0)), (CUBE,)),
    Case("moveaxis", lambda t, a: a.moveaxis((0, 1), (1, 2)), (CUBE,)),
    Case("flip", lambda t, a: a.flip(0, 1), (REAL,)),
    Case("flip nothing", lambda t, a: a.flip(()), (REAL,)),
    Case("fliplr", lambda t, a: t.fliplr(a), (REAL,)),
    Case("flipud", lambda t, a: t.flipud(a), (REAL,)),
    Case("flipud of a vector", lambda t, a: a.flipud(), (ROW,)),
    Case("roll", lambda t, a: t.roll(a, 2), (REAL,)),
    Case("roll dims", lambda t, a: a.roll((1, -5), (0, 2)), (CUBE,)),
    Case("roll one dim twice", lambda t, a: a.roll((1, 2), (-1, -1)), (REAL,)),
    Case("roll of a 0-d", lambda t, a: (a[0] ** 2).roll(1), (ROW,)),
    *(Case(f"rot90 {k}", lambda t, a, k=k: t.rot90(a, k, (0, 2)), (CUBE,)) for k in (0, 1, 2, -1, 5)),
    Case("transpose_", lambda t, a: _turned(a, "transpose_", 0, 2), (CUBE,)),
    Case("t_", lambda t, a: _turned(a, "t_"), (REAL,)),
    Case("squeeze_", lambda t, a: _turned(a[:1, None], "squeeze_"), (REAL,)),
    Case("squeeze_ dim", lambda t, a: _turned(a[:1], "squeeze_", 0), (REAL,)),
    Case("squeeze_ dims", lambda t, a: _turned(a[:1, None], "squeeze_", (0, 1)), (REAL,)),
    Case("unsqueeze_", lambda t, a: _turned(a, "unsqueeze_", -1), (REAL,)),
)
