"""Unsaved work kept in the state folder, so that a crash loses a few seconds at most.

Each window has a file of its own, `autosave/<token>.gradx`: a session file that also says which file the work belongs
to, and what that file was like when the window last read or wrote it. Beside it lies a lock that the system frees when
the process ends, so a file whose lock is free is what a window left that did not end well.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from threading import Lock as Turn

from msgspec import Struct

from gradexplorer.model import salvage, session
from gradexplorer.model.document import Document, Expression
from gradexplorer.model.files import Stamp, write_whole
from gradexplorer.model.folders import state_folder
from gradexplorer.model.lock import Lock
from gradexplorer.model.salvage import Opened

ENDING = ".gradx"


def autosave_folder() -> Path:
    """Where unsaved work is kept."""
    return state_folder() / "autosave"


class Slot:
    """One window's place for its unsaved work. Its methods may be called from any thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Nothing is made or locked before the first `write`."""
        self._folder = folder
        self._token: str | None = None
        self._lock: Lock | None = None
        self._turn = Turn()

    @property
    def path(self) -> Path | None:
        """The file, None before the first `write`."""
        return None if self._token is None else self._in(self._token, ENDING)

    def write(self, document: Document, origin: Path | None, seen: Stamp | None = None) -> Path:
        """Keep `document`, which belongs to the file `origin`; OSError or SessionError where that fails.

        `seen` is the stamp that the file had when the window knew what is in it.
        """
        of = {} if origin is None else {"origin": str(origin.absolute()), "seen": seen}
        content = session.dumps(document, **of)
        with self._turn:
            if self._lock is None:
                self._take()
            assert self._token is not None, "taken above"
            path = self._in(self._token, ENDING)
            write_whole(path, content)
            return path

    def clear(self) -> None:
        """Forget what was kept: it is saved, or nobody wants it."""
        with self._turn, contextlib.suppress(OSError):
            if self.path is not None:
                self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Forget what was kept, and give the place up."""
        self.clear()
        with self._turn:
            if self._lock is not None:
                self._lock.release(remove=True)
            self._lock = self._token = None

    def let_go(self) -> None:
        """Give the place up and leave what is kept to whoever looks for it."""
        with self._turn:
            if self._lock is not None:
                self._lock.release(remove=False)
            self._lock = self._token = None

    def _take(self) -> None:
        folder = self._folder or autosave_folder()
        folder.mkdir(parents=True, exist_ok=True)
        while self._lock is None:
            token = secrets.token_hex(8)
            with contextlib.suppress(BlockingIOError):  # somebody looks through the folder just now
                self._lock = Lock(self._in(token, ".lock"))
                self._token = token

    def _in(self, token: str, ending: str) -> Path:
        return (self._folder or autosave_folder()) / f"{token}{ending}"


class Leftover(Struct, frozen=True):
    """Unsaved work of a window that did not end well: `written` is seconds since 1970, `origin` the file it belongs to.

    `seen` is the stamp that this file had when the window knew what is in it. `title` says what it is in a few words;
    "" where it cannot be read.
    """

    path: Path
    written: float
    origin: Path | None
    seen: Stamp | None
    title: str


def leftovers(folder: Path | None = None) -> tuple[Leftover, ...]:
    """The unsaved work that no window holds, newest first. What is only a remnant of writing is removed."""
    folder = folder or autosave_folder()
    found: list[Leftover] = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            token = path.name.lstrip(".").partition(".")[0]
            with contextlib.suppress(OSError), _held(folder / f"{token}.lock"):
                if path.suffix == ENDING:
                    found.append(_described(path))
                elif path.suffix == ".part" or (path.suffix == ".lock" and not path.with_suffix(ENDING).exists()):
                    path.unlink(missing_ok=True)
    return tuple(sorted(found, key=lambda one: one.written, reverse=True))


def claim(leftover: Leftover) -> Slot | None:
    """The place of `leftover`, for the window that goes on with it; None where another has it, or it is gone."""
    slot = Slot(leftover.path.parent)
    try:
        slot._lock = Lock(leftover.path.with_suffix(".lock"))
    except OSError:
        return None
    slot._token = leftover.path.stem
    if not leftover.path.exists():
        slot.close()
        return None
    return slot


def load(leftover: Leftover) -> Opened:
    """The document of `leftover`; SessionError where there is none in the file."""
    return salvage.load(leftover.path)


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """Holds the lock at `path`; BlockingIOError where another does. A lock that was not there is not left behind."""
    was = path.exists()
    lock = Lock(path)
    try:
        yield
    finally:
        lock.release(remove=not was)


def _described(path: Path) -> Leftover:
    written = path.stat().st_mtime
    try:
        document = salvage.load(path).document
    except session.SessionError:
        return Leftover(path, written, None, None, "")
    texts = [item.text.splitlines()[0] for item in document.items if isinstance(item, Expression) and item.text.strip()]
    return Leftover(path, written, *_origin(path), document.title or (texts[0] if texts else ""))


def _origin(path: Path) -> tuple[Path | None, Stamp | None]:
    """The file that the work at `path` belongs to, and the stamp that it had."""
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None, None
    named, seen = kept.get("origin"), kept.get("seen")
    if not isinstance(named, str) or not named:
        return None, None
    sound = isinstance(seen, list) and len(seen) == 3 and all(type(part) is int for part in seen)
    return Path(named), tuple(seen) if sound else None
