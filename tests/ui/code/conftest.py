"""The fixtures of panels and widgets."""

from __future__ import annotations

from tests.ui.shown import show, themed

__all__ = ["show", "themed"]
