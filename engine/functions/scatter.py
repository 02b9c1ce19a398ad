"""Writing at indices, out of place: scatter, index_add, index_fill, take_along_dim and their relatives."""

from __future__ import annotations

__all__: list[str] = []
METHODS = ""
IN_PLACE = ""
