"""Scans and differences along a dim: running sums, products and extrema, diff, the trapezoid rule."""

from __future__ import annotations

__all__: list[str] = []
METHODS = ""
IN_PLACE = ""
