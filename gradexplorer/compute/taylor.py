"""Taylor polynomials of a curve, their coefficients from the engine's backward taken again and again."""

from __future__ import annotations

import math
from time import perf_counter
from typing import Literal

from msgspec import Struct

import engine
from gradexplorer.compute.components import Components, constants, flat_gradients, host
from gradexplorer.compute.sampling import Line

GROWTH = 6.0
"""A derivative takes at most about this many times as long as the one before it: its graph is that much larger."""
SECONDS = 5.0
"""The longest time for all derivatives together."""


class Taylor(Struct, frozen=True):
    """The polynomial Σ `coefficients`[k]·(t − `x`)^k.

    `ended` says why: it has the order that was asked for, the next derivative is not finite, or it would take too long.
    """

    x: float
    coefficients: tuple[float, ...]
    ended: Literal["order", "infinite", "late"] = "order"

    @property
    def order(self) -> int:
        """The order of the last derivative in it."""
        return len(self.coefficients) - 1


def expand(line: Line, x: float, order: int, seconds: float = SECONDS) -> Taylor:
    """The Taylor polynomial of `line` at `x` of `order` or, as `Taylor` says, less; order −1 where there is no value.

    Raises LangError where the function has no single value (shapes, indices, bounds).
    """
    components = Components.of(line.function, line.coordinates)
    flat = components.flatten(line.coordinates)
    flat[line.axis] = x
    name, row = components.place(line.axis)
    begun = now = perf_counter()
    coefficients: list[float] = []
    with engine.quiet():
        variables = components.tensors(flat, line.dtype)
        moving = variables[name].requires_grad_()
        derivative = line.function(
            {**variables, **constants(line.sliders, line.dtype)}, dtype=line.dtype, cancelled=line.cancelled
        )
        for k in range(order + 1):
            coefficient = float(host(derivative)) / math.factorial(k)
            if not math.isfinite(coefficient):
                return Taylor(x, tuple(coefficients), "infinite")
            coefficients.append(coefficient)
            last, now = now, perf_counter()
            if k < order:
                if (line.cancelled is not None and line.cancelled()) or GROWTH * (now - last) > seconds - (now - begun):
                    return Taylor(x, tuple(coefficients), "late")
                (gradient,) = flat_gradients(derivative, [moving], create_graph=k + 1 < order)
                derivative = gradient.reshape(-1)[row]
    return Taylor(x, tuple(coefficients))
