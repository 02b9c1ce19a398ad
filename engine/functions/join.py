"""Tensors put together and taken apart: cat, stack, split and their relatives."""

from __future__ import annotations

__all__: list[str] = []
METHODS = ""
IN_PLACE = ""
