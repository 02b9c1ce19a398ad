"""For every test: off-screen, the user's folders moved away, and nothing of Qt left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

# Before the first import of Qt. The lane with real windows sets xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest

# Shared machines are slow now and then; how slow an example may be is for pytest-timeout to say.
hypothesis.settings.register_profile("gradexplorer", deadline=None, print_blob=True)
hypothesis.settings.load_profile("gradexplorer")


@pytest.hookimpl(optionalhook=True)
def pytest_xvfb_disable() -> bool:
    """Xvfb is for the lane with real windows alone."""
    return os.environ["QT_QPA_PLATFORM"] == "offscreen"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long text is named by its beginning: pytest writes a test's name into the environment three times a test."""
    if isinstance(val, str) and len(val) > 80:
        return f"{argname}-{val[:20].encode('unicode_escape').decode()}-{len(val)}"
    return None


_LONG = tuple(str(Path(__file__).parent / folder) for folder in ("ui", "lang", "cli"))
"""Folders with files that take up to half a minute each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs real windows where there are none, so that a plain `pytest` works everywhere.

    Long files come first: each is run by one process, and at the end none shall wait for another's.
    """
    items.sort(key=lambda item: not str(item.path).startswith(_LONG))
    if os.environ["QT_QPA_PLATFORM"] != "offscreen":
        return
    skip = pytest.mark.skip(reason="needs real windows: `make test` runs it under Xvfb")
    for item in items:
        if item.get_closest_marker("display"):
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """What was collected stays: the collector of garbage need not go through it each time."""
    gc.collect()
    gc.freeze()


_homes = count()


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test: preferences, log and cache of the person at the keyboard stay untouched.

    It is made by what writes into it: `mktemp` looks through all the folders made before, at 12,000 tests for a minute.
    """
    home = tmp_path_factory.getbasetemp() / f"home-{next(_homes)}"
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home / name))
    return home


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that uses Qt and leaves a thread, an active timer or a top-level widget behind."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from tests import leaks  # here, for the engine's tests load no Qt

    request.getfixturevalue("qapp")
    before = leaks.look()
    yield
    found = leaks.left(before)
    if found:
        leaks.clear(before)
        pytest.fail("left behind: " + "; ".join(found), pytrace=False)
