"""Variance and standard deviation, alone and with the mean.

`p.count` is the number of elements of a line, `p.freedom` that less the correction: what the sum of squares is divided
by.
"""

from __future__ import annotations

import math
from typing import Any

from engine.op import Op
from engine.ops.reduce import kept, mean, narrowed, widened


def _squares(xp: Any, x: Any, p: Any) -> Any:
    """The sum of squares about the mean, over the degrees of freedom or 0, in two passes."""
    centred = _centred(x, p, xp)
    return xp.sum(centred * centred, axis=p.axis, keepdims=p.keepdims) / max(p.freedom, 0)


def _centred(x: Any, p: Any, xp: Any) -> Any:
    return x - xp.mean(x, axis=p.axis, keepdims=True) if p.count else x


def _var(xp: Any, x: Any, p: Any) -> Any:
    return narrowed(_squares(xp, widened(x), p), x)


def _std(xp: Any, x: Any, p: Any) -> Any:
    return narrowed(xp.sqrt(_squares(xp, widened(x), p)), x)


def _var_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    """2 (x - mean) over the degrees of freedom; where none are left, nan at the mean and infinite elsewhere."""
    centred = _centred(x, p, xp)
    if p.axis is None and p.freedom <= 0:
        return g * xp.where(centred == 0, math.nan * xp.ones_like(x), math.inf)
    return kept(g, p, xp) * centred * (2 / p.freedom if p.freedom else math.inf)


def _std_gradient(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    """Of the square root of the variance; 0 where there is no deviation."""
    return _var_gradient(xp.where(out == 0, 0, g / (out * 2)), x, p, xp)


def _mean_gradient(g: Any, p: Any, xp: Any) -> Any:
    return xp.spread(kept(g, p, xp), p.shape) / p.count


def _added(first: Any, second: Any) -> Any:
    """The sum of two gradients, either of which may be missing."""
    return second if first is None else first if second is None else first + second


def _var_mean_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    deviation, centre = g
    return _added(
        None if deviation is None else _var_gradient(deviation, x, p, xp),
        None if centre is None else _mean_gradient(centre, p, xp),
    )


def _std_mean_gradient(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    deviation, centre = g
    return _added(
        None if deviation is None else _std_gradient(deviation, x, out[0], p, xp),
        None if centre is None else _mean_gradient(centre, p, xp),
    )


var = Op("Var", _var, noisy=True, x=_var_gradient)
std = Op("Std", _std, noisy=True, x=_std_gradient)
var_mean = Op("VarMean", lambda xp, x, p: (_var(xp, x, p), mean(xp, x, p)), noisy=True, x=_var_mean_gradient)
std_mean = Op("StdMean", lambda xp, x, p: (_std(xp, x, p), mean(xp, x, p)), noisy=True, x=_std_mean_gradient)
