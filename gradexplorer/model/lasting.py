"""What stays until the program ends is not searched for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Import modules and build the window within: the collector neither runs meanwhile nor looks at them later.

    They make some hundred thousand objects. Going through them holds the window for 60 ms each time, and takes a tenth
    of the time that it opens in.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
