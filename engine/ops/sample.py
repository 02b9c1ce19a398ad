"""Random values as primitives: what was drawn is a parameter, and the gradient of whatever it replaced is 0."""

from __future__ import annotations

from typing import Any

from engine.op import Op


def _none(g: Any, xp: Any) -> Any:
    return xp.zeros_like(g)


normal = Op("Normal", lambda xp, x, p: p.values, x=_none)
normal_mean = Op("Normal", lambda xp, mean, p: p.values, variant=1, mean=_none)
normal_std = Op("Normal", lambda xp, std, p: p.values, variant=2, std=_none)
normal_both = Op("Normal", lambda xp, mean, std, p: p.values, variant=3, mean=_none, std=_none)
uniform = Op("Uniform", lambda xp, x, p: p.values, x=_none)
exponential = Op("Exponential", lambda xp, x, p: p.values, x=_none)
random_between = Op("Random", lambda xp, x, p: p.values, x=_none)
random_below = Op("Random", lambda xp, x, p: p.values, variant=1, x=_none)
random_any = Op("Random", lambda xp, x, p: p.values, variant=2, x=_none)
bernoulli = Op("Bernoulli", lambda xp, x, p: p.values, x=_none)
bernoulli_tensor = Op("Bernoulli", lambda xp, x, p: p.values, variant=1, x=_none)
bernoulli_number = Op("Bernoulli", lambda xp, x, p: p.values, variant=2, x=_none)
