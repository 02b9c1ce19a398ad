"""Writing a file whole or not at all, and telling whether it is still the same one."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[int, int, int]
"""What differs between a file and what is written in its place later."""


def stamp(path: Path | None) -> Stamp | None:
    """The stamp of the file at `path` as it is now; None where there is none."""
    try:
        found = None if path is None else path.stat()
    except OSError:
        return None
    return None if found is None else (found.st_ino, found.st_size, found.st_mtime_ns)


def write_whole(path: Path, content: bytes, *, wait: bool = True) -> None:
    """Put `content` at `path`; a failure raises OSError and leaves what was there.

    The bytes go to a new file beside it, reach the disk, and then take its name. A link keeps pointing where it points,
    and an existing file keeps its permissions. Without `wait` the system brings them to the disk in its own time:
    should the power fail meanwhile, the file may be empty.
    """
    path = path.resolve()
    fresh = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        with fresh.open("xb") as file:
            file.write(content)
            if wait:
                file.flush()
                os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            fresh.chmod(stat.S_IMODE(path.stat().st_mode))
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
