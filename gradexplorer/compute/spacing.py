"""Samples that stand evenly on the axis as it is shown: in equal steps, or on a logarithmic axis in equal ratios."""

from __future__ import annotations

import numpy as np

from gradexplorer.compute.components import Array


def even(low: float, high: float, count: int, log: bool = False) -> Array:
    """`count` places (count,) from `low` to `high`, both included; with `log` both are positive."""
    if not log:
        return np.linspace(low, high, count)
    places: Array = 10.0 ** np.linspace(np.log10(low), np.log10(high), count)
    places[0], places[-1] = low, high
    return places


def widened(low: float, high: float, share: float, log: bool = False) -> tuple[float, float]:
    """The range with `share` of its length on the axis added at each end."""
    if not log:
        margin = share * (high - low)
        return low - margin, high + margin
    margin = (high / low) ** share
    return max(low / margin, 1e-307), high * margin


def moved(value: float, limits: tuple[float, float], share: float, log: bool = False) -> float:
    """A value moved by `share` of the range along the axis; what is on no logarithmic axis moves as on a linear one."""
    if log and value > 0:
        return float(value * (limits[1] / limits[0]) ** share)
    return value + share * (limits[1] - limits[0])


def on_axis(values: Array, log: bool = False) -> Array:
    """Where positive values stand on a logarithmic axis, (n,); on a linear one the values themselves."""
    return np.log10(values) if log else values


def off_axis(places: Array, log: bool = False) -> Array:
    """The values at places on the axis, (n,)."""
    return 10.0**places if log else places
