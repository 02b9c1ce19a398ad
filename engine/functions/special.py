"""Special functions in PyTorch's spelling, also under `engine.special`."""

from __future__ import annotations

__all__: list[str] = []
METHODS = ""
IN_PLACE = ""
