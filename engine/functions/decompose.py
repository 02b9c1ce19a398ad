"""Inverses, determinants and decompositions of matrices, under `engine.linalg`."""

from __future__ import annotations

__all__: list[str] = []
METHODS = ""
IN_PLACE = ""
