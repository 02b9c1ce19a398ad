"""Gradient descent by the engine's own optimizer, every step kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
from msgspec import Struct, field

import engine
from engine import Tensor
from gradexplorer.compute import diagnose as diagnosis
from gradexplorer.compute.components import Array, Components, Coordinates, constants, flat_gradients, host
from gradexplorer.compute.diagnose import Verdict, diagnose
from gradexplorer.lang import Function


class Settings(diagnosis.Settings, Protocol):
    """What a run needs to know; the document's `Run` is one."""

    @property
    def optimizer(self) -> str:
        """The optimizer's name: "SGD"."""

    @property
    def steps(self) -> int:
        """The number of steps."""

    @property
    def no_grad(self) -> bool:
        """Whether the update is made inside `no_grad`."""


class Trajectory(Struct, frozen=True):
    """A run: `points` (N+1, k), `values` (N+1,), `gradients` (N+1, k) in float64, row 0 the start.

    `accumulated` (N+1, k) is what `.grad` read when the step was made. A run that failed has the rows up to the failure
    and the engine's words in `error`.
    """

    names: tuple[str, ...]
    points: Array
    values: Array
    gradients: Array
    accumulated: Array
    verdict: Verdict
    error: str | None = None


class _Log(Struct):
    """The rows of a trajectory as they come: for each step, one array a variable."""

    points: list[list[Array]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    gradients: list[list[Array]] = field(default_factory=list)
    accumulated: list[list[Array]] = field(default_factory=list)


def descend(
    function: Function,
    start: Coordinates,
    sliders: Mapping[str, float],
    settings: Settings,
    dtype: engine.dtype = engine.float64,
    cancelled: Callable[[], bool] | None = None,
) -> Trajectory:
    """Run `settings.steps` steps of `settings.optimizer` from `start`; fewer if cancelled or failed.

    Raises LangError where the function has no value, ValueError for an unknown optimizer.
    """
    if settings.optimizer != "SGD":
        raise ValueError(f"there is no optimizer {settings.optimizer!r}; SGD is the one there is")
    components = Components.of(function, start)
    variables = components.tensors(components.flatten(start), dtype, requires_grad=True)
    given = {**variables, **constants(sliders, dtype)}
    log, error = _Log(), None
    with engine.quiet():
        try:
            _steps(lambda: function(given, dtype=dtype), list(variables.values()), settings, log, cancelled)
        except RuntimeError as failure:
            error = str(failure)
    points, gradients, accumulated = (
        _rows(rows, len(components.names)) for rows in (log.points, log.gradients, log.accumulated)
    )
    values = np.asarray(log.values, dtype=np.float64)
    verdict = diagnose(points, values, gradients, settings, float(np.finfo(dtype.numpy).eps))
    return Trajectory(components.names, points, values, gradients, accumulated, verdict, error)


def _steps(
    objective: Callable[[], Tensor],
    inputs: list[Tensor],
    settings: Settings,
    log: _Log,
    cancelled: Callable[[], bool] | None,
) -> None:
    """The loop as a learner writes it: zero, forward, backward, log, step."""
    optimizer = engine.optim.SGD(inputs, lr=settings.step_size, momentum=settings.momentum) if inputs else None
    for step in range(settings.steps + 1):
        if cancelled is not None and cancelled():
            return
        if optimizer is not None and settings.zero_grad:
            optimizer.zero_grad()
        output = objective()
        fresh = None
        if output.requires_grad:
            if not settings.zero_grad:
                fresh = [host(g) for g in flat_gradients(output, inputs, retain_graph=True)]
            output.backward()
        # A copy each: the optimizer and the next backward write into these arrays.
        read = [np.zeros(x.shape) if x.grad is None else host(x.grad).copy() for x in inputs]
        log.points.append([host(x).copy() for x in inputs])
        log.values.append(float(host(output)))
        log.gradients.append(read if fresh is None else fresh)
        log.accumulated.append(read)
        if step < settings.steps and optimizer is not None:
            _update(optimizer, inputs, settings)


def _update(optimizer: engine.optim.SGD, inputs: list[Tensor], settings: Settings) -> None:
    """One step. Without `no_grad` it is the update a learner writes first, in place, and the engine refuses it."""
    if settings.no_grad:
        optimizer.step()
        return
    for x in inputs:
        if x.grad is not None:
            x.sub_(settings.step_size * x.grad)


def _rows(steps: list[list[Array]], size: int) -> Array:
    """One row of `size` components for each step, (len(steps), size)."""
    columns = [np.stack(variable).reshape(len(steps), -1) for variable in zip(*steps, strict=True)]
    return np.concatenate(columns, axis=1) if columns else np.zeros((len(steps), size))
