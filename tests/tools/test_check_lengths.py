from __future__ import annotations

from pathlib import Path

import pytest

from tools import check_lengths


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "engine").mkdir()
    return tmp_path


def test_short_files_pass(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "engine" / "short.py").write_text("def f():\n" + "    pass\n" * 59)
    assert check_lengths.main(root) == 0
    assert capsys.readouterr().out == "Every file and function is short enough.\n"


def test_a_long_function_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "engine" / "long.py").write_text("class A:\n    def f(self):\n" + "        pass\n" * 60)
    assert check_lengths.main(root) == 1
    assert capsys.readouterr().out == "engine/long.py:2: f() has 61 lines, 60 at most\n"


def test_a_long_file_is_named_and_a_table_is_not(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("long.py", "table.py"):
        (root / "engine" / name).write_text("x = 1\n" * 451)
    monkeypatch.setattr(check_lengths, "TABLES", frozenset({"engine/table.py"}))
    assert check_lengths.main(root) == 1
    assert capsys.readouterr().out == "engine/long.py: 451 lines, 450 at most\n"
