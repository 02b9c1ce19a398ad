"""Gradient descent by the engine's own optimizer, every step kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

import engine
from engine import Tensor
from gradexplorer.compute.components import Array, Components, Coordinates, constants, flat_gradients, host
from gradexplorer.compute.diagnose import Verdict, diagnose
from gradexplorer.lang import Function


class Settings(Protocol):
    """What a run needs to know; the document's `Run` is one."""

    @property
    def optimizer(self) -> str:
        """The optimizer's name: "SGD"."""

    @property
    def step_size(self) -> float:
        """The learning rate."""

    @property
    def momentum(self) -> float:
        """How much of the last velocity is kept, 0 for none."""

    @property
    def steps(self) -> int:
        """The number of steps."""

    @property
    def zero_grad(self) -> bool:
        """Whether `.grad` is zeroed before each backward."""

    @property
    def no_grad(self) -> bool:
        """Whether the update is made inside `no_grad`."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A run: `points` (N+1, k), `values` (N+1,), `gradients` (N+1, k), row 0 the start.

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


class _Log:
    """The rows of a trajectory as they come."""

    def __init__(self, inputs: list[Tensor]) -> None:
        self.inputs = inputs
        self.points: list[Array] = []
        self.values: list[float] = []
        self.gradients: list[Array] = []
        self.accumulated: list[Array] = []

    def flat(self, tensors: list[Tensor]) -> Array:
        return np.concatenate([host(t).reshape(-1) for t in tensors]) if tensors else np.zeros(0)


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
    log = _Log(list(variables.values()))
    fixed = constants(sliders, dtype)
    error = None
    with engine.quiet():
        try:
            _steps(lambda: function({**variables, **fixed}, dtype=dtype), settings, log, cancelled)
        except RuntimeError as failure:
            error = str(failure)
    points = np.asarray(log.points).reshape(len(log.values), -1)
    gradients = np.asarray(log.gradients).reshape(points.shape)
    values = np.asarray(log.values)
    verdict = diagnose(points, values, gradients, settings)
    return Trajectory(
        components.names, points, values, gradients, np.asarray(log.accumulated).reshape(points.shape), verdict, error
    )


def _steps(
    objective: Callable[[], Tensor], settings: Settings, log: _Log, cancelled: Callable[[], bool] | None
) -> None:
    """The loop as a learner writes it: zero, forward, backward, log, step."""
    inputs = log.inputs
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
                fresh = log.flat(flat_gradients(output, inputs, retain_graph=True))
            output.backward()
        read = log.flat([engine.zeros_like(x) if x.grad is None else x.grad for x in inputs])
        log.points.append(log.flat(inputs))
        log.values.append(float(host(output)))
        log.gradients.append(read if fresh is None else fresh)
        log.accumulated.append(read)
        if step < settings.steps and optimizer is not None:
            _update(optimizer, inputs, settings)


def _update(optimizer: Any, inputs: list[Tensor], settings: Settings) -> None:
    """One step. Without `no_grad` it is the update a learner writes first, in place, and the engine refuses it."""
    if settings.no_grad:
        optimizer.step()
        return
    for x in inputs:
        if x.grad is not None:
            x.sub_(settings.step_size * x.grad)  # type: ignore[attr-defined]
