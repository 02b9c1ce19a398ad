"""The pages as a web site: README.md, CONTRIBUTING.md, CHANGELOG.md and docs/, with a reference made of docstrings.

    make docs

Sphinx reads the pages where they lie, so that their links are the same here and in the repository.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import docstrings

import engine

project = "gradexplorer"
author = "The gradexplorer authors"
copyright = author
version = release = engine.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "README"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "docs/api/*.md"]
html_theme = "furo"
html_title = "gradexplorer"
myst_heading_anchors = 3
smartquotes = False  # what stands in quotes is often to be typed
suppress_warnings = ["misc.highlighting_failure"]  # the language is no Python, though some blocks say so

autodoc_member_order = "alphabetical"
autodoc_typehints = "signature"
autodoc_type_aliases = {"Node": "engine.graph.Node"}

CONTENTS = """

```{toctree}
:hidden:

docs/tour
docs/language
docs/engine
docs/api/index
CONTRIBUTING
CHANGELOG
```
"""


def setup(app: Any) -> None:
    """Let Sphinx read README.md with a table of contents, and docstrings as the Markdown that they are."""
    app.connect("source-read", add_contents)
    app.connect("autodoc-process-docstring", docstrings.convert)
    app.connect("autodoc-skip-member", docstrings.skip)


def add_contents(_: Any, name: str, source: list[str]) -> None:
    """The table of contents, which README.md need not show where it is read as it is."""
    if name == root_doc:
        source[0] += CONTENTS
