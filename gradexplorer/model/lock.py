"""A lock on a file that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held by whoever made it, in this process or another, until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        """Take the lock `path`, making the file. BlockingIOError where it is held, OSError where it cannot be had."""
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._file)
            # Whoever held it may have removed the file meanwhile: then this is the lock of nothing.
            if not path.exists() or not os.path.samestat(os.fstat(self._file), path.stat()):
                raise BlockingIOError(f"{path} was removed while it was taken")
        except OSError as error:
            os.close(self._file)
            if isinstance(error, PermissionError) and sys.platform == "win32":
                raise BlockingIOError(str(error)) from error
            raise

    def release(self, *, remove: bool) -> None:
        """Let go; with `remove` the file goes too."""
        if remove and sys.platform != "win32":  # removed first, or another could take what is then removed
            self.path.unlink(missing_ok=True)
        os.close(self._file)
        if remove and sys.platform == "win32":
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
