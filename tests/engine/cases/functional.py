"""Activations and losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.engine.operator_table import CUBE, REAL, ROW, Case


def _mse(reduction: str) -> Callable[..., Any]:
    return lambda t, a, b: t.nn.functional.mse_loss(a, b, reduction=reduction)


CASES = (
    Case("softplus", lambda t, a: t.nn.functional.softplus(a), (REAL * 10,)),
    Case("softplus beta", lambda t, a: t.nn.functional.softplus(a, beta=2, threshold=5), (REAL * 4,)),
    Case("leaky_relu", lambda t, a: t.nn.functional.leaky_relu(a, 0.1), (REAL,)),
    Case("linear of a batch", lambda t, a, b, c: t.nn.functional.linear(a, b, c), (CUBE, REAL, ROW[:3])),
    *(
        Case(f"mse_loss {way}", _mse(way), (ROW, ROW**2))
        for way in ("sum", "none")
    ),
    Case("silu", lambda t, a: t.nn.functional.silu(a), (REAL,)),
    Case("linear", lambda t, a, b: t.nn.functional.linear(a, b), (REAL, CUBE[0])),
    Case("linear bias", lambda t, a, b, c: t.nn.functional.linear(a, b, c), (REAL, CUBE[0], ROW[:3])),
    Case("mse_loss", lambda t, a, b: t.nn.functional.mse_loss(a, b), (REAL, CUBE[0])),
    Case("l1_loss", lambda t, a, b: t.nn.functional.l1_loss(a, b, reduction="sum"), (REAL, CUBE[0])),
)
