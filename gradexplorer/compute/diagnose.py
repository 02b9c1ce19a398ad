"""What became of a run, in a word and in a sentence."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array

FAR = 1e12
"""So many times further than its start (or than 1) a run counts as diverged."""
NEAR = 1e-7
"""A run whose way to its limit is this share of the way it has come, or less, counts as converged."""
WINDOW = 10
"""Steps over which the length of the moves is compared."""


class Settings(Protocol):
    """What a verdict needs to know of a run's settings."""

    @property
    def step_size(self) -> float:
        """The learning rate."""

    @property
    def momentum(self) -> float:
        """How much of the last velocity is kept."""

    @property
    def zero_grad(self) -> bool:
        """Whether `.grad` is zeroed before each backward."""


class Verdict(Struct, frozen=True):
    """What became of a run.

    `kind` is "running", "converged", "diverged" or "nan"; `since` the first step of which that is true. `pattern` names
    what a running run does ("two-cycle", of which `since` tells then), "" where nothing is to be said; `detail` is a
    sentence.
    """

    kind: str
    since: int | None
    detail: str
    pattern: str = ""


def diagnose(
    points: Array, values: Array, gradients: Array, settings: Settings, precision: float = 2.0**-52
) -> Verdict:
    """Judge a run from its rows: `points` (N+1, k), `values` (N+1,), `gradients` (N+1, k).

    `precision` is the relative precision that it was computed in.
    """
    if not len(values):
        return Verdict("running", None, "Nothing has been computed yet.")
    return (
        _broken_down(points, values, gradients, settings)
        or _settled(points, values, gradients, precision)
        or _cycle(points, precision)
        or _still_moving(points, values, gradients)
    )


def _broken_down(points: Array, values: Array, gradients: Array, settings: Settings) -> Verdict | None:
    size = np.abs(points).max(axis=1, initial=0)
    far = (size > FAR * max(1.0, float(np.nan_to_num(size[0])))) | np.isinf(values) | np.isinf(size)
    nan = np.isnan(values) | np.isnan(points).any(axis=1) | np.isnan(gradients).any(axis=1)
    if not (far | nan).any():
        return None
    first = int(np.argmax(far | nan))
    if nan[first]:
        what = "point" if np.isnan(points[first]).any() else "value" if np.isnan(values[first]) else "gradient"
        return Verdict("nan", first, f"At step {first} the {what} is not a number.")
    if np.isinf(values[first]) and not np.isinf(size[first]):
        where, cause = "the value is infinite", _cause(points, gradients, settings, first)
    else:
        where = f"the point is {size[first]:.2g} away from 0"
        cause = _cause(points, gradients, settings, first, values)
    return Verdict("diverged", first, f"At step {first} {where}.{cause}")


def _cause(points: Array, gradients: Array, settings: Settings, end: int, values: Array | None = None) -> str:
    """Why the steps grew, where it can be told: too long for the curvature, or down a slope without an end."""
    product = _overshoot(points[: end + 1], gradients[: end + 1], settings.step_size)
    # Velocity that is kept allows longer steps; a gradient that is never zeroed is a velocity that is all kept.
    kept = settings.momentum if settings.zero_grad else 1.0
    if product > 2 * (1 + kept) and (settings.zero_grad or not settings.momentum):
        limit = f"{2 * (1 + kept):.3g}"
        return f" Each step overshoots by more than the last: step size × curvature = {product:.3g}, over {limit}."
    if values is not None and values[end] < values[0]:
        return " The value falls without end that way."
    return ""


def _overshoot(points: Array, gradients: Array, step_size: float) -> float:
    """Step size times the curvature met along the way: the change of the gradient over the change of the point.

    Where the gradient did not turn round between two steps, nothing was overshot, and that step does not count.
    """
    with np.errstate(all="ignore"):
        moved, changed = np.diff(points, axis=0), np.diff(gradients, axis=0)
        along, length = np.sum(moved * changed, axis=1), np.sum(moved * moved, axis=1)
        curvature = along / length
    known = curvature[np.isfinite(curvature)]
    return float(step_size * np.median(known)) if len(known) else 0.0


def _settled(points: Array, values: Array, gradients: Array, precision: float) -> Verdict | None:
    """Converged: what is left of the way, if the moves go on shrinking as they do, is next to nothing.

    So a tiny step size is not taken for rest: its moves are small, but they do not shrink.
    """
    last = points[-1]
    slopes = np.abs(gradients).max(axis=1, initial=0)
    if slopes[-1] == 0:
        return Verdict("converged", _since(points, 0.0), "The gradient is 0 here: no step moves the point.")
    if len(points) < 3:
        return None
    size = np.abs(last).max(initial=0)
    way = np.abs(points - last).max(initial=0)
    moves = np.abs(np.diff(points, axis=0)).max(axis=1, initial=0)
    if moves[-1] <= 4 * precision * size:
        # Moves that floats do not resolve: at rest if the slope is gone, else the step size is too small to move.
        gone = slopes[-1] <= max(1e-6, 100 * precision) * slopes.max()
        if not gone and slopes[-1] > max(1e-10, 10 * precision) * max(1.0, abs(float(values[-1]))):
            return None
    elif _left(moves) > NEAR * min(float(way), 1 + float(size)):
        return None
    since = _since(points, 10 * NEAR * min(float(way), 1 + float(size)))
    detail = f"The gradient has come down to {slopes[-1]:.1e}; the steps hardly move the point."
    return Verdict("converged", since, detail)


def _left(moves: Array) -> float:
    """How far it is to the limit, if the moves go on shrinking by the factor by which they shrank lately."""
    window = min(WINDOW, len(moves) // 2)
    now, before = float(moves[-window:].max()), float(moves[-2 * window : -window].max())
    if now == 0:
        return 0.0
    if not now < before:
        return np.inf
    factor = (now / before) ** (1 / window)
    return now * factor / (1 - factor) if factor < 1 else np.inf


def _since(points: Array, reach: float) -> int:
    """The first step from which on every point is within `reach` of the last."""
    away = np.abs(points - points[-1]).max(axis=1, initial=0) > reach
    return int(np.flatnonzero(away)[-1]) + 1 if away.any() else 0


def _cycle(points: Array, precision: float) -> Verdict | None:
    """Two points taken in turn, each of them at rest or coming to rest."""
    if len(points) < 6:
        return None
    swing = np.abs(points[-1] - points[-2]).max(initial=0)
    moves = np.abs(points[2:] - points[:-2]).max(axis=1, initial=0)
    # A slowly shrinking swing is none: its every second point has a long way to go.
    if swing == 0 or (moves[-2:].max() > max(1e-9, 100 * precision) * swing and _left(moves) > 0.01 * swing):
        return None
    turn = (len(points) - 1 - np.arange(len(points))) % 2
    apart = np.abs(points - np.where(turn[:, None], points[-2], points[-1])).max(axis=1) > 0.02 * swing
    since = int(np.flatnonzero(apart)[-1]) + 1 if apart.any() else 0
    if len(points) - since < 4:
        return None
    return Verdict(
        "running", since, f"From step {since} on the steps go back and forth between two points.", "two-cycle"
    )


def _still_moving(points: Array, values: Array, gradients: Array) -> Verdict:
    if len(values) < 2:
        return Verdict("running", None, "No step has been made yet.")
    moved = float(np.abs(points[-1] - points[-2]).max(initial=0))
    if moved == 0:
        slope = np.abs(gradients[-1]).max(initial=0)
        detail = f"The slope is still {slope:.2g}, but the steps are too small to move the point."
        return Verdict("running", None, detail)
    change = float(values[-1] - values[0])
    told = "not changed" if change == 0 else f"{'fallen' if change < 0 else 'risen'} by {abs(change):.4g}"
    return Verdict("running", None, f"The value has {told}; the last step still moved by {moved:.2g}.")
