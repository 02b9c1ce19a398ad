"""Primitives of whole numbers, and of a number's parts: divisors, multiples, mantissas, neighbours."""

from __future__ import annotations

import math

from engine.op import Elementwise

gcd = Elementwise("Gcd", lambda xp, x, y: xp.gcd(x, y), casts="promote")
lcm = Elementwise("Lcm", lambda xp, x, y: xp.lcm(x, y), casts="promote")
nextafter = Elementwise(
    "Nextafter",
    lambda xp, x, y: xp.nextafter(x, y),
    casts="promote",
    noisy=True,
    x=lambda g, x, y, xp: xp.where(x == y, 0, g),
    y=lambda g, xp: xp.zeros_like(g),
)
ldexp = Elementwise(
    "Ldexp",
    lambda xp, x, y: x * xp.exp2(y),
    casts="promote",
    noisy=True,
    x=lambda g, y, xp: g * xp.exp2(y),
    y=lambda g, out: g * out * math.log(2),
)
# `power` is two to the exponent of each element, in its dtype.
frexp = Elementwise("Frexp", lambda xp, x, power: xp.frexp(x)[0], x=lambda g, power: g / power)
