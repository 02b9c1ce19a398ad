from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gradexplorer.model import autosave, session
from gradexplorer.model.autosave import Slot, autosave_folder, claim, leftovers
from gradexplorer.model.document import Document, Expression
from gradexplorer.model.files import stamp
from gradexplorer.model.lock import Lock

WORK = Document(items=(Expression(id=1, text="x^2"),))


def left(document: Document = WORK, origin: Path | None = None) -> Path:
    """What a window leaves that did not end well."""
    slot = Slot()
    path = slot.write(document, origin)
    slot.let_go()
    return path


def names() -> list[str]:
    return sorted(path.suffix for path in autosave_folder().iterdir())


def test_nothing_is_made_before_there_is_something_to_keep() -> None:
    slot = Slot()
    slot.clear()
    slot.close()
    assert not autosave_folder().exists()
    assert leftovers() == ()


def test_what_is_kept_is_a_session_file() -> None:
    slot = Slot()
    path = slot.write(WORK, Path("/somewhere/mine.gradx"))
    assert session.load(path) == WORK
    assert slot.path == path
    slot.close()
    assert list(autosave_folder().iterdir()) == []


def test_the_stamp_of_the_file_that_it_belongs_to_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "mine.gradx"
    session.save(WORK, file)
    for seen in (stamp(file), None):
        slot = Slot()
        slot.write(WORK, file, seen)
        slot.let_go()
        (found,) = leftovers()
        assert (found.origin, found.seen) == (file, seen)
        found.path.unlink()


@pytest.mark.parametrize("seen", [b"7", b"[1, 2]", b'["a", 2, 3]', b"{}", b"[1, 2, 3.5]"])
def test_a_stamp_that_is_none_is_no_stamp(seen: bytes, tmp_path: Path) -> None:
    path = left(WORK, tmp_path / "mine.gradx")
    path.write_bytes(path.read_bytes().replace(b'"seen": null', b'"seen": ' + seen))
    assert b'"seen": ' + seen in path.read_bytes()
    (found,) = leftovers()
    assert (found.origin, found.seen) == (tmp_path / "mine.gradx", None)


def test_the_work_of_a_window_that_is_open_is_not_offered() -> None:
    one, other = Slot(), Slot()
    one.write(WORK, None)
    other.write(Document(title="other"), None)
    assert leftovers() == ()
    one.let_go()
    (found,) = leftovers()
    assert found.title == "x^2"
    assert session.load(found.path) == WORK
    assert other.path is not None
    assert session.load(other.path).title == "other"
    other.close()


def test_what_is_left_says_what_it_is_newest_first() -> None:
    old, new = left(Document(title="a title")), left(WORK, Path("/there/mine.gradx"))
    os.utime(old, (1000, 1000))
    first, second = leftovers()
    assert (first.path, first.origin, first.title) == (new, Path("/there/mine.gradx"), "x^2")
    assert (second.path, second.origin, second.title, second.written) == (old, None, "a title", 1000)


def test_one_window_takes_it_and_no_other() -> None:
    left()
    (found,) = leftovers()
    slot = claim(found)
    assert slot is not None
    assert claim(found) is None
    assert leftovers() == ()
    assert autosave.load(found) == (WORK, ())
    slot.write(Document(title="gone on"), None)
    assert session.load(found.path).title == "gone on"
    slot.close()
    assert claim(found) is None
    assert list(autosave_folder().iterdir()) == []


def test_damaged_work_is_offered_too() -> None:
    path = left()
    path.write_bytes(path.read_bytes()[:-8])
    (found,) = leftovers()
    assert found.title == "x^2"
    assert autosave.load(found).losses
    path.write_bytes(b"\0" * 100)
    assert [one.title for one in leftovers()] == [""]


def test_remnants_are_swept_and_nothing_else() -> None:
    path = left()
    (path.parent / f".{path.name}.00ff.part").write_bytes(b"half")
    stray = path.parent / "0123456789abcdef.lock"
    stray.touch()
    slot = Slot()
    slot.write(WORK, None)
    slot.clear()
    leftovers()
    assert names() == [".gradx", ".lock", ".lock"]
    assert path.exists()
    assert not stray.exists()
    slot.close()
    assert names() == [".gradx", ".lock"]


def test_a_folder_that_cannot_be_made_is_an_error(own_folders: Path) -> None:
    folder = autosave_folder()
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in its place")
    with pytest.raises(OSError, match="autosave"):
        Slot().write(WORK, None)
    assert leftovers() == ()


def test_many_windows_begin_and_look_at_once() -> None:
    faults: list[BaseException] = []

    def window(number: int) -> None:
        try:
            for step in range(20):
                slot = Slot()
                path = slot.write(Document(title=f"{number}.{step}"), None)
                leftovers()
                assert session.load(path).title == f"{number}.{step}"
                slot.close()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=window, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    leftovers()
    assert list(autosave_folder().iterdir()) == []


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    path = tmp_path / "it.lock"
    script = (
        "import sys, pathlib; from gradexplorer.model.lock import Lock\n"
        "lock = Lock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    held = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(BlockingIOError):
            Lock(path)
        child.kill()
        child.wait()
        Lock(path).release(remove=True)
    assert not path.exists()
