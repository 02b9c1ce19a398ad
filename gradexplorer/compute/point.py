"""Value, gradient and second derivatives at one point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from time import perf_counter

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

import engine
from engine import Tensor
from engine.graph import Call, record
from gradexplorer.compute.components import Array, Components, Coordinates, constants, flat_gradients, host, raw
from gradexplorer.lang import Function, Note, describe

MOST_SECOND = 12
"""Functions of more components than this get no Hessian."""
SECONDS = 10.0
"""A Hessian whose rows take longer than this together is given up."""


class PointResult(Struct, frozen=True):
    """A function at a point with k components.

    `gradient` (k,) is the gradient there; `accumulated` (k,) is what `.grad` reads, which differs from it when earlier
    gradients were not zeroed. `second` (k, k) is the Hessian, None for many components and where it takes too long.
    """

    names: tuple[str, ...]
    point: Array
    value: float
    gradient: Array
    accumulated: Array
    second: Array | None
    notes: tuple[Note, ...]

    @property
    def newton(self) -> tuple[float, float] | None:
        """Where the parabola with this value, slope and second derivative turns, (x, y).

        None where it does not turn, and for any number of components but 1.
        x − f′/f″ is Newton's step for f′ = 0, and f − f′²/(2f″) the parabola's value there.
        """
        if len(self.point) != 1 or self.second is None or not self.second[0, 0]:
            return None
        slope, bend = float(self.gradient[0]), float(self.second[0, 0])
        return float(self.point[0]) - slope / bend, self.value - slope * slope / (2 * bend)


def evaluate(
    function: Function,
    coordinates: Coordinates,
    sliders: Mapping[str, float],
    dtype: engine.dtype = engine.float64,
    *,
    second: bool = True,
    most: int = MOST_SECOND,
) -> PointResult:
    """The function at `coordinates`, with `second` its Hessian too if it has at most `most` components.

    Raises LangError where it has no value at all (shapes, indices, bounds).
    """
    components = Components.of(function, coordinates)
    flat = components.flatten(coordinates)
    hessian = second and len(flat) <= most
    with engine.quiet():
        fixed = constants(sliders, dtype)
        variables = components.tensors(flat, dtype, requires_grad=True)
        inputs = list(variables.values())
        with record() as calls:
            output = function({**variables, **fixed}, dtype=dtype)
        gradients = flat_gradients(output, inputs, create_graph=hessian)
        gradient, value = _joined(gradients), float(host(output))
        curvature = _hessian(gradients, inputs) if hessian else None
        # The notes take a second evaluation, told part by part, and there is something to note only if one is lost.
        sound = math.isfinite(value) and bool(np.isfinite(gradient).all()) and all(map(_finite, calls))
        notes = () if sound else describe(function, {**components.tensors(flat, dtype), **fixed})
    return PointResult(components.names, flat, value, gradient, gradient, curvature, notes)


def _finite(call: Call) -> bool:
    """Whether a call was given finite numbers only: what one call makes, another is given."""
    return all(np.isfinite(raw(x)).all() if isinstance(x, Tensor) else math.isfinite(x) for x in call.inputs)


def _joined(gradients: Sequence[Tensor]) -> Array:
    return np.concatenate([host(g).reshape(-1) for g in gradients]) if gradients else np.zeros(0)


def _hessian(gradients: Sequence[Tensor], inputs: list[Tensor]) -> Array | None:
    """The gradient of each component of the gradient, row by row; None where that takes too long."""
    deadline = perf_counter() + SECONDS
    rows: list[Array] = []
    for component in (component for g in gradients for component in g.reshape(-1)):
        if perf_counter() > deadline:
            return None
        rows.append(_joined(flat_gradients(component, inputs, retain_graph=True)))
    return np.stack(rows) if rows else np.zeros((0, 0))


def evaluate_all(
    functions: Sequence[Function],
    coordinates: Coordinates,
    sliders: Mapping[str, float],
    dtype: engine.dtype = engine.float64,
    *,
    zero_grad: bool = True,
) -> list[PointResult]:
    """Several functions at one point, as a program would take them: `backward()` on each in turn, on the same leaves.

    Without `zero_grad` between them each `accumulated` is the sum so far, as `.grad` would read.
    """
    results = [evaluate(function, coordinates, sliders, dtype) for function in functions]
    if zero_grad:
        return results
    leaves: dict[str, Tensor] = {}
    fixed = constants(sliders, dtype)
    for j, function in enumerate(functions):
        components = Components.of(function, coordinates)
        leaves = {**components.tensors(results[j].point, dtype, requires_grad=True), **leaves}
        with engine.quiet():
            output = function({**leaves, **fixed}, dtype=dtype)
            if output.requires_grad:
                output.backward()
        own = [leaves[name] for name in components.shapes]
        sums = [engine.zeros_like(leaf) if leaf.grad is None else leaf.grad for leaf in own]
        results[j] = replace(results[j], accumulated=_joined(sums))
    return results
