"""Diagonals and triangles of matrices, out of them and into them."""

from __future__ import annotations

__all__: list[str] = []
METHODS = ""
IN_PLACE = ""
