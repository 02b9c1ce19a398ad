"""The engine, as the language calls it.

The engine binds its functions and methods at import, out of a type checker's sight; here they all have the type Any,
so that only this file need know.
"""

from __future__ import annotations

from typing import Any

import engine as _engine
from engine.tensor import Tensor

engine: Any = _engine

__all__ = ["Tensor", "engine"]
