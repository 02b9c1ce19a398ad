"""What became of a run, in a word and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gradexplorer.compute.components import Array

FAR = 1e12
"""Beyond this a run counts as diverged."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a run.

    `kind` is "running", "converged", "diverged" or "nan"; `since` the first step of which that is true. `pattern` names
    what a running run does ("two-cycle"), "" where nothing is to be said; `detail` is a sentence.
    """

    kind: str
    since: int | None
    detail: str
    pattern: str = ""


def diagnose(points: Array, values: Array, gradients: Array, settings: Any) -> Verdict:
    """Judge a run from its rows: `points` (N+1, k), `values` (N+1,), `gradients` (N+1, k)."""
    if not len(values):
        return Verdict("running", None, "No step was made.")
    return (
        _broken_down(points, values, gradients, settings)
        or _settled(points, gradients)
        or _cycle(points)
        or _still_moving(points, values)
    )


def _broken_down(points: Array, values: Array, gradients: Array, settings: Any) -> Verdict | None:
    size = np.abs(points).max(axis=1, initial=0)
    far = (size > FAR) | np.isinf(values) | np.isinf(size)
    nan = np.isnan(values) | np.isnan(points).any(axis=1) | np.isnan(gradients).any(axis=1)
    first_far = int(np.argmax(far)) if far.any() else len(values)
    first_nan = int(np.argmax(nan)) if nan.any() else len(values)
    if first_far == first_nan == len(values):
        return None
    if first_nan <= first_far:
        what = "value" if np.isnan(values[first_nan]) else "gradient"
        return Verdict("nan", first_nan, f"At step {first_nan} the {what} is not a number.")
    product = _overshoot(points, gradients, settings.step_size, first_far)
    cause = f" step size × curvature = {product:.3g}, over 2." if product > 2 else ""
    return Verdict("diverged", first_far, f"Each step overshoots by more than the last.{cause}")


def _overshoot(points: Array, gradients: Array, step_size: float, end: int) -> float:
    """Step size times the curvature met along the way: the change of the gradient over the change of the point."""
    moved = np.linalg.norm(np.diff(points[:end], axis=0), axis=1)
    changed = np.linalg.norm(np.diff(gradients[:end], axis=0), axis=1)
    ok = np.isfinite(moved) & np.isfinite(changed) & (moved > 0)
    return float(step_size * np.median(changed[ok] / moved[ok])) if ok.any() else 0.0


def _settled(points: Array, gradients: Array) -> Verdict | None:
    """Converged: the last steps move by next to nothing, and not only because the step size is tiny."""
    if len(points) < 2:
        return None
    last = points[-1]
    scale = 1 + np.abs(last).max(initial=0)
    slope, first = np.abs(gradients[-1]).max(initial=0), np.abs(gradients[0]).max(initial=0)
    moved = np.abs(points[-1] - points[-2]).max(initial=0)
    if moved > 1e-8 * scale or slope > 1e-4 * max(1.0, first):
        return None
    away = np.abs(points - last).max(axis=1, initial=0) > 1e-6 * scale
    since = int(np.flatnonzero(away)[-1]) + 1 if away.any() else 0
    return Verdict("converged", since, f"The gradient has come down to {slope:.1e}; the steps move no further.")


def _cycle(points: Array) -> Verdict | None:
    """Two points taken in turn."""
    if len(points) < 6:
        return None
    swing = np.abs(points[-1] - points[-2]).max(initial=0)
    if swing == 0 or np.abs(points[-1] - points[-3]).max(initial=0) > 1e-3 * swing:
        return None
    apart = np.abs(points[2:] - points[:-2]).max(axis=1, initial=0) > 0.02 * swing
    since = int(np.flatnonzero(apart)[-1]) + 1 if apart.any() else 0
    if len(points) - since < 4:
        return None
    return Verdict(
        "running", since, f"From step {since} on the steps go back and forth between two points.", "two-cycle"
    )


def _still_moving(points: Array, values: Array) -> Verdict:
    if len(values) < 2:
        return Verdict("running", None, "No step has been made yet.")
    fell = float(values[0] - values[-1])
    moved = float(np.abs(points[-1] - points[-2]).max(initial=0))
    way = "fallen" if fell >= 0 else "risen"
    return Verdict("running", None, f"The value has {way} by {abs(fell):.4g}; the last step still moved by {moved:.2g}.")
