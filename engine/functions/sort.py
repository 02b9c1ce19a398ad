"""Order: sort, argsort, topk, median, and what counts elements."""

from __future__ import annotations

__all__: list[str] = []
METHODS = ""
IN_PLACE = ""
