"""The C library's memory allocator, told to keep what large arrays give back."""

from __future__ import annotations

import sys

# From malloc.h of the GNU C library.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3


def tune_allocator(largest: int = 1 << 30) -> bool:
    """Keep the memory of large arrays for the next ones, rather than give it back to the system; for programs.

    The GNU C library maps every block over some 32 MB, and many smaller ones, anew from the system, which clears each
    page when it is first touched: at 10⁵ to 10⁷ numbers that takes longer than their arithmetic. After this call blocks
    of up to `largest` bytes are taken from memory of which the process keeps as much when it is free. It cannot be
    undone. Nothing is done at import.

    Args:
        largest: in bytes, below 2 GB.

    Returns:
        True where it was done; False on systems without the GNU C library, where nothing happens.
    """
    import ctypes  # here, for importing engine should not wait for it
    import platform

    if not sys.platform.startswith("linux") or platform.libc_ver()[0] != "glibc":
        return False
    libc = ctypes.CDLL(None)
    return bool(libc.mallopt(_MMAP_THRESHOLD, largest)) and bool(libc.mallopt(_TRIM_THRESHOLD, largest))
