from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gradexplorer import resources


@pytest.fixture(autouse=True)
def ask_anew() -> Iterator[None]:
    resources.folder.cache_clear()
    yield
    resources.folder.cache_clear()


def place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "__file__", str(root / "gradexplorer" / "resources.py"))


def test_a_checkout_has_them_beside_the_packages() -> None:
    assert resources.folder() == Path(__file__).resolve().parents[1] / "resources"


def test_a_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()  # somebody else's, in the same site-packages
    (tmp_path / "gradexplorer" / "resources").mkdir(parents=True)
    place(tmp_path, monkeypatch)
    assert resources.folder() == tmp_path / "gradexplorer" / "resources"


def test_where_there_are_none_the_places_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(tmp_path, monkeypatch)
    with pytest.raises(FileNotFoundError, match=r"looked at .*gradexplorer/resources and .*/resources"):
        resources.folder()
