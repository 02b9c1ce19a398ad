"""The code on the pages of docs/ runs, and gives what the pages say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(page for page in DOCS.glob("*.md") if ">>>" in page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_gives_what_the_page_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    # Fences become blank lines, so that places in the page stay and a block's last output ends.
    text = re.sub(r"^```.*$", "", text, flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, page.stem, str(page), 0)
    assert test.examples
    told: list[str] = []
    runner = doctest.DocTestRunner()
    runner.run(test, out=told.append)
    assert runner.failures == 0, "".join(told)


def test_there_is_a_guide_to_the_engine() -> None:
    assert DOCS / "engine.md" in PAGES
