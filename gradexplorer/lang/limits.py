"""The bounds of the language: what is more than this is answered at once with a clear error."""

from __future__ import annotations

from typing import Final

SOURCE_BYTES: Final = 100_000
"""Longest text of one entry, in bytes of UTF-8."""

NESTING: Final = 100
"""Most brackets (and prefix signs, and exponents) inside each other."""

TREE_DEPTH: Final = 400
"""Deepest tree, definitions that use each other included."""

POSTFIX: Final = 20
"""Most postfix signs (`!`, superscripts, indices) behind one operand."""

LONGEST_RUN: Final = 1_000
"""Most letters in a row that are split into factors."""

NODES: Final = 50_000
"""Most nodes in the tree of one entry."""

ARRAY_ELEMENTS: Final = 5_000_000
"""Most numbers in one array."""

TOTAL_ELEMENTS: Final = 20_000_000
"""Most numbers in all arrays of one evaluation that are alive, or saved for gradients, at the same time."""

NODE: Final = 128
"""An operation that its gradient needs counts as at least so many numbers: what its node in the graph takes."""

TURNS: Final = 100_000
"""Most turns of loops and series in one evaluation at one point, nested ones multiplied; at many points at once turns
times points are at most 20,000,000."""

LOOK_EVERY: Final = 65_536
"""How many numbers are made before the clock, and whether the caller has cancelled, are looked at again."""

MULTIPLY_ADDS: Final = 2_000_000_000
"""Most multiply-adds of one matrix product."""

SECONDS: Final = 2.0
"""Longest evaluation in seconds, unless the caller sets another."""

DERIVATIVE_ORDER: Final = 6
"""Highest order of `f''…(x)` and `diff(expr, x, n)`."""
